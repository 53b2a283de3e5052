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
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/web"
)

const stimulusColumns = `s.id, s.bank_id, s.title, s.html, s.revision, s.created_by, s.updated_at,
	(select count(*) from items i where i.stimulus_id = s.id) as items from item_stimuli s`

// AddStimulus keeps a text for items of a bank.
func (s *Service) AddStimulus(ctx context.Context, bankID string, t Text) (Stimulus, error) {
	if wrong := t.faults(); len(wrong) > 0 {
		return Stimulus{}, ErrInput.With(wrong...)
	}
	html, err := s.rendered(t)
	if err != nil {
		return Stimulus{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Stimulus, error) {
		if _, err := bankOf(tx, bankID); err != nil {
			return Stimulus{}, err
		}
		out := Stimulus{ID: id.New("stm"), BankID: bankID, Title: t.Title, HTML: html, Revision: 1, CreatedBy: actor.From(ctx).ID, UpdatedAt: s.db.Now()}
		err := tx.Exec("insert into item_stimuli (id, bank_id, title, html, created_by, updated_at) values (?, ?, ?, ?, ?, ?)",
			out.ID, out.BankID, out.Title, out.HTML, out.CreatedBy, out.UpdatedAt).Error
		if err != nil {
			return Stimulus{}, err
		}
		return out, audit.Append(ctx, tx, out.UpdatedAt, audit.Entry{Action: "stimulus.written", Subject: out.ID})
	})
}

// ChangeStimulus writes it anew. Forms that are frozen keep what they have.
func (s *Service) ChangeStimulus(ctx context.Context, stimulusID, ifMatch string, t Text) (Stimulus, error) {
	if wrong := t.faults(); len(wrong) > 0 {
		return Stimulus{}, ErrInput.With(wrong...)
	}
	html, err := s.rendered(t)
	if err != nil {
		return Stimulus{}, err
	}
	var out Stimulus
	err = s.db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if out, err = stimulusOf(tx, stimulusID); err != nil {
			return err
		}
		if err := web.Match(ifMatch, out.ETag()); err != nil {
			return err
		}
		now := s.db.Now()
		r := tx.Exec("update item_stimuli set title = ?, html = ?, revision = revision + 1, updated_at = ? where id = ? and revision = ?", t.Title, html, now, stimulusID, out.Revision)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			return web.ErrStale
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "stimulus.changed", Subject: stimulusID}); err != nil {
			return err
		}
		out, err = stimulusOf(tx, stimulusID)
		return err
	})
	return out, err
}

// Stimuli lists the texts of a bank.
func (s *Service) Stimuli(ctx context.Context, bankID, after string, limit int) ([]Stimulus, error) {
	var out []Stimulus
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if _, err := bankOf(tx, bankID); err != nil {
			return err
		}
		return tx.Raw("select "+stimulusColumns+" where s.bank_id = ? and s.id > ? order by s.id limit ?", bankID, after, limit).Scan(&out).Error
	})
	return out, err
}

// Stimulus gives one.
func (s *Service) Stimulus(ctx context.Context, stimulusID string) (Stimulus, error) {
	var out Stimulus
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		out, err = stimulusOf(tx, stimulusID)
		return err
	})
	return out, err
}

func stimulusOf(tx *gorm.DB, stimulusID string) (Stimulus, error) {
	var out Stimulus
	err := tx.Raw("select "+stimulusColumns+" where s.id = ?", stimulusID).Take(&out).Error
	return out, store.Found(err, ErrNothing)
}

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

// rendered cleans a text; ErrInput when nothing is left of it, as of HTML that is said to be Markdown.
func (s *Service) rendered(t Text) (string, error) {
	html, _ := s.markup.HTML(interchange.Format(t.Format), t.Text)
	if html == "" {
		return "", ErrInput.With(fault.Field{Field: "text", Code: "empty", Detail: "nothing is left of the text in this format"})
	}
	return html, nil
}
