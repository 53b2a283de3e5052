package banks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/exams/items"
	"laurel/internal/fault"
	"laurel/internal/id"
)

// keepFiles puts the files of source items down before the transaction that names them, under their hashes. What cannot be shown
// is left out, and the item loses it.
func (s *Service) keepFiles(ctx context.Context, all []interchange.Entry) error {
	put := map[string]bool{}
	for _, e := range all {
		if e.Item == nil {
			continue
		}
		for _, f := range filesOf(*e.Item) {
			if f.Size > MaxMediumBytes+1024 {
				continue
			}
			body, err := f.Read()
			if err != nil {
				continue // shelveMedia reads it again and says so
			}
			m, err := mediumOf(f.Name, body)
			if err != nil {
				continue
			}
			sum := sha256.Sum256(body)
			m.SHA256 = hex.EncodeToString(sum[:])
			if !put[m.SHA256] {
				put[m.SHA256] = true
				if err := s.files.Put(ctx, mediumPath(m.SHA256), body); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// shelveMedia gives the files that an item shows their ids in the bank. The reason says why the item cannot do without one.
func (s *Service) shelveMedia(ctx context.Context, tx *gorm.DB, a arrival, t *taken) (string, error) {
	ids := map[string]string{}
	for _, name := range t.authored.Content.Files() {
		m, err := s.shelveMedium(tx, a, name)
		var refused *fault.Error
		switch {
		case err == nil:
			ids[name] = m.ID
		case !errors.As(err, &refused) || refused.Kind >= fault.Internal:
			return "", err
		case t.authored.Content.Image != nil && t.authored.Content.Image.Media == name:
			return "the image cannot be shown: it is no picture of a kind that is kept, or larger than 10 MiB", nil
		default:
			t.authored.Losses = append(t.authored.Losses, "the file "+name+" cannot be shown and is not kept")
		}
	}
	media := t.authored.Content.Media
	t.authored.Content.Media = nil
	for _, m := range media {
		if ids[m.ID] != "" {
			t.authored.Content.Media = append(t.authored.Content.Media, m)
		}
	}
	t.authored.Content = t.authored.Content.Rename(func(name string) string { return ids[name] })
	return "", ctx.Err()
}

// shelveStimulus keeps the text that source items share once in the bank, under an id that follows from it.
func (s *Service) shelveStimulus(tx *gorm.DB, a arrival, t *taken) error {
	st := *a.entry.Item.Stimulus
	html, losses := s.markup.With(st.Media).HTML(st.Text.Format, st.Text.Text)
	title := st.Title
	if title == "" {
		title = "Shared text"
	}
	media := []items.Medium{}
	is := a.bank.ID + "\x00" + title + "\x00" + html
	for _, f := range st.Media {
		m, err := s.shelveMedium(tx, a, f.Name)
		var refused *fault.Error
		switch {
		case err == nil:
			is += "\x00" + m.SHA256
			media = append(media, items.Medium{ID: m.ID, Kind: m.Kind(), Alt: items.AltOf(st.Text.Text, f.Name, st.Title)})
		case !errors.As(err, &refused) || refused.Kind >= fault.Internal:
			return err
		default:
			losses = append(losses, "the file "+f.Name+" cannot be shown and is not kept")
		}
	}
	t.authored.Losses = append(t.authored.Losses, losses...)
	list, err := json.Marshal(media)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(is))
	t.stimulus = "stm_" + hex.EncodeToString(sum[:13])
	t.authored.Content.Stimulus = &items.Stimulus{ID: t.stimulus}
	return tx.Exec("insert into item_stimuli (id, bank_id, title, html, media, created_by, updated_at) values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing",
		t.stimulus, a.bank.ID, title, html, string(list), a.by.CreatedBy, s.db.Now()).Error
}

func (s *Service) shelveMedium(tx *gorm.DB, a arrival, name string) (Medium, error) {
	for _, f := range filesOf(*a.entry.Item) {
		if f.Name != name {
			continue
		}
		if f.Size > MaxMediumBytes+1024 {
			return Medium{}, ErrMedium
		}
		body, err := f.Read()
		if err != nil {
			return Medium{}, ErrMedium
		}
		m, err := mediumOf(name, body)
		if err != nil {
			return Medium{}, err
		}
		sum := sha256.Sum256(body)
		m.ID, m.BankID, m.SHA256, m.CreatedBy, m.CreatedAt = id.New("med"), a.bank.ID, hex.EncodeToString(sum[:]), a.by.CreatedBy, s.db.Now()
		return keepMediumRow(tx, m)
	}
	return Medium{}, ErrMedium
}
