package banks

import (
	"context"
	"encoding/json"
	"strconv"

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

const stimulusColumns = `s.id, s.bank_id, s.title, s.html, s.media, s.revision, s.created_by, s.updated_at,
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
		media, list, err := mediaOfText(tx, bankID, t.Media)
		if err != nil {
			return Stimulus{}, err
		}
		out := Stimulus{ID: id.New("stm"), BankID: bankID, Title: t.Title, HTML: html, Media: media, Revision: 1, CreatedBy: actor.From(ctx).ID, UpdatedAt: s.db.Now()}
		err = tx.Exec("insert into item_stimuli (id, bank_id, title, html, media, created_by, updated_at) values (?, ?, ?, ?, ?, ?, ?)",
			out.ID, out.BankID, out.Title, out.HTML, list, out.CreatedBy, out.UpdatedAt).Error
		if err != nil {
			return Stimulus{}, err
		}
		return out, audit.Append(ctx, tx, out.UpdatedAt, audit.Entry{Action: "stimulus.written", Subject: out.ID})
	})
}

// mediaOfText finds the files that a text shows among those of its bank, and tells of each what kind it is.
func mediaOfText(tx *gorm.DB, bankID string, named []items.Medium) ([]items.Medium, string, error) {
	out := []items.Medium{}
	var wrong []fault.Field
	for i, one := range named {
		var m Medium
		err := tx.Raw("select "+mediumColumns+" from item_media where id = ? and bank_id = ?", one.ID, bankID).Scan(&m).Error
		if err != nil {
			return nil, "", err
		}
		if m.ID == "" {
			wrong = append(wrong, fault.Field{Field: "media." + strconv.Itoa(i), Code: "unknown", Detail: "no file of this bank"})
			continue
		}
		out = append(out, items.Medium{ID: m.ID, Kind: m.Kind(), Alt: one.Alt})
	}
	if len(wrong) > 0 {
		return nil, "", ErrInput.With(wrong...)
	}
	list, err := json.Marshal(out)
	return out, string(list), err
}

// ChangeStimulus writes it anew. Forms that are frozen keep what they have. Where its bank asks for a second person and items that
// left their author's hands stand on it, the change waits for somebody else, and candidates meet what it says now.
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
		media, _, err := mediaOfText(tx, out.BankID, t.Media)
		if err != nil {
			return err
		}
		waits, err := out.reviewed(tx)
		if err != nil {
			return err
		}
		d := TextDraft{StimulusID: stimulusID, Title: t.Title, HTML: html, Media: media, State: VersionInReview, CreatedBy: actor.From(ctx).ID, CreatedAt: s.db.Now()}
		action := "stimulus.changed"
		if waits {
			action = "stimulus.change_proposed"
			err = d.keep(tx, out.Revision)
		} else {
			err = d.take(tx, out.Revision)
		}
		if err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, d.CreatedAt, audit.Entry{Action: action, Subject: stimulusID}); err != nil {
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
	if err != nil {
		return out, store.Found(err, ErrNothing)
	}
	var waiting []TextDraft
	err = tx.Raw("select "+textDraftColumns+" from item_stimulus_drafts where stimulus_id = ?", stimulusID).Scan(&waiting).Error
	if len(waiting) > 0 {
		out.Draft = &waiting[0]
	}
	return out, err
}

// rendered cleans a text; ErrInput when nothing is left of it, as of HTML that is said to be Markdown.
func (s *Service) rendered(t Text) (string, error) {
	html, _ := s.markup.HTML(interchange.Format(t.Format), t.Text)
	if html == "" {
		return "", ErrInput.With(fault.Field{Field: "text", Code: "empty", Detail: "nothing is left of the text in this format"})
	}
	return html, nil
}
