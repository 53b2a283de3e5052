package cases

import (
	"errors"
	"strings"
	"testing"
	"time"

	"laurel/internal/fault"
)

var at = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func reasoning() Ruling {
	return Ruling{
		Findings: strings.Repeat("The recording shows a second person reading. ", 2), Notice: "Another person answered for you.",
		Evidence: []Evidence{{Kind: signal, Note: "57 focus losses"}, {Kind: "recording", Ref: "rec 4", Note: "minute 12 to 15"}},
	}
}

// Whatever is taken from somebody needs a finding that stands on more than signals.
func TestNobodyIsPunishedByASignalAlone(t *testing.T) {
	t.Parallel()
	c := Case{Kind: Integrity, AttemptID: "att_1", PersonID: "ada"}
	until := at.AddDate(1, 0, 0)
	harms := map[string]Sanction{
		"void": {Void: true}, "revoke": {Revoke: []string{"crd_" + strings.Repeat("a", 26)}}, "bar": {BarExams: []string{"*"}, BarUntil: &until},
	}
	for name, sanction := range harms {
		r := reasoning()
		r.Sanction = sanction
		if err := r.validate(c, at); err != nil {
			t.Errorf("%s with reasons: %v", name, err)
		}
		for _, evidence := range [][]Evidence{nil, {{Kind: signal, Note: "similar answers"}}, {{Kind: signal, Note: "one"}, {Kind: signal, Note: "two"}}} {
			r.Evidence = evidence
			if err := r.validate(c, at); !hasField(err, "evidence", "signal_alone") {
				t.Errorf("%s on signals alone: %v", name, err)
			}
		}
		r = reasoning()
		r.Sanction, r.Findings = sanction, "Cheated.                                                         "
		if err := r.validate(c, at); !hasField(err, "findings", "length") {
			t.Errorf("%s without a finding: %v", name, err)
		}
	}
	free := reasoning()
	free.Evidence = nil
	if err := free.validate(c, at); err != nil {
		t.Errorf("a ruling that takes nothing needs no evidence: %v", err)
	}
}

func hasField(err error, field, code string) bool {
	for _, f := range fault.Of(err).Fields {
		if f.Field == field && f.Code == code {
			return true
		}
	}
	return false
}

func TestRulingsAreBounded(t *testing.T) {
	t.Parallel()
	past, far := at.Add(-time.Second), at.AddDate(30, 0, 0)
	for field, change := range map[string]func(*Ruling, *Case){
		"sanction.void":         func(r *Ruling, c *Case) { r.Sanction.Void, c.AttemptID = true, "" },
		"sanction.revoke[0]":    func(r *Ruling, _ *Case) { r.Sanction.Revoke = []string{"x' or 1=1"} },
		"sanction.bar":          func(r *Ruling, _ *Case) { r.Sanction.BarExams = []string{"a"} },
		"sanction.bar.until":    func(r *Ruling, _ *Case) { r.Sanction.BarExams, r.Sanction.BarUntil = []string{"a"}, &past },
		"sanction.bar.exams[0]": func(r *Ruling, _ *Case) { r.Sanction.BarExams, r.Sanction.BarUntil = []string{"a b"}, &far },
		"sanction.waive_retake": func(r *Ruling, _ *Case) { r.Sanction.Void, r.Sanction.WaiveRetake = true, true },
		"evidence[0].kind":      func(r *Ruling, _ *Case) { r.Evidence[0].Kind = "hunch" },
		"evidence[1].note":      func(r *Ruling, _ *Case) { r.Evidence[1].Note = "" },
		"notice":                func(r *Ruling, _ *Case) { r.Notice = "" },
	} {
		r, c := reasoning(), Case{AttemptID: "att_1"}
		change(&r, &c)
		found := false
		for _, f := range fault.Of(r.validate(c, at)).Fields {
			found = found || f.Field == field
		}
		if !found {
			t.Errorf("%s: %v", field, r.validate(c, at))
		}
	}
}

func TestAnAppealMakesNothingWorse(t *testing.T) {
	t.Parallel()
	soon, late := at.AddDate(0, 6, 0), at.AddDate(1, 0, 0)
	first := Sanction{Void: true, BarExams: []string{"net-1"}, BarUntil: &soon}
	for name, s := range map[string]Sanction{"nothing": {}, "same": first, "no bar": {Void: true}, "remedy": {WaiveRetake: true}} {
		if !s.within(first) {
			t.Errorf("%s is no worse", name)
		}
	}
	for name, s := range map[string]Sanction{
		"longer": {BarExams: []string{"net-1"}, BarUntil: &late}, "wider": {BarExams: []string{"*"}, BarUntil: &soon},
		"other": {BarExams: []string{"net-2"}, BarUntil: &soon}, "revoke": {Revoke: []string{"crd_1"}},
	} {
		if s.within(first) {
			t.Errorf("%s is worse", name)
		}
	}
	if !(Sanction{BarExams: []string{"net-2"}, BarUntil: &soon}).within(Sanction{BarExams: []string{AllExams}, BarUntil: &late}) {
		t.Error("one exam is less than all")
	}
}

func TestWhoDecides(t *testing.T) {
	t.Parallel()
	c := Case{PersonID: "ada", Origin: ByPerson, OpenedBy: "pia"}
	confirmed := []Ruling{{State: rulingConfirmed, ProposedBy: "sam", AnsweredBy: "root"}, {State: rulingDeclined, ProposedBy: "tom", AnsweredBy: "uma"}}
	for who, want := range map[string]error{"ada": ErrParty, "pia": ErrParty, "sam": ErrJudgedBefore, "root": ErrJudgedBefore, "tom": nil, "uma": nil, "eve": nil} {
		if err := judges(c, confirmed, who); !errors.Is(err, want) {
			t.Errorf("%s: %v instead of %v", who, err, want)
		}
	}
	c.Origin = BySignal
	if err := judges(c, nil, "pia"); err != nil {
		t.Errorf("who only wrote a signal down may decide: %v", err)
	}
}

// Every pair of states: only the moves of the table are there, and nothing leaves an end but the appeal against a dismissal.
func TestTheLifeOfACase(t *testing.T) {
	t.Parallel()
	all := []State{Open, Held, Proposed, Decided, Notified, Appealed, Final, Dismissed}
	n := 0
	for _, from := range all {
		for _, to := range all {
			if from.May(to) {
				n++
				if from.Closed() && to != Appealed || from == Final || to == from {
					t.Errorf("%s to %s", from, to)
				}
			}
		}
	}
	if n != 14 {
		t.Errorf("%d moves", n)
	}
}
