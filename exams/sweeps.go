package exams

import (
	"context"
	"path"
	"strings"
	"time"

	"gorm.io/gorm"
)

// unnamedFor is how long a file may lie there that no row names: whoever put it down names it within seconds, or died before.
const unnamedFor = 24 * time.Hour

// SweepFiles forgets files that candidates handed in and that no row names, because a process died in between. It says how many.
func (s *Service) SweepFiles(ctx context.Context) (int, error) {
	return s.sweepFiles(ctx, s.db.Now().Add(-unnamedFor)) // files are dated by the clock of where they lie
}

func (s *Service) sweepFiles(ctx context.Context, before time.Time) (int, error) {
	swept := 0
	var waiting []string
	judge := func() error {
		n, err := s.sweepSome(ctx, waiting)
		swept, waiting = swept+n, nil
		return err
	}
	err := s.files.Old(ctx, handedIn, before, func(name string) error {
		if strings.HasPrefix(path.Base(name), ".") { // half a file, which never got its name
			swept++
			return s.files.Drop(ctx, name)
		}
		if waiting = append(waiting, path.Base(name)); len(waiting) < rowsTogether {
			return nil
		}
		return judge()
	})
	if err == nil && len(waiting) > 0 {
		err = judge()
	}
	return swept, err
}

// sweepSome looks which of the contents are named, and drops each other one under its lock, where it is looked at again.
func (s *Service) sweepSome(ctx context.Context, sums []string) (int, error) {
	var rows []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select distinct sha256 from attempt_files where sha256 in ?", sums).Scan(&rows).Error
	})
	if err != nil {
		return 0, err
	}
	named := map[string]bool{}
	for _, one := range rows {
		named[one] = true
	}
	swept := 0
	for _, one := range sums {
		if !named[one] {
			s.dropUnnamed(ctx, one)
			swept++
		}
	}
	return swept, ctx.Err()
}
