package exams

import (
	"encoding/json"
	"time"

	"laurel/exams/scoring"
	"laurel/internal/fault"
	"laurel/internal/money"
)

// What candidates see. None of these types has a member that could tell which answer is right.

// AttemptView is an attempt.
type AttemptView struct {
	ID           string         `json:"id"`
	Exam         string         `json:"exam"`
	Title        string         `json:"title"`
	Registration string         `json:"registration"`
	State        State          `json:"state" enum:"ready,in_progress,paused,submitted,graded,voided"`
	Agreement    string         `json:"agreement,omitempty"`
	Lockdown     string         `json:"lockdown,omitempty"`
	Proctoring   string         `json:"proctoring,omitempty"`
	StartedAt    *time.Time     `json:"started_at"`
	DeadlineAt   *time.Time     `json:"deadline_at"`
	ClosedAt     *time.Time     `json:"closed_at"`
	ServerNow    time.Time      `json:"server_now"`
	Epoch        int64          `json:"epoch"`
	Length       int            `json:"length"`
	Sections     []SectionView  `json:"sections"`
	Stimuli      []StimulusView `json:"stimuli" doc:"Texts that several items share"`
	Responses    []ResponseView `json:"responses"`
	ClockView
}

// SectionView is a part of an attempt. Items are there while it is open.
type SectionView struct {
	Position         int        `json:"position"`
	Title            string     `json:"title"`
	State            string     `json:"state" enum:"closed,open,waiting"`
	DeadlineAt       *time.Time `json:"deadline_at"`
	TimeLimitSeconds int        `json:"time_limit_seconds,omitempty"`
	BreakSeconds     int        `json:"break_seconds,omitempty" doc:"After the section; the clock stands still"`
	Length           int        `json:"length"`
	Items            []ItemView `json:"items"`
}

// ResponseView is the answer that the server holds for a position.
type ResponseView struct {
	Position int             `json:"position"`
	Seq      int64           `json:"seq"`
	Response json.RawMessage `json:"response"`
	Flagged  bool            `json:"flagged"`
	SavedAt  time.Time       `json:"saved_at"`
}

func viewAttempt(v Sight) AttemptView {
	a := v.Attempt
	out := AttemptView{
		ID: a.ID, Exam: a.ExamKey, Title: a.Policy.Title, Registration: a.RegistrationID, State: a.State, StartedAt: a.StartedAt, DeadlineAt: a.DeadlineAt,
		Lockdown: a.Policy.Lockdown, Proctoring: a.Policy.Proctoring,
		ClosedAt: a.ClosedAt, ServerNow: v.Now, Epoch: a.Epoch, Length: a.Policy.length(), Sections: []SectionView{}, Stimuli: []StimulusView{},
		Responses: []ResponseView{},
	}
	if a.State == Ready {
		out.Agreement = a.Policy.Agreement
	}
	out.ClockView = viewClock(v)
	if a.State == InProgress || a.State == Paused {
		out.Sections = viewSections(a)
		show := newShowing(a)
		for _, s := range v.Slots {
			in := &out.Sections[s.Section-1]
			in.Items = append(in.Items, show.item(s))
		}
		out.Stimuli = show.stimuli
	}
	for _, r := range v.Responses {
		out.Responses = append(out.Responses, ResponseView{r.Position, r.Seq, json.RawMessage(r.Response), r.Flagged, r.SavedAt})
	}
	return out
}

// SavedView is what became of one answer.
type SavedView struct {
	Position int    `json:"position"`
	Seq      int64  `json:"seq"`
	Applied  bool   `json:"applied"`
	Code     string `json:"code,omitempty" doc:"seq_reuse, invalid_response, section_closed, section_not_open, item_left or item_not_reached"`
	// The id under which an answer to a section that is over is kept aside.
	Quarantine string `json:"quarantine_id,omitempty"`
}

// ResultView is the outcome as far as a candidate may know it. Scale says between which ends the scaled score lies.
type ResultView struct {
	Attempt       string             `json:"attempt"`
	Exam          string             `json:"exam"`
	Title         string             `json:"title"`
	Certification string             `json:"certification"`
	ClosedAt      time.Time          `json:"closed_at"`
	Scale         ScaleView          `json:"scale"`
	State         string             `json:"state" enum:"provisional,released,pending_marking,held"`
	Decision      string             `json:"decision,omitempty" enum:"pass,fail" doc:"Absent while marking is pending or the result is held"`
	ScaledScore   *int               `json:"scaled_score,omitempty"`
	CutScore      int                `json:"cut_score"`
	Domains       []DomainResultView `json:"domains"`
}

// DomainResultView is how a domain went.
type DomainResultView struct {
	Name        string       `json:"name"`
	PercentBand scoring.Band `json:"percent_band"`
}

// ScaleView is the ends of the reporting scale.
type ScaleView struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

