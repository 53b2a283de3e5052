package lms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/fault"
)

// Unmet names the tracks that would open an exam for a person who has completed none of them; it is empty when one
// completion counts, and for an exam that no track opens. One of the tracks named is enough.
func (s *Service) Unmet(_ context.Context, tx *gorm.DB, personID, examKey string) ([]fault.Unmet, error) {
	var tracks []Track
	err := tx.Raw(`select t.key, t.title from track_exams x join tracks t on t.key = x.track_key where x.exam_key = ? order by t.key`, examKey).Scan(&tracks).Error
	if err != nil || len(tracks) == 0 {
		return nil, wrapGate(err)
	}
	var rounds []Enrollment
	err = tx.Raw(`select e.track_key, e.round, e.percent, e.completed_at, e.valid_until from enrollments e
		join track_exams x on x.track_key = e.track_key where x.exam_key = ? and e.person_id = ? order by e.round`, examKey, personID).Scan(&rounds).Error
	if err != nil {
		return nil, wrapGate(err)
	}
	now, have := s.db.Now(), map[string]int{}
	for _, e := range rounds {
		if e.Counts(now) {
			return nil, nil
		}
		have[e.TrackKey] = e.Percent
		if e.CompletedAt != nil { // it has run out: the next round begins at nothing
			have[e.TrackKey] = 0
		}
	}
	unmet := make([]fault.Unmet, 0, len(tracks))
	for _, t := range tracks {
		unmet = append(unmet, fault.Unmet{Kind: "track", ID: t.Key, Title: t.Title, Have: have[t.Key], Need: 100, Link: "/app/learning/" + t.Key})
	}
	return unmet, nil
}

func wrapGate(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("ask which tracks open the exam: %w", err)
}
