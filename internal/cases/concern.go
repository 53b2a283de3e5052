package cases

import (
	"time"

	"laurel/internal/fault"
)

// Concern is what a partner reports: about a sitting of one of its own people, or about items that are passed around.
type Concern struct {
	ID         string
	PartnerID  string
	About      string
	ExamKey    string
	PersonID   string
	Attempts   []string `gorm:"serializer:json"`
	Text       string
	Numbers    []string `gorm:"serializer:json"` // of the cases that came of it
	ReportedBy string
	CreatedAt  time.Time
}

// What a concern may be about.
const (
	AboutSitting = "sitting"
	AboutLeak    = "leak"
)

// mostConcerns is what one partner may report within a day; mostAttempts what one concern may name.
const (
	mostConcerns = 50
	mostAttempts = 20
)

func (c Concern) validate() error {
	var f faults
	f.unless(between(c.Text, leastText, mostText), "text", "length", "in 10 to 4000 characters")
	f.unless(c.About == AboutSitting || c.About == AboutLeak, "about", "not_allowed", "sitting or leak")
	f.unless(c.ExamKey == "" || examKey.MatchString(c.ExamKey), "exam", "malformed", "the key of an exam")
	f.unless(c.About != AboutSitting || c.PersonID != "" || len(c.Attempts) > 0, "person", "required", "one of your people, or attempts of theirs")
	f.unless(len(c.Attempts) <= mostAttempts, "attempts", "count", "at most 20")
	if len(f) > 0 {
		return ErrInput.With(f...)
	}
	return nil
}

// theirs is the refusal of who or what is not the partner's, whether it exists or not.
func theirs(field string) error {
	return ErrInput.With(fault.Field{Field: field, Code: "unknown", Detail: "one of your own people"})
}
