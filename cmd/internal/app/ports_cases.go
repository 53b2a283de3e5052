package app

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"laurel/exams"
	"laurel/internal/cases"
	"laurel/internal/fault"
)

// integrity answers exams out of cases.
type integrity struct{ cases *cases.Service }

func (i integrity) Held(ctx context.Context, tx *gorm.DB, attempts []string) ([]string, error) {
	return i.cases.Held(ctx, tx, attempts)
}

func (i integrity) Barred(ctx context.Context, tx *gorm.DB, personID, examKey string) (*exams.Bar, error) {
	bar, err := i.cases.Barred(ctx, tx, personID, examKey)
	if bar == nil {
		return nil, err
	}
	return &exams.Bar{Number: bar.Number, Until: bar.Until.UTC()}, err
}

func (i integrity) Waived(ctx context.Context, tx *gorm.DB, personID, examKey string) ([]string, error) {
	return i.cases.Waived(ctx, tx, personID, examKey)
}

// sittings answers cases out of exams, which is made after it.
type sittings struct{ app *App }

func (s sittings) Sitting(ctx context.Context, tx *gorm.DB, attemptID string) (cases.Sitting, error) {
	a, err := s.app.Exams.AttemptIn(ctx, tx, attemptID)
	return cases.Sitting{
		ID: a.ID, PersonID: a.PersonID, ExamKey: a.ExamKey, Title: a.Policy.Title, Length: a.Length(),
		Started: a.StartedAt != nil, ClosedAt: a.ClosedAt, Voided: a.State == exams.Voided,
	}, err
}

// Exists answers cases out of accounts.
func (s sittings) Exists(ctx context.Context, tx *gorm.DB, personID string) (bool, error) {
	_, err := s.app.Accounts.PersonIn(ctx, tx, personID)
	var refused *fault.Error
	if errors.As(err, &refused) && refused.Kind == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}
