package exams

import (
	"context"

	"gorm.io/gorm"
)

// assign gives a registration its form: one that lies ready, with one statement. Where none is left, it is made on the spot, so
// that nobody waits for a worker.
func (s *Service) assign(ctx context.Context, tx *gorm.DB, e Exam, r Registration) (*Form, Sheet, error) {
	var taken []string
	err := tx.Raw(`update forms set uses = 1 where id = (select id from forms where exam_key = ? and exam_version = ? and mode = 'per_candidate'
		and state = 'open' and uses = 0 order by id limit 1`+skipLocked(tx)+`) returning id`, e.Key, e.PublishedVersion).Scan(&taken).Error
	if err != nil {
		return nil, Sheet{}, err
	}
	if len(taken) == 0 {
		f, err := s.build(ctx, tx, e)
		if err != nil {
			return nil, Sheet{}, err
		}
		taken = []string{f.ID}
		if err := tx.Exec("update forms set uses = 1 where id = ?", f.ID).Error; err != nil {
			return nil, Sheet{}, err
		}
	}
	f, err := s.form(tx, taken[0])
	language, _ := e.Published.language(r.Locale)
	return f, Sheet{FormID: taken[0], Seed: newSeed(), Language: language}, err
}
