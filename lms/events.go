package lms

import "time"

// TrackCompleted says that a person finished a track. Version counts the completions of this person and track.
type TrackCompleted struct {
	PersonID     string     `json:"person_id"`
	EnrollmentID string     `json:"enrollment_id"`
	TrackKey     string     `json:"track_key"`
	TrackTitle   string     `json:"track_title"`
	JobRole      string     `json:"job_role"`
	At           time.Time  `json:"at"`
	ValidUntil   *time.Time `json:"valid_until"`
	Version      int64      `json:"version"`
}

// FactName names the fact.
func (TrackCompleted) FactName() string { return "lms.track_completed" }

// ProgressChanged tells how far a person is in a track, also right after enrolling. Version grows with every change
// for this person and track, over renewals too.
type ProgressChanged struct {
	PersonID   string `json:"person_id"`
	TrackKey   string `json:"track_key"`
	TrackTitle string `json:"track_title"`
	Percent    int    `json:"percent"`
	Version    int64  `json:"version"`
}

// FactName names the fact.
func (ProgressChanged) FactName() string { return "lms.progress_changed" }

// ContentChanged says that what a track asks for is not what it was: Recount follows.
type ContentChanged struct {
	TrackKey string `json:"track_key"`
	Version  int64  `json:"version"`
}

// FactName names the fact.
func (ContentChanged) FactName() string { return "lms.content_changed" }
