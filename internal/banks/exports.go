package banks

import (
	"context"
	"io"
	"iter"

	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/exams/items"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/store"
)

const exportTogether = 500

// Export writes the items of a bank that are not retired, with their keys, and accounts for each. That keys have left is audited.
func (s *Service) Export(ctx context.Context, bankID, format string, out io.Writer) (Exported, error) {
	e := Exported{Bank: bankID, Format: format, Entries: []ExportedEntry{}}
	if _, known := exportFormats[format]; !known {
		return e, ErrFormat.With(fault.Field{Field: "format", Code: "not_allowed", Detail: "qti3, gift or csv"})
	}
	if _, err := s.Bank(ctx, bankID); err != nil {
		return e, err
	}
	written, err := interchange.Write(format, out, s.leave(ctx, bankID, &e))
	if err != nil {
		return e, err
	}
	for _, w := range written {
		e.count(w)
	}
	return e, s.db.Tx(ctx, func(tx *gorm.DB) error {
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "items.exported", Subject: bankID, Detail: map[string]any{
			"format": format, "items": e.Items, "written": e.Written, "not_written": e.Left,
		}})
	})
}

// leave gives the items of a bank in their order, some at a time. One that cannot leave is counted at once.
func (s *Service) leave(ctx context.Context, bankID string, e *Exported) iter.Seq2[interchange.Item, error] {
	return func(yield func(interchange.Item, error) bool) {
		texts := map[string]*interchange.Stimulus{}
		for after := ""; ; {
			page, media, err := s.leavingPage(ctx, bankID, after)
			if err != nil {
				yield(interchange.Item{}, err)
				return
			}
			for _, k := range page {
				after = k.ID
				if k.State == Retired {
					continue
				}
				it, reason := leaving(k, media)
				if reason != "" {
					e.count(interchange.Written{Ref: it.ID, Reason: reason})
					continue
				}
				if err := s.dress(ctx, &it, k, texts); err != nil {
					yield(it, err)
					return
				}
				if !yield(it, nil) {
					return
				}
			}
			if len(page) < exportTogether {
				return
			}
		}
	}
}

func (s *Service) leavingPage(ctx context.Context, bankID, after string) ([]Keyed, map[string]Medium, error) {
	page, err := s.Items(ctx, ItemsQuery{BankID: bankID, After: after, Limit: exportTogether})
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, k := range page {
		ids = append(ids, k.Content.Files()...)
	}
	var rows []Medium
	if len(ids) > 0 {
		err = s.db.Read(ctx, func(tx *gorm.DB) error {
			return tx.Raw("select "+mediumColumns+" from item_media where bank_id = ? and id in ?", bankID, ids).Scan(&rows).Error
		})
	}
	media := map[string]Medium{}
	for _, m := range rows {
		media[m.ID] = m
	}
	return page, media, err
}

// dress gives an item the content of its files, and the text that it shares.
func (s *Service) dress(ctx context.Context, it *interchange.Item, k Keyed, texts map[string]*interchange.Stimulus) error {
	for n, id := range k.Content.Files() {
		if n >= len(it.Media) {
			break
		}
		it.Media[n].Read = func() ([]byte, error) {
			_, body, err := s.Medium(ctx, id)
			return body, err
		}
	}
	if k.StimulusID == "" {
		return nil
	}
	if texts[k.StimulusID] == nil {
		st, err := s.Stimulus(ctx, k.StimulusID)
		if err != nil {
			return err
		}
		if texts[k.StimulusID], err = s.leavingText(ctx, st); err != nil {
			return err
		}
	}
	it.Stimulus = texts[k.StimulusID]
	return nil
}

// leavingText gives a shared text with its pictures and recordings, under the names by which they leave. Its id is of this bank alone
// and stays behind, so that the same text gives the same bytes from any bank.
func (s *Service) leavingText(ctx context.Context, st Stimulus) (*interchange.Stimulus, error) {
	out := &interchange.Stimulus{Title: st.Title}
	shown := make([]items.Medium, 0, len(st.Media))
	for _, m := range st.Media {
		var kept Medium
		err := s.db.Read(ctx, func(tx *gorm.DB) error {
			return tx.Raw("select "+mediumColumns+" from item_media where id = ? and bank_id = ?", m.ID, st.BankID).Take(&kept).Error
		})
		if err != nil {
			return nil, store.Found(err, ErrNothing)
		}
		m.ID = leavingName(kept)
		shown = append(shown, m)
		out.Media = append(out.Media, interchange.Media{Name: m.ID, Type: kept.Type, Size: int64(kept.Size), Read: func() ([]byte, error) {
			_, body, err := s.Medium(ctx, kept.ID)
			return body, err
		}})
	}
	out.Text = interchange.Text{Format: interchange.HTML, Text: st.HTML + items.WithMedia(shown)}
	return out, nil
}
