package exams

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"laurel/exams/items"
)

// record is what a log must be read with: the form and the keys that it names.
type record struct {
	attemptID string
	form      *Form
	keys      map[keyAt]Key
}

// keyAt names a key version.
type keyAt struct {
	version string
	number  int
}

// story is what the events of an attempt tell, one after the other. It reads nothing but them.
type story struct {
	made    madeDetail
	cuts    []recut
	receipt *Receipt // as the log tells it, without its signature
	epoch   int64
	started *time.Time
	closed  *time.Time
	seen    *time.Time
	reason  string
	late    bool
	digest  string

	ledger  []Entry
	still   *time.Time // since when the clock stands
	answers map[int]Response
	marks   map[int]string
	admits  []admitted
	grades  []gradedDetail
}

// admitted is an answer that came too late and counts from a result on.
type admitted struct {
	Response
	result int
}

// told is whatever an event may say.
type told struct {
	savedDetail
	Fraction        string     `json:"fraction"`
	Seconds         float64    `json:"seconds"`
	Reason          string     `json:"reason"`
	ClosedAt        *time.Time `json:"closed_at"`
	AgreeBy         *time.Time `json:"agree_by"`
	Late            any        `json:"late"`
	Result          int        `json:"result"`
	ResponsesSHA256 string     `json:"responses_sha256"`
}

func newStory() *story { return &story{epoch: 1, answers: map[int]Response{}, marks: map[int]string{}} }

// hear takes the next event.
func (s *story) hear(e logged) error {
	var d told
	var err error
	switch e.Kind {
	case "made":
		err = json.Unmarshal([]byte(e.Detail), &s.made)
	case "recut":
		var c recut
		err = json.Unmarshal([]byte(e.Detail), &c)
		s.cuts = append(s.cuts, c)
	case "graded":
		var g gradedDetail
		err = json.Unmarshal([]byte(e.Detail), &g)
		s.grades = append(s.grades, g)
	case "started", "taken_over", "saved", "paused", "resumed", "break_began", "break_ended", "adjusted", "credited", "closed", "agreement_lapsed", "marked", "late_admitted":
		if err = json.Unmarshal([]byte(e.Detail), &d); err == nil {
			s.hearTold(e, d)
		}
	}
	if err != nil {
		return fmt.Errorf("read event %s: %w", e.ID, err)
	}
	return nil
}

func (s *story) hearTold(e logged, d told) {
	at := e.At.UTC()
	switch e.Kind {
	case "started":
		s.started = &at
	case "taken_over":
		s.epoch = d.Epoch
	case "saved":
		if r, ok := s.answers[d.Position]; !ok || d.Seq > r.Seq {
			s.answers[d.Position] = Response{Position: d.Position, Epoch: d.Epoch, Seq: d.Seq, Response: d.Response, Flagged: d.Flagged}
		}
	case "paused", "break_began":
		s.still = &at
	case "resumed", "break_ended":
		if s.still != nil {
			s.ledger = append(s.ledger, Entry{Length: at.Sub(*s.still)})
		}
		s.still = nil
	case "adjusted", "credited":
		length := time.Duration(d.Seconds * float64(time.Second)).Round(time.Microsecond)
		s.ledger = append(s.ledger, Entry{Length: length})
	case "closed":
		s.closed, s.seen, s.reason, s.digest = d.ClosedAt, &at, d.Reason, d.ResponsesSHA256
		s.late, _ = d.Late.(bool)
	case "agreement_lapsed":
		s.closed, s.seen, s.reason = d.AgreeBy, &at, ByNoAgreement
	case "marked":
		s.marks[d.Position] = d.Fraction
	case "late_admitted":
		s.admits = append(s.admits, admitted{Response{Position: d.Position, Epoch: d.Epoch, Seq: d.Seq, Response: d.Response}, d.Result})
	}
}

// responses are the answers that stand, with their marks.
func (s *story) responses() []Response {
	out := make([]Response, 0, len(s.answers))
	for _, r := range s.answers {
		r.Mark = s.marks[r.Position]
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Response) int { return a.Position - b.Position })
	return out
}

// scored are the answers that a result counts: those that stand, and late ones that were admitted for it or before.
func (s *story) scored(result int) []Response {
	var over []Response
	for _, a := range s.admits {
		if a.result <= result {
			over = append(over, a.Response)
		}
	}
	slices.SortStableFunc(over, func(a, b Response) int { return int(min(max(a.Seq-b.Seq, -1), 1)) })
	return overlaid(s.responses(), over)
}

// deadline follows from start, limits and what was given. Nothing that the log says of it is believed.
func (s *story) deadline(l Limits) *time.Time {
	if s.started == nil {
		return nil
	}
	end := l.deadline(*s.started, s.ledger)
	return &end
}

// tell folds the story into an account.
func (s *story) tell(in record) (account, error) {
	out := account{}
	paper, err := in.form.paper(Sheet{FormID: s.made.Form, Seed: s.made.Seed, Language: s.made.Language})
	if err != nil {
		return nil, err
	}
	out.say("form", s.made.Form)
	out.say("form sha256", s.made.FormSHA256)
	out.say("seed", s.made.Seed)
	out.say("language", s.made.Language)
	out.say("epoch", strconv.FormatInt(s.epoch, 10))
	if err := out.basis(s.made.Basis.at(s.cuts, len(s.grades))); err != nil {
		return nil, err
	}
	out.times(s.started, s.deadline(s.made.Basis.Limits), s.closed, s.seen)
	out.say("close_reason", s.reason)
	out.say("late", strconv.FormatBool(s.late))
	responses := s.responses()
	if err := out.answers(responses); err != nil {
		return nil, err
	}
	slots := paper.Slots()
	if s.closed != nil && s.reason != ByNoAgreement {
		receipt := receiptOf(Attempt{ID: in.attemptID, ClosedAt: s.closed, CloseReason: s.reason}, responses, len(slots))
		if err := out.receipt(receipt); err != nil {
			return nil, err
		}
		out.say("log responses_sha256", receipt.ResponsesSHA256)
		s.receipt = &receipt
	}
	return out, s.score(out, slots, in)
}

// score gives every result that the log knows of, each by the keys that it was made with.
func (s *story) score(out account, slots []Slot, in record) error {
	passed := false
	for _, g := range s.grades {
		var keys []Key
		for version, number := range g.Keys {
			if k, ok := in.keys[keyAt{version, number}]; ok {
				keys = append(keys, k)
			}
		}
		r, err := Score(slots, s.scored(g.Result), keys, s.made.Basis.at(s.cuts, g.Result).policy())
		if err != nil { // what was logged cannot be scored: then it is not what was scored
			out.say(fmt.Sprintf("result %d", g.Result), "cannot be scored: "+err.Error())
			continue
		}
		rest, err := restOf(g.Result, r)
		if err != nil {
			return err
		}
		if err := out.result(rest); err != nil {
			return err
		}
		out.say(fmt.Sprintf("log sha256 of result %d", g.Result), out[fmt.Sprintf("result %d sha256", g.Result)])
		passed = r.passed()
	}
	out.say("passed", strconv.FormatBool(passed))
	return nil
}

// canonical is one spelling of JSON that a database may have spelled otherwise.
func canonical(text string) (string, error) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return "", err
	}
	return items.Canonical(v)
}
