package banks

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/fault"
)

// TranslateText keeps a stimulus in another language, a draft until somebody else reviews it.
func (s *Service) TranslateText(ctx context.Context, stimulusID, language string, t Text) (Translation, error) {
	wrong := t.faults()
	if !languageTag.MatchString(language) {
		wrong = append(wrong, fault.Field{Field: "language", Code: "malformed", Detail: "a language tag such as de or pt-BR"})
	}
	if len(wrong) > 0 {
		return Translation{}, ErrInput.With(wrong...)
	}
	html, err := s.rendered(t)
	if err != nil {
		return Translation{}, err
	}
	var out Translation
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := stimulusOf(tx, stimulusID); err != nil {
			return err
		}
		text, err := json.Marshal(items.Stimulus{ID: stimulusID, Title: t.Title, HTML: html})
		if err != nil {
			return err
		}
		if err := keepTranslation(ctx, tx, Translation{VersionID: stimulusID, Language: language, UpdatedAt: s.db.Now()}, string(text)); err != nil {
			return err
		}
		out, err = translationOf(tx, stimulusID, language)
		return err
	})
	return out, err
}

// translatedStimuli puts reviewed translations in the place of the originals, and nothing where there is none.
func translatedStimuli(tx *gorm.DB, texts map[string]*items.Stimulus, language string) error {
	var ids []string
	for id := range texts {
		ids = append(ids, id)
	}
	var rows []struct {
		SubjectID string
		Content   items.Stimulus `gorm:"serializer:json"`
	}
	err := tx.Raw("select subject_id, content from item_translations where subject_id in ? and language = ? and state = 'reviewed'", ids, language).Scan(&rows).Error
	clear(texts)
	for _, r := range rows {
		texts[r.SubjectID] = &r.Content
	}
	return err
}
