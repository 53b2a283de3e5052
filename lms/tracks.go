package lms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/outbox"
)

// PutTrack writes a track. Its courses must be there; its exams may come later.
func (s *Service) PutTrack(ctx context.Context, t Track, agree Agree) (kept Track, created bool, err error) {
	if err := refused(t.check()); err != nil {
		return Track{}, false, err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		was, found, err := trackOf(tx, t.Key)
		if err != nil {
			return err
		}
		if err := agree.to(was.Version); err != nil {
			return err
		}
		if err := knownCourses(tx, t.Courses); err != nil {
			return err
		}
		t.Version, created = was.Version+1, !found
		if found && t.same(was) {
			kept = was
			return nil
		}
		kept = t
		return s.saveTrack(ctx, tx, was, t)
	})
	return kept, created, err
}

func (s *Service) saveTrack(ctx context.Context, tx *gorm.DB, was, t Track) error {
	now := s.db.Now()
	r := tx.Exec(`insert into tracks (key, title, description, job_role, validity_months, version, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (key) do update set title = excluded.title, description = excluded.description, job_role = excluded.job_role,
			validity_months = excluded.validity_months, version = excluded.version, updated_at = excluded.updated_at
		where tracks.version = ?`, t.Key, t.Title, t.Description, t.JobRole, t.ValidityMonths, t.Version, now, now, was.Version)
	if r.Error != nil {
		return fmt.Errorf("keep the track: %w", r.Error)
	}
	if r.RowsAffected == 0 {
		return ErrRaced
	}
	for _, sql := range []string{"delete from track_courses where track_key = ?", "delete from track_exams where track_key = ?"} {
		if err := tx.Exec(sql, t.Key).Error; err != nil {
			return err
		}
	}
	for i, course := range t.Courses {
		if err := tx.Exec("insert into track_courses (track_key, course_key, position) values (?, ?, ?)", t.Key, course, i+1).Error; err != nil {
			return fmt.Errorf("keep the courses of the track: %w", err)
		}
	}
	for _, exam := range t.Opens {
		if err := tx.Exec("insert into track_exams (track_key, exam_key) values (?, ?)", t.Key, exam).Error; err != nil {
			return fmt.Errorf("keep the exams of the track: %w", err)
		}
	}
	if err := outbox.Append(ctx, tx, now, ContentChanged{TrackKey: t.Key, Version: t.Version}); err != nil {
		return err
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "track.changed", Subject: t.Key, Detail: map[string]any{"version": t.Version}})
}

func knownCourses(tx *gorm.DB, keys []string) error {
	var there []string
	if err := tx.Raw("select key from courses where key in ?", keys).Scan(&there).Error; err != nil {
		return err
	}
	known := map[string]bool{}
	for _, key := range there {
		known[key] = true
	}
	for i, key := range keys {
		if !known[key] {
			return ErrInput.With(wrong(fmt.Sprintf("courses[%d]", i), "no_course", "there is no course of this key"))
		}
	}
	return nil
}

// Track finds one, or ErrNoTrack.
func (s *Service) Track(ctx context.Context, key string) (Track, error) {
	var t Track
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var found bool
		var err error
		if t, found, err = trackOf(tx, key); err == nil && !found {
			return ErrNoTrack
		}
		return err
	})
	return t, err
}

func trackOf(tx *gorm.DB, key string) (Track, bool, error) {
	tracks, err := tracksWhere(tx, "key = ?", key)
	if err != nil || len(tracks) == 0 {
		return Track{}, false, err
	}
	return tracks[0], true, nil
}

// tracksWhere loads tracks by a condition of ours, in the order of their keys, with courses and exams.
func tracksWhere(tx *gorm.DB, condition string, args ...any) ([]Track, error) {
	var tracks []Track
	err := tx.Table("tracks").Select("key, title, description, job_role, validity_months, version").Where(condition, args...).Order("key").Scan(&tracks).Error
	if err != nil || len(tracks) == 0 {
		return nil, err
	}
	keys, at := make([]string, len(tracks)), map[string]int{}
	for i := range tracks {
		tracks[i].Courses, tracks[i].Opens = []string{}, []string{}
		keys[i], at[tracks[i].Key] = tracks[i].Key, i
	}
	var links []struct{ TrackKey, Target string }
	if err := tx.Raw("select track_key, course_key as target from track_courses where track_key in ? order by track_key, position", keys).Scan(&links).Error; err != nil {
		return nil, err
	}
	for _, l := range links {
		tracks[at[l.TrackKey]].Courses = append(tracks[at[l.TrackKey]].Courses, l.Target)
	}
	links = nil
	if err := tx.Raw("select track_key, exam_key as target from track_exams where track_key in ? order by track_key, exam_key", keys).Scan(&links).Error; err != nil {
		return nil, err
	}
	for _, l := range links {
		tracks[at[l.TrackKey]].Opens = append(tracks[at[l.TrackKey]].Opens, l.Target)
	}
	return tracks, nil
}
