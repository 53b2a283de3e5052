package exams

import "time"

// ClockView is what a candidate sees of the clock of an attempt besides its deadline.
type ClockView struct {
	AgreeBy         *time.Time      `json:"agree_by,omitempty" doc:"Until when the agreement can be accepted"`
	Section         int             `json:"section,omitempty" doc:"The section that is open, or that opens after the break"`
	Navigation      Navigation      `json:"navigation" enum:"free,forward_only,sectioned"`
	Forward         bool            `json:"forward" doc:"Items of the open section come one after another"`
	Position        int             `json:"position,omitempty" doc:"The item that is shown, where they come one after another"`
	Paused          *PauseView      `json:"paused,omitempty"`
	DeadlineVersion int64           `json:"deadline_version"`
	Given           []TimeGivenView `json:"time_given" doc:"Changes of the time, oldest first"`
}

// PauseView is why and until when the clock stands still.
type PauseView struct {
	For              string    `json:"for" enum:"break,proctor"`
	At               time.Time `json:"at"`
	EndsAt           time.Time `json:"ends_at"`
	RemainingSeconds float64   `json:"remaining_seconds" doc:"What is left of the attempt once the clock runs again"`
}

// TimeGivenView is a change of an attempt's time as the candidate is told of it.
type TimeGivenView struct {
	Kind    EntryKind `json:"kind" enum:"pause,break,adjustment,clock_credit"`
	Seconds float64   `json:"seconds"`
	At      time.Time `json:"at"`
}

func viewClock(v Sight) ClockView {
	a := v.Attempt
	out := ClockView{AgreeBy: a.AgreeBy, Section: a.Section, Navigation: a.Policy.Navigation, DeadlineVersion: a.DeadlineVersion, Given: []TimeGivenView{}}
	if a.State == InProgress && a.limit().Forward {
		out.Forward, out.Position = true, a.OpenFrom
	}
	if a.State == Paused {
		out.Paused = &PauseView{a.PausedFor, *a.PausedAt, *a.PauseEndsAt, a.DeadlineAt.Sub(*a.PausedAt).Seconds()}
	}
	for _, e := range v.Ledger {
		out.Given = append(out.Given, TimeGivenView{e.Kind, e.Length.Seconds(), e.At})
	}
	return out
}

// viewSections shows the parts of an attempt. Only a sectioned exam opens and closes them one by one.
func viewSections(a Attempt) []SectionView {
	var out []SectionView
	for i, s := range a.Policy.sectioned() {
		v := SectionView{Position: i + 1, Title: s.Title, State: "open", DeadlineAt: a.DeadlineAt, Length: s.Items, Items: []ItemView{}}
		if a.Policy.Navigation == Sectioned && i < len(a.Limits.Sections) {
			l := a.Limits.Sections[i]
			v.TimeLimitSeconds, v.BreakSeconds, v.Length, v.DeadlineAt = l.LimitSeconds, l.BreakSeconds, l.Last-l.First+1, nil
			switch {
			case i+1 < a.Section:
				v.State = "closed"
			case i+1 > a.Section || a.SectionAt == nil:
				v.State = "waiting"
			default:
				v.DeadlineAt = a.DeadlineAt
				if a.SectionEndAt != nil && a.SectionEndAt.Before(*a.DeadlineAt) {
					v.DeadlineAt = a.SectionEndAt
				}
			}
		}
		out = append(out, v)
	}
	return out
}

// AccommodationView is an accommodation.
type AccommodationView struct {
	ID                string     `json:"id"`
	Person            string     `json:"person"`
	TimeFactorPercent int        `json:"time_factor_percent"`
	Exams             []string   `json:"exams" doc:"Empty: all of them"`
	ValidUntil        *time.Time `json:"valid_until"`
	Note              string     `json:"note,omitempty"`
	CreatedAt         time.Time  `json:"created_at"`
	EndedAt           *time.Time `json:"ended_at"`
}

func viewAccommodation(a Accommodation) AccommodationView {
	return AccommodationView{a.ID, a.PersonID, a.TimeFactorPercent, append([]string{}, a.Exams...), a.ValidUntil, a.Note, a.CreatedAt, a.EndedAt}
}

// OwnAccommodationView is what a person sees of what they are given; the note is between those who decided.
type OwnAccommodationView struct {
	ID                string     `json:"id"`
	TimeFactorPercent int        `json:"time_factor_percent"`
	Exams             []string   `json:"exams" doc:"Empty: all of them"`
	ValidUntil        *time.Time `json:"valid_until"`
	EndedAt           *time.Time `json:"ended_at"`
}

