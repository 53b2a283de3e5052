package lms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// Card is a track in the catalogue, with how much there is to it and the caller's latest round in it, if any.
type Card struct {
	Track   Track
	Lessons int
	Minutes int
	Mine    *Enrollment
}

// Tracks lists up to limit tracks after the key, of one job role or of all.
func (s *Service) Tracks(ctx context.Context, jobRole, after string, limit int) ([]Card, error) {
	var cards []Card
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var keys []string
		if err := tx.Raw("select key from tracks where (? = '' or job_role = ?) and key > ? order by key limit ?", jobRole, jobRole, after, limit).Scan(&keys).Error; err != nil {
			return err
		}
		tracks, err := tracksWhere(tx, "key in ?", keys)
		if err != nil {
			return err
		}
		var sizes []struct {
			TrackKey         string
			Lessons, Minutes int
		}
		err = tx.Raw(`select tc.track_key, count(*) as lessons, sum(l.minutes) as minutes from track_courses tc
			join lessons l on l.course_key = tc.course_key and l.removed_at is null where tc.track_key in ? group by tc.track_key`, keys).Scan(&sizes).Error
		if err != nil {
			return fmt.Errorf("measure the tracks: %w", err)
		}
		var mine []Enrollment
		err = tx.Raw("select "+enrollmentColumns+" from enrollments where person_id = ? and track_key in ? order by round", actor.From(ctx).ID, keys).Scan(&mine).Error
		if err != nil {
			return fmt.Errorf("find the caller's enrollments: %w", err)
		}
		cards = make([]Card, len(tracks))
		for i, t := range tracks {
			cards[i].Track = t
			for _, size := range sizes {
				if size.TrackKey == t.Key {
					cards[i].Lessons, cards[i].Minutes = size.Lessons, size.Minutes
				}
			}
			for j := range mine {
				if mine[j].TrackKey == t.Key {
					cards[i].Mine = &mine[j]
				}
			}
		}
		return nil
	})
	return cards, err
}
