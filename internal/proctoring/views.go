package proctoring

import "time"

// LockdownView is the keys of an exam.
type LockdownView struct {
	Exam               string     `json:"exam"`
	GeneratedConfigKey string     `json:"generated_config_key" doc:"Of the settings file that the server hands out; always taken"`
	ConfigKeys         []NamedKey `json:"config_keys"`
	BrowserExamKeys    []NamedKey `json:"browser_exam_keys"`
	Version            int64      `json:"version"`
}

func viewLockdown(l Lockdown) LockdownView {
	return LockdownView{l.ExamKey, l.Generated, append([]NamedKey{}, l.ConfigKeys...), append([]NamedKey{}, l.BrowserKeys...), l.Version}
}

// ChallengeView is a challenge for the caller's browser.
type ChallengeView struct {
	Challenge string    `json:"challenge"`
	ExpiresAt time.Time `json:"expires_at"`
}

// OverrideView is an override.
type OverrideView struct {
	ID           string    `json:"id"`
	Registration string    `json:"registration"`
	Reason       string    `json:"reason"`
	GivenBy      string    `json:"given_by"`
	GivenAt      time.Time `json:"given_at"`
	ExpiresAt    time.Time `json:"expires_at"`
}

func viewOverride(o Override) OverrideView {
	return OverrideView{o.ID, o.RegistrationID, o.Reason, o.GivenBy, o.GivenAt, o.ExpiresAt}
}

// OutsiderView is who proctors an exam from outside.
type OutsiderView struct {
	Exam      string    `json:"exam"`
	URL       string    `json:"url"`
	Secret    string    `json:"secret,omitempty" doc:"whsec_ and the key in base64; shown once"`
	UpdatedAt time.Time `json:"updated_at"`
}

func viewOutsider(o Outsider) OutsiderView {
	return OutsiderView{o.ExamKey, o.URL, o.Secret, o.UpdatedAt}
}

// SessionView is a session as its candidate sees it.
type SessionView struct {
	ID      string     `json:"id"`
	State   string     `json:"state" enum:"requested,announced,failed,ready,ended"`
	JoinURL string     `json:"join_url,omitempty"`
	ReadyAt *time.Time `json:"ready_at"`

	Released bool `json:"released" doc:"You may start: the proctor is ready, or a supervisor lets you sit without"`
}

func viewSession(v Session) SessionView {
	return SessionView{v.ID, v.State, v.JoinURL, v.ReadyAt, v.Released || v.ReadyAt != nil}
}

// SignalView is a signal with what may have caused it.
type SignalView struct {
	Kind           Kind      `json:"kind"`
	Count          int       `json:"count,omitempty"`
	Seconds        int       `json:"seconds,omitempty"`
	At             time.Time `json:"at"`
	InnocentCauses []string  `json:"innocent_causes"`
}

// LockView is a stop of delivery.
type LockView struct {
	LockedAt   time.Time  `json:"locked_at"`
	UnlockedAt *time.Time `json:"unlocked_at"`
	UnlockedBy string     `json:"unlocked_by,omitempty"`
	Reason     string     `json:"reason,omitempty"`
}

// RefusalView is a time somebody was turned away.
type RefusalView struct {
	At                    time.Time `json:"at"`
	Address               string    `json:"address"`
	ExpectedConfigKeyHash string    `json:"expected_config_key_hash"`
	ReceivedConfigKeyHash string    `json:"received_config_key_hash"`
	ReceivedRequestHash   string    `json:"received_request_hash"`
}

// ReportView is what an outside proctor said.
type ReportView struct {
	Type     string    `json:"type" enum:"ready,incident,ended"`
	Severity string    `json:"severity,omitempty"`
	Note     string    `json:"note,omitempty"`
	At       time.Time `json:"at"`
}

// RecordView is all that was noticed about a sitting. It concludes nothing.
type RecordView struct {
	Attempt      string         `json:"attempt"`
	Registration string         `json:"registration"`
	Exam         string         `json:"exam"`
	Person       string         `json:"person"`
	Name         string         `json:"name"`
	State        string         `json:"state"`
	Lockdown     string         `json:"lockdown"`
	Proctoring   string         `json:"proctoring"`
	Locked       bool           `json:"locked"`
	Signals      []SignalView   `json:"signals"`
	Locks        []LockView     `json:"locks"`
	Overrides    []OverrideView `json:"overrides"`
	Refusals     []RefusalView  `json:"refusals"`
	Session      *SessionView   `json:"session,omitempty"`
	Reports      []ReportView   `json:"reports"`
}

func viewRecord(r Record) RecordView {
	out := RecordView{
		Attempt: r.Seat.AttemptID, Registration: r.Seat.RegistrationID, Exam: r.Seat.ExamKey, Person: r.Seat.PersonID, Name: r.Name, State: r.Seat.State,
		Lockdown: r.Seat.Lockdown, Proctoring: r.Seat.Proctoring,
		Signals: []SignalView{}, Locks: []LockView{}, Overrides: []OverrideView{}, Refusals: []RefusalView{}, Reports: []ReportView{},
	}
	for _, s := range r.Signals {
		out.Signals = append(out.Signals, SignalView{s.Kind, s.Count, s.Seconds, s.At, s.Kind.InnocentCauses()})
	}
	for _, l := range r.Locks {
		out.Locks = append(out.Locks, LockView{l.LockedAt, l.UnlockedAt, l.UnlockedBy, l.Reason})
		out.Locked = out.Locked || l.UnlockedAt == nil
	}
	for _, o := range r.Overrides {
		out.Overrides = append(out.Overrides, viewOverride(o))
	}
	for _, f := range r.Refusals {
		out.Refusals = append(out.Refusals, RefusalView{f.At, f.Address, f.Expected, f.ReceivedConfig, f.ReceivedRequest})
	}
	if r.Session != nil {
		v := viewSession(*r.Session)
		out.Session = &v
	}
	for _, p := range r.Reports {
		out.Reports = append(out.Reports, ReportView{p.Type, p.Severity, p.Note, p.At})
	}
	return out
}

// RoomView is who sits in an exam now.
type RoomView struct {
	Exam       string     `json:"exam_title"`
	Lockdown   string     `json:"lockdown"`
	Proctoring string     `json:"proctoring"`
	ServerNow  time.Time  `json:"server_now"`
	Desks      []DeskView `json:"desks"`
}

// DeskView is one of them.
type DeskView struct {
	Attempt      string       `json:"attempt"`
	Registration string       `json:"registration"`
	Person       string       `json:"person"`
	Name         string       `json:"name"`
	State        string       `json:"state" enum:"ready,in_progress,paused"`
	StartedAt    *time.Time   `json:"started_at"`
	DeadlineAt   *time.Time   `json:"deadline_at"`
	SavedAt      *time.Time   `json:"saved_at"`
	Answered     int          `json:"answered"`
	Signals      map[Kind]int `json:"signals"`
	Locked       bool         `json:"locked"`
}

func viewRoom(c Conditions, desks []Desk, now time.Time) RoomView {
	out := RoomView{c.Title, c.Lockdown, c.Proctoring, now, []DeskView{}}
	for _, d := range desks {
		out.Desks = append(out.Desks, DeskView{
			d.AttemptID, d.RegistrationID, d.PersonID, d.Name, d.State, d.StartedAt, d.DeadlineAt, d.SavedAt, d.Answered, d.Signals, d.Locked,
		})
	}
	return out
}
