package rules

import (
	"fmt"
	"time"
)

// verdict is what a filter says of one file: counted, excluded, or nothing.
type verdict struct {
	counted  *counted
	excluded *Excluded
}

// verdicts judges every file by a filter, each once. A hearing at a later moment, or without one person, takes over what the
// first one found of everybody for whom nothing begins or ends in between: nothing else can have become different.
func (h *hearing) verdicts(filter Filter) []verdict {
	key := fmt.Sprint(filter)
	if known, done := h.judged[key]; done {
		return known
	}
	found := make([]verdict, len(h.files))
	var before []verdict
	if h.first != nil && !h.at.Before(h.first.at) {
		before = h.first.verdicts(filter)
	}
	until := h.at
	if !filter.ValidFor.IsZero() {
		until = later(until, filter.ValidFor.After(h.at))
	}
	for i, f := range h.files {
		switch {
		case f.person.ID == h.without:
		case before != nil && f.still(h.first, until):
			found[i] = before[i]
		default:
			found[i] = h.verdict(f, filter)
		}
	}
	h.judged[key] = found
	return found
}

func (h *hearing) verdict(f *file, filter Filter) verdict {
	matching := h.matching(f.awards, filter)
	if len(matching) == 0 || len(f.ours) == 0 {
		return verdict{}
	}
	tie, no := h.tie(f, filter)
	if no.why != "" {
		if !earnedHere(f, matching, h.at) {
			return verdict{}
		}
		e := exclusion(f, no)
		return verdict{excluded: &e}
	}
	c, no := h.hold(f, tie, matching, filter)
	if no.why != "" {
		e := exclusion(f, no)
		return verdict{excluded: &e}
	}
	return verdict{counted: &c}
}

// still is true where nothing of a file begins or ends after the moment of the first hearing and up to another.
func (f *file) still(first *hearing, until time.Time) bool {
	if !f.seen {
		f.seen, f.next = true, first.turn(f)
	}
	return f.next.IsZero() || f.next.After(until)
}

// turn is the next moment at which something of a file begins or ends.
func (h *hearing) turn(f *file) time.Time {
	var next time.Time
	at := func(t time.Time) {
		if t.After(h.at) {
			next = earlier(next, t)
		}
	}
	for _, a := range f.ours {
		from, to := h.span(a)
		at(from)
		at(to)
		at(a.To) // what is earned after it is nobody's business here
	}
	for _, a := range f.others {
		at(a.From)
		at(a.To)
	}
	for _, a := range f.awards {
		at(a.From)
		at(a.Until)
		at(a.HeldFrom)
		at(h.ends[a.Key])
		for _, s := range h.stands[a.Key] {
			at(s.until)
		}
	}
	return next
}