// SupervisionView is an attempt as those who watch over it see it.
type SupervisionView struct {
	ID               string           `json:"id"`
	Exam             string           `json:"exam"`
	Title            string           `json:"title"`
	Person           string           `json:"person"`
	State            State            `json:"state" enum:"ready,in_progress,paused,submitted,graded,voided"`
	ServerNow        time.Time        `json:"server_now"`
	StartedAt        *time.Time       `json:"started_at"`
	DeadlineAt       *time.Time       `json:"deadline_at"`
	ClosedAt         *time.Time       `json:"closed_at"`
	CloseReason      string           `json:"close_reason,omitempty"`
	Epoch            int64            `json:"epoch"`
	Limits           Limits           `json:"limits"`
	AdjustmentsLeft  int              `json:"adjustment_seconds_left" doc:"How much more people may give"`
	AdjustmentsGiven int              `json:"adjustment_seconds_given"`
	CreditCap        int              `json:"clock_credit_cap_seconds"`
	Ledger           []EntryView      `json:"ledger"`
	LateResponses    []LateAnswerView `json:"late_responses"`
	ClockView
}

// EntryView is a change of an attempt's time.
type EntryView struct {
	ID      string     `json:"id"`
	Kind    EntryKind  `json:"kind" enum:"pause,break,adjustment,clock_credit"`
	Section int        `json:"section,omitempty"`
	Seconds float64    `json:"seconds"`
	From    *time.Time `json:"from,omitempty"`
	Until   *time.Time `json:"until,omitempty"`
	Outage  string     `json:"outage,omitempty"`
	Reason  string     `json:"reason"`
	Actor   string     `json:"actor"`
	At      time.Time  `json:"at"`
}

// LateAnswerView is an answer that was kept aside. What it says is not shown: whether it counts is not to depend on that.
type LateAnswerView struct {
	ID           string     `json:"id"`
	Position     int        `json:"position"`
	Epoch        int64      `json:"epoch"`
	Seq          int64      `json:"seq"`
	ReceivedAt   time.Time  `json:"received_at"`
	State        string     `json:"state" enum:"kept,proposed,admitted"`
	Reason       string     `json:"reason,omitempty"`
	ProposedBy   string     `json:"proposed_by,omitempty"`
	ConfirmedBy  string     `json:"confirmed_by,omitempty"`
	ConfirmedAt  *time.Time `json:"confirmed_at,omitempty"`
	ResultNumber int        `json:"result_number,omitempty"`
}

func viewLate(l LateAnswer) LateAnswerView {
	v := LateAnswerView{ID: l.ID, Position: l.Position, Epoch: l.Epoch, Seq: l.Seq, ReceivedAt: l.ReceivedAt, State: "kept", Reason: l.Reason, ProposedBy: l.ProposedBy,
		ConfirmedBy: l.ConfirmedBy, ConfirmedAt: l.ConfirmedAt, ResultNumber: l.ResultNumber}
	switch {
	case l.ConfirmedBy != "":
		v.State = "admitted"
	case l.ProposedBy != "":
		v.State = "proposed"
	}
	return v
}

func viewSupervision(v Supervision) SupervisionView {
	a := v.Attempt
	given := sum(v.Ledger, ByAdjustment)
	out := SupervisionView{
		ID: a.ID, Exam: a.ExamKey, Title: a.Policy.Title, Person: a.PersonID, State: a.State, ServerNow: v.Now, StartedAt: a.StartedAt, DeadlineAt: a.DeadlineAt, ClosedAt: a.ClosedAt,
		CloseReason: a.CloseReason, Epoch: a.Epoch, Limits: a.Limits, AdjustmentsGiven: int(given / time.Second), AdjustmentsLeft: int((a.adjustmentCap() - given) / time.Second),
		CreditCap: int(a.Policy.creditCap() / time.Second), Ledger: []EntryView{}, LateResponses: each(v.Late, viewLate),
		ClockView: viewClock(Sight{Attempt: a, Now: v.Now, Ledger: v.Ledger}),
	}
	for _, e := range v.Ledger {
		out.Ledger = append(out.Ledger, EntryView{e.ID, e.Kind, e.Section, e.Length.Seconds(), e.From, e.Until, e.Outage, e.Reason, e.Actor, e.At})
	}
	return out
}

// LineView is an event of an attempt. Its detail names no answer.
type LineView struct {
	ID     string         `json:"id"`
	Kind   string         `json:"kind"`
	Actor  string         `json:"actor"`
	At     time.Time      `json:"at"`
	Detail map[string]any `json:"detail"`
}
