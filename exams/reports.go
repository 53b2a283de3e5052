package exams

import (
	"context"

	"laurel/internal/actor"
)

// Report prints the score report of one of the caller's own attempts: ErrNotReleased while the result is held or being marked.
func (s *Service) Report(ctx context.Context, attemptID string) (name string, file []byte, err error) {
	a, r, err := s.Result(ctx, attemptID)
	if err != nil {
		return "", nil, err
	}
	if r.Decision == "" || a.ClosedAt == nil {
		return "", nil, ErrNotReleased
	}
	file, err = s.press.PrintReport(scoreReport(s.vendor, actor.From(ctx).Name, a, r))
	return fileName(a.ExamKey), file, err
}
