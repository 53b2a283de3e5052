package proctoring

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/internal/fault"
	"laurel/internal/hooks"
)

// Outsider is who proctors an exam from outside. Secret is there only when it was just made.
type Outsider struct {
	ExamKey      string
	URL          string
	SecretSealed []byte
	Version      int64
	UpdatedAt    time.Time
	Secret       string `gorm:"-"`
}

// Session is one sitting under an outside proctor.
type Session struct {
	ID             string
	AttemptID      string
	RegistrationID string
	PersonID       string
	ExamKey        string
	State          string
	JoinURL        string
	Tries          int
	NextAt         *time.Time
	LastError      string
	CreatedAt      time.Time
	ReadyAt        *time.Time
	EndedAt        *time.Time
	Released       bool `gorm:"-"` // the candidate may start: the proctor is ready, or a supervisor lets him sit without
}

// Report is what an outside proctor said, once by its id.
type Report struct {
	EventID    string
	Type       string
	Severity   string
	Note       string
	BodySHA256 string `gorm:"column:body_sha256"`
	At         time.Time
}

// schedule of telling an outside proctor: a candidate is waiting, so it is quick and soon over.
func schedule() hooks.Schedule {
	return hooks.Schedule{2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute}
}

const sessionLease = 30 * time.Second

// announcement is what an outside proctor is told: ids, and no name of anybody.
type announcement struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      struct {
		Session  string `json:"session"`
		Attempt  string `json:"attempt"`
		Person   string `json:"person"`
		Exam     string `json:"exam"`
		Callback string `json:"callback"`
	} `json:"data"`
}

// joinURL of an answer, if it is an address that a candidate can be sent to.
func joinURL(body []byte) string {
	var said struct {
		JoinURL string `json:"join_url"`
	}
	if json.Unmarshal(body, &said) != nil || len(said.JoinURL) > 2000 {
		return ""
	}
	u, err := url.Parse(said.JoinURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}

// event is a signed callback.
type event struct {
	Type     string `json:"type"`
	Severity string `json:"severity"`
	Note     string `json:"note"`
}

func readEvent(body []byte) (event, error) {
	var e event
	if err := json.Unmarshal(body, &e); err != nil || !utf8.Valid(body) {
		return e, ErrInput.With(fault.Field{Field: "body", Code: "malformed", Detail: "a JSON object with type, and for an incident severity and note"})
	}
	e.Note = strings.ReplaceAll(e.Note, "\x00", "")
	var faults []fault.Field
	unless := func(ok bool, field, code, detail string) {
		if !ok {
			faults = append(faults, fault.Field{Field: field, Code: code, Detail: detail})
		}
	}
	unless(e.Type == "ready" || e.Type == "incident" || e.Type == "ended", "type", "not_allowed", "ready, incident or ended")
	if e.Type == "incident" {
		unless(e.Severity == "low" || e.Severity == "medium" || e.Severity == "high", "severity", "not_allowed", "low, medium or high")
		unless(strings.TrimSpace(e.Note) != "" && utf8.RuneCountInString(e.Note) <= 2000, "note", "length", "between 1 and 2000 characters")
	} else {
		unless(e.Severity == "", "severity", "not_allowed", "goes with an incident only")
		unless(utf8.RuneCountInString(e.Note) <= 2000, "note", "length", "at most 2000 characters")
	}
	if len(faults) > 0 {
		return e, ErrInput.With(faults...)
	}
	return e, nil
}
