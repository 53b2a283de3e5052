package banks

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/exams/items"
	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Translate keeps an item version in another language, a draft until somebody else reviews it. Writing again makes it a draft again.
func (s *Service) Translate(ctx context.Context, versionID, language string, w Words) (Translation, error) {
	if !languageTag.MatchString(language) {
		return Translation{}, ErrInput.With(fault.Field{Field: "language", Code: "malformed", Detail: "a language tag such as de or pt-BR"})
	}
	var out Translation
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		_, v, err := lockVersion(tx, versionID)
		if err != nil {
			return err
		}
		content, wrong := s.cleaned(w).over(v.Content, language)
		if len(wrong) > 0 {
			return ErrInput.With(wrong...)
		}
		text, err := json.Marshal(content)
		if err != nil {
			return err
		}
		if err := keepTranslation(ctx, tx, Translation{VersionID: versionID, Language: language, UpdatedAt: s.db.Now()}, string(text)); err != nil {
			return err
		}
		out, err = translationOf(tx, versionID, language)
		return err
	})
	return out, err
}

func keepTranslation(ctx context.Context, tx *gorm.DB, t Translation, content string) error {
	err := tx.Exec(`insert into item_translations (subject_id, language, content, state, translator, updated_at) values (?, ?, ?, 'draft', ?, ?)
		on conflict (subject_id, language) do update set content = excluded.content, state = 'draft', translator = excluded.translator, reviewer = '',
		revision = item_translations.revision + 1, updated_at = excluded.updated_at`, t.VersionID, t.Language, content, actor.From(ctx).ID, t.UpdatedAt).Error
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, t.UpdatedAt, audit.Entry{Action: "item.translated", Subject: t.VersionID, Detail: map[string]string{"language": t.Language}})
}

func (s *Service) cleaned(w Words) Words {
	clean := func(text string) string { html, _ := s.markup.HTML(interchange.HTML, text); return html }
	all := func(words map[string]string) map[string]string {
		out := map[string]string{}
		for id, text := range words {
			out[id] = clean(text)
		}
		return out
	}
	out := Words{StemHTML: clean(w.StemHTML), Options: all(w.Options), Stems: all(w.Stems), Blanks: map[string]Gaps{}, Alts: w.Alts}
	for id, gaps := range w.Blanks {
		out.Blanks[id] = all(gaps)
	}
	return out
}

// Review lets a translation be delivered. Its translator may not: ErrSecondPerson. Again, it changes nothing.
func (s *Service) Review(ctx context.Context, versionID, language string) (Translation, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Translation, error) {
		t, err := translationOf(tx, versionID, language)
		switch who := actor.From(ctx).ID; {
		case err != nil || t.State == TranslationReviewed:
			return t, err
		case t.Translator == who:
			return t, ErrSecondPerson.And("state", t.State)
		default:
			err := tx.Exec("update item_translations set state = 'reviewed', reviewer = ?, revision = revision + 1 where subject_id = ? and language = ? and revision = ?",
				who, versionID, language, t.Revision).Error
			if err != nil {
				return t, err
			}
		}
		if t, err = translationOf(tx, versionID, language); err != nil {
			return t, err
		}
		return t, audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "translation.reviewed", Subject: versionID, Detail: map[string]string{"language": language}})
	})
}

const translationColumns = "subject_id as version_id, language, content, state, translator, reviewer, revision, updated_at from item_translations"

// Translations lists the languages that an item version has.
func (s *Service) Translations(ctx context.Context, versionID string) ([]Translation, error) {
	out := []Translation{}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select "+translationColumns+" where subject_id = ? order by language", versionID).Scan(&out).Error
	})
	return out, err
}

func translationOf(tx *gorm.DB, versionID, language string) (Translation, error) {
	var t Translation
	err := tx.Raw("select "+translationColumns+" where subject_id = ? and language = ?", versionID, language).Take(&t).Error
	return t, store.Found(err, ErrNothing)
}

// Contents gives what candidates may see of item versions, with the text they share, in a language; "" is the one they were written
// in. Who has no reviewed translation is missing. It reads no key.
func (s *Service) Contents(_ context.Context, tx *gorm.DB, versions []string, language string) (map[string]items.Content, error) {
	var rows []struct {
		ID      string
		Content items.Content `gorm:"serializer:json"`
	}
	if err := tx.Raw("select id, content from item_versions where id in ?", versions).Scan(&rows).Error; err != nil {
		return nil, err
	}
	out := map[string]items.Content{}
	for _, r := range rows {
		if language == "" || r.Content.Language == language {
			out[r.ID] = r.Content
		}
	}
	if language != "" {
		rows = nil
		err := tx.Raw("select subject_id as id, content from item_translations where subject_id in ? and language = ? and state = 'reviewed'", versions, language).Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.ID] = r.Content
		}
	}
	return out, withStimuli(tx, out, language)
}

// withStimuli gives contents the texts they stand on, and drops those whose text is not there in the language.
func withStimuli(tx *gorm.DB, contents map[string]items.Content, language string) error {
	var ids []string
	for _, c := range contents {
		if c.Stimulus != nil {
			ids = append(ids, c.Stimulus.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		ID, Title, HTML string
		Media           []items.Medium `gorm:"serializer:json"`
	}
	err := tx.Raw("select id, title, html, media from item_stimuli where id in ?", ids).Scan(&rows).Error
	if err != nil {
		return err
	}
	texts, media := map[string]*items.Stimulus{}, map[string][]items.Medium{}
	for _, r := range rows {
		texts[r.ID], media[r.ID] = &items.Stimulus{ID: r.ID, Title: r.Title, HTML: r.HTML}, r.Media
	}
	if language != "" {
		if err := translatedStimuli(tx, texts, language); err != nil {
			return err
		}
	}
	for id, c := range contents {
		if c.Stimulus == nil {
			continue
		}
		text := texts[c.Stimulus.ID]
		if text == nil && language == "" { // the text that the version itself holds
			continue
		}
		if text == nil {
			delete(contents, id)
			continue
		}
		text.Media = media[c.Stimulus.ID] // the same in every language
		c.Stimulus = text
		contents[id] = c
	}
	return nil
}
