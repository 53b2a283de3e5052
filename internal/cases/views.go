package cases

import "time"

// CaseView is a case as the vendor's people see it.
type CaseView struct {
	Number      string           `json:"number"`
	Kind        Kind             `json:"kind" enum:"integrity,incident,item_challenge"`
	State       State            `json:"state" enum:"open,held,proposed,decided,notified,appealed,final,dismissed"`
	Origin      Origin           `json:"origin" enum:"person,partner,signal,candidate"`
	OpenedBy    string           `json:"opened_by"`
	Person      string           `json:"person"`
	Attempt     string           `json:"attempt"`
	Exam        string           `json:"exam"`
	Position    int              `json:"position,omitempty"`
	Summary     string           `json:"summary"`
	Answer      string           `json:"answer,omitempty"`
	Held        bool             `json:"held"`
	CreatedAt   time.Time        `json:"created_at"`
	NotifiedAt  *time.Time       `json:"notified_at"`
	AppealUntil *time.Time       `json:"appeal_until"`
	AppealedAt  *time.Time       `json:"appealed_at"`
	ClosedAt    *time.Time       `json:"closed_at"`
	Rulings     []CaseRulingView `json:"rulings"`
	History     []CaseEntryView  `json:"history"`
}

// CaseSanctionView is what a ruling does.
type CaseSanctionView struct {
	Void        bool         `json:"void"`
	Revoke      []string     `json:"revoke"`
	Bar         *CaseBarView `json:"bar"`
	WaiveRetake bool         `json:"waive_retake"`
}

// CaseBarView keeps a person from exams.
type CaseBarView struct {
	Exams []string  `json:"exams"`
	Until time.Time `json:"until"`
}

// CaseEvidenceView is one thing that a finding stands on.
type CaseEvidenceView struct {
	Kind string `json:"kind" enum:"signal,observation,recording,document,statement,answers" doc:"What a machine noticed is a signal; a sanction needs more than signals"`
	Ref  string `json:"ref,omitempty" maxLength:"400"`
	Note string `json:"note" maxLength:"4000"`
}

// CaseRulingView is a ruling.
type CaseRulingView struct {
	Round      int                `json:"round" doc:"2 is on appeal"`
	State      string             `json:"state" enum:"proposed,confirmed,declined"`
	Sanction   CaseSanctionView   `json:"sanction"`
	Findings   string             `json:"findings"`
	Evidence   []CaseEvidenceView `json:"evidence"`
	Notice     string             `json:"notice"`
	ProposedBy string             `json:"proposed_by"`
	ProposedAt time.Time          `json:"proposed_at"`
	AnsweredBy string             `json:"answered_by"`
	AnsweredAt *time.Time         `json:"answered_at"`
	Comment    string             `json:"comment"`
}

// CaseEntryView is a line of the history.
type CaseEntryView struct {
	Kind  string    `json:"kind"`
	By    string    `json:"by,omitempty"`
	Text  string    `json:"text"`
	Shown *bool     `json:"shown,omitempty" doc:"Whether the person concerned sees it"`
	At    time.Time `json:"at"`
}

func viewCase(c Case) CaseView {
	return CaseView{
		Number: c.Number, Kind: c.Kind, State: c.State, Origin: c.Origin, OpenedBy: c.OpenedBy, Person: c.PersonID, Attempt: c.AttemptID, Exam: c.ExamKey,
		Position: c.Position, Summary: c.Summary, Answer: c.Answer, Held: c.Holds() && !c.State.Closed(), CreatedAt: c.CreatedAt.UTC(), NotifiedAt: utc(c.NotifiedAt),
		AppealUntil: utc(c.AppealUntil), AppealedAt: utc(c.AppealedAt), ClosedAt: utc(c.ClosedAt), Rulings: []CaseRulingView{}, History: []CaseEntryView{},
	}
}

func viewFile(f File) CaseView {
	v := viewCase(f.Case)
	for _, r := range f.Rulings {
		one := CaseRulingView{
			Round: r.Round, State: r.State, Sanction: viewSanction(r.Sanction), Findings: r.Findings, Evidence: []CaseEvidenceView{}, Notice: r.Notice,
			ProposedBy: r.ProposedBy, ProposedAt: r.ProposedAt.UTC(), AnsweredBy: r.AnsweredBy, AnsweredAt: utc(r.AnsweredAt), Comment: r.Comment,
		}
		for _, e := range r.Evidence {
			one.Evidence = append(one.Evidence, CaseEvidenceView(e))
		}
		v.Rulings = append(v.Rulings, one)
	}
	for _, e := range f.Entries {
		v.History = append(v.History, CaseEntryView{e.Kind, e.Actor, e.Text, &e.Shown, e.At.UTC()})
	}
	return v
}

func viewSanction(s Sanction) CaseSanctionView {
	v := CaseSanctionView{Void: s.Void, Revoke: filled(s.Revoke), WaiveRetake: s.WaiveRetake}
	if s.BarUntil != nil {
		v.Bar = &CaseBarView{filled(s.BarExams), s.BarUntil.UTC()}
	}
	return v
}

// MyCaseView is a case as the person concerned sees it: no names, no signals, no proposals.
type MyCaseView struct {
	Number      string            `json:"number"`
	Kind        Kind              `json:"kind" enum:"integrity,incident,item_challenge"`
	State       State             `json:"state" enum:"open,held,decided,notified,appealed,final,dismissed"`
	Attempt     string            `json:"attempt"`
	Exam        string            `json:"exam"`
	Position    int               `json:"position,omitempty"`
	Said        string            `json:"said" doc:"What you reported"`
	Held        bool              `json:"held" doc:"Whether the result is held"`
	Sanction    *CaseSanctionView `json:"sanction" doc:"What was decided"`
	Notice      string            `json:"notice" doc:"Why"`
	CreatedAt   time.Time         `json:"created_at"`
	AppealUntil *time.Time        `json:"appeal_until"`
	MayAppeal   bool              `json:"may_appeal"`
	ClosedAt    *time.Time        `json:"closed_at"`
	History     []CaseEntryView   `json:"history"`
}

func viewMine(f File, now time.Time) MyCaseView {
	c := f.Case
	v := MyCaseView{
		Number: c.Number, Kind: c.Kind, State: c.State, Attempt: c.AttemptID, Exam: c.ExamKey, Position: c.Position, Held: c.Holds() && !c.State.Closed(), Notice: c.Answer,
		CreatedAt: c.CreatedAt.UTC(), MayAppeal: c.appealable(now), ClosedAt: utc(c.ClosedAt), History: []CaseEntryView{},
	}
	if c.State == Proposed {
		v.State = c.resting()
	}
	if c.Origin == ByCandidate {
		v.Said = c.Summary
	}
	if c.AppealUntil != nil && (c.NotifiedAt == nil || c.AppealUntil.After(*c.NotifiedAt)) {
		v.AppealUntil = utc(c.AppealUntil)
	}
	for _, r := range f.Rulings {
		if r.State == rulingConfirmed {
			done := viewSanction(r.Sanction)
			v.Sanction, v.Notice = &done, r.Notice
		}
	}
	for _, e := range f.Entries {
		if e.Shown {
			v.History = append(v.History, CaseEntryView{Kind: e.Kind, Text: e.Text, At: e.At.UTC()})
		}
	}
	return v
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
