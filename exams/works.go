package exams

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/store"
)

// Work is an answer for those who mark it, with what was asked and the files that belong to it.
type Work struct {
	PersonID      string
	ExamKey       string
	ItemID        string
	ItemVersionID string
	Type          string
	StemHTML      string
	Response      json.RawMessage
	Files         []File
}

// Work gives the answer at a position. Files that the answer does not name were thought better of and are left out; all of them
// belong to a lab.
func (s *Service) Work(ctx context.Context, tx *gorm.DB, attemptID string, position int) (Work, error) {
	var row struct {
		PersonID, ExamKey, Response string
		Sheet                       `gorm:"embedded"`
	}
	err := tx.Raw(`select a.person_id, a.exam_key, a.form_id, a.seed, a.language, coalesce(r.response, 'null') as response from attempts a
		left join responses r on r.attempt_id = a.id and r.position = ? where a.id = ?`, position, attemptID).Take(&row).Error
	if err := store.Found(err, ErrNothing); err != nil {
		return Work{}, err
	}
	paper, err := s.paper(tx, row.Sheet)
	if err != nil {
		return Work{}, err
	}
	slot := paper.Slot(position)
	if slot.Type == "" {
		return Work{}, ErrNothing
	}
	w := Work{
		PersonID: row.PersonID, ExamKey: row.ExamKey, ItemID: slot.ItemID, ItemVersionID: slot.ItemVersionID, Type: string(slot.Type),
		StemHTML: asked(paper.Content(position)), Response: json.RawMessage(row.Response),
	}
	files, err := filesOf(tx, attemptID)
	if err != nil {
		return Work{}, err
	}
	answer := map[string]bool{}
	for _, f := range named(row.Response) {
		answer[f] = true
	}
	for _, f := range files {
		if f.Position == position && (answer[f.ID] || w.Type == "lab") {
			w.Files = append(w.Files, f)
		}
	}
	return w, nil
}

// asked is what the candidate had before them: the shared text, then the stem.
func asked(c items.Content) string {
	if c.Stimulus == nil {
		return c.StemHTML
	}
	return c.Stimulus.HTML + c.StemHTML
}

// Content gives a file that was handed in at a position, for those who mark or check it. Nobody else is to be let near it.
func (s *Service) Content(ctx context.Context, attemptID string, position int, fileID string) (File, []byte, error) {
	var f File
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		err := tx.Raw("select "+fileColumns+" from attempt_files where id = ? and attempt_id = ? and position = ?", fileID, attemptID, position).Take(&f).Error
		return store.Found(err, ErrNothing)
	})
	if err != nil {
		return File{}, nil, err
	}
	body, err := s.files.Get(ctx, blobPath(f.SHA256))
	return f, body, err
}

// ExamIn tells whether there is an exam of that key, published or not.
func (s *Service) ExamIn(_ context.Context, tx *gorm.DB, key string) (bool, error) {
	var n int64
	err := tx.Raw("select count(*) from exams where key = ?", key).Scan(&n).Error
	return n > 0, err
}