func viewResult(a Attempt, r Result) ResultView {
	scale := a.Policy.Scoring.Scale
	out := ResultView{
		Attempt: a.ID, Exam: a.ExamKey, Title: a.Policy.Title, Certification: a.Policy.Certification, ClosedAt: *a.ClosedAt,
		Scale: ScaleView{scale.Min, scale.Max}, State: r.State, Decision: r.Decision, CutScore: r.CutScore,
		Domains: []DomainResultView{},
	}
	if r.Decision != "" {
		out.ScaledScore = &r.ScaledScore
	}
	for _, d := range r.Domains {
		out.Domains = append(out.Domains, DomainResultView(d))
	}
	return out
}

// RegistrationView is a registration.
type RegistrationView struct {
	ID        string            `json:"id"`
	Exam      string            `json:"exam"`
	State     RegistrationState `json:"state" enum:"awaiting_payment,ready,used,cancelled"`
	PayWith   string            `json:"pay_with"`
	Locale    string            `json:"locale,omitempty"`
	Second    bool              `json:"second_language,omitempty" doc:"Asked for because the exam is not in your first language"`
	CreatedAt time.Time         `json:"created_at"`
	Attempt   string            `json:"attempt,omitempty"`
	Order     OrderView         `json:"order"`
}

// OrderView is how the payment stands.
type OrderView struct {
	ID          string      `json:"id"`
	Total       money.Money `json:"total"`
	CheckoutURL string      `json:"checkout_url,omitempty"`
}

func viewRegistration(r Registration) RegistrationView {
	return RegistrationView{
		ID: r.ID, Exam: r.ExamKey, State: r.State, PayWith: r.PayWith, Locale: r.Locale, Second: r.SecondLanguage, CreatedAt: r.CreatedAt, Attempt: r.AttemptID,
		Order: OrderView{r.Order.ID, r.Order.Total, r.Order.CheckoutURL},
	}
}

// ExamView is an exam: to candidates what was published, without bank and cut; to authors the draft with both.
type ExamView struct {
	Key              string      `json:"key"`
	Title            string      `json:"title"`
	Certification    string      `json:"certification"`
	ItemBank         string      `json:"item_bank,omitempty"`
	TimeLimitSeconds int         `json:"time_limit_seconds"`
	Blueprint        Blueprint   `json:"blueprint"`
	Scoring          *Scoring    `json:"scoring,omitempty"`
	Retake           Retake      `json:"retake"`
	Navigation       Navigation  `json:"navigation" enum:"free,forward_only,sectioned"`
	Sections         []Section   `json:"sections,omitempty" nullable:"false"`
	Forms            *FormPlan   `json:"forms,omitempty"`
	Agreement        string      `json:"agreement,omitempty"`
	Price            money.Money `json:"price"`
	Terms
	Rules
	Window           *Window    `json:"window,omitempty" doc:"When the exam can be sat"`
	State            string     `json:"state" enum:"draft,published"`
	Version          int64      `json:"version"`
	PublishedVersion int64      `json:"published_version"`
	PublishedAt      *time.Time `json:"published_at"`
	Mine             *MineView  `json:"mine,omitempty"`
}

// MineView is how the exam stands for the caller.
type MineView struct {
	State        Standing      `json:"state" enum:"open,locked,passed,cooling_down,pending_marking"`
	Unmet        []fault.Unmet `json:"unmet"`
	Until        *time.Time    `json:"until"`
	Registration *string       `json:"registration"`
	Attempt      *string       `json:"attempt"`
}

func viewExam(l Listing) ExamView {
	d, e := l.Document, l.Exam
	out := ExamView{
		Key: d.Key, Title: d.Title, Certification: d.Certification, TimeLimitSeconds: d.TimeLimitSeconds, Blueprint: d.Blueprint, Retake: d.Retake,
		Navigation: d.Navigation, Sections: d.Sections, Terms: d.Terms, Agreement: d.Agreement, Price: d.Price, State: "draft", Version: e.Version, PublishedVersion: e.PublishedVersion,
		PublishedAt: e.PublishedAt,
	}
	if e.PublishedVersion > 0 {
		out.State = "published"
	}
	if d.Window != (Window{}) {
		out.Window = &d.Window
	}
	if l.Authored {
		out.ItemBank, out.Scoring, out.Rules, out.Forms = d.ItemBank, &d.Scoring, d.Rules, &d.Forms
	} else {
		out.Blueprint.Difficulty = Difficulty{}
	}
	out.Blueprint.Domains = append([]Domain{}, d.Blueprint.Domains...)
	out.Retake.WaitSeconds = append([]int{}, d.Retake.WaitSeconds...)
	if m := l.Mine; m != nil {
		out.Mine = &MineView{State: m.State, Unmet: append([]fault.Unmet{}, m.Unmet...), Until: m.Until, Registration: some(m.Registration), Attempt: some(m.Attempt)}
	}
	return out
}

// some is a text that may be missing.
func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
