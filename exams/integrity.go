package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/fault"
)

// Bar says until when a person may not sit, by the number of the case that decided it.
type Bar struct {
	Number string
	Until  time.Time
}

// Integrity is where doubts about attempts are decided.
type Integrity interface {
	// Held gives those of these attempts whose results a case holds.
	Held(ctx context.Context, tx *gorm.DB, attempts []string) ([]string, error)
	// Barred gives the bar that keeps a person from an exam for longest; nil without one.
	Barred(ctx context.Context, tx *gorm.DB, personID, examKey string) (*Bar, error)
	// Waived gives the attempts of a person at an exam that neither count nor make wait, because something went wrong in them.
	Waived(ctx context.Context, tx *gorm.DB, personID, examKey string) ([]string, error)
}

// casesLink is where people read about their cases.
const casesLink = "/app/cases"

// mayCandidate refuses a person who is barred from an exam, or has a result in it that is held: until that is decided nobody can
// say whether there is anything to sit again.
func (s *Service) mayCandidate(ctx context.Context, tx *gorm.DB, personID, examKey string) error {
	bar, err := s.integrity.Barred(ctx, tx, personID, examKey)
	if err != nil {
		return err
	}
	if bar != nil {
		return tellUntil(ErrClosedGate.Missing(fault.Unmet{Kind: "barred", ID: bar.Number, Title: "You may not sit this exam at present", Link: casesLink}), bar.Until)
	}
	var numbers []string
	err = tx.Raw(`select h.case_number from attempt_holds h join attempts a on a.id = h.attempt_id
		where a.person_id = ? and a.exam_key = ? and a.state <> 'voided' and h.lifted_at is null order by h.case_number`, personID, examKey).Scan(&numbers).Error
	if err != nil || len(numbers) == 0 {
		return err
	}
	return ErrClosedGate.Missing(fault.Unmet{Kind: "held", ID: numbers[0], Title: "A result of yours in this exam is held", Link: casesLink})
}
