package exams

import (
	"cmp"
	"slices"
	"time"
)

// span is a stretch of time, its end not included.
type span struct{ from, until time.Time }

func (s span) length() time.Duration { return max(s.until.Sub(s.from), 0) }

func (s span) meet(o span) span {
	from, until := s.from, s.until
	if o.from.After(from) {
		from = o.from
	}
	if o.until.Before(until) {
		until = o.until
	}
	return span{from, until}
}

// joined puts spans in order and makes one of those that touch or overlap, so that no second is counted twice.
func joined(spans []span) []span {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, func(a, b span) int { return cmp.Or(a.from.Compare(b.from), a.until.Compare(b.until)) })
	var out []span
	for _, s := range sorted {
		if s.length() == 0 {
			continue
		}
		if n := len(out); n > 0 && !s.from.After(out[n-1].until) {
			if s.until.After(out[n-1].until) {
				out[n-1].until = s.until
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// credit is the time that a candidate lost to failures of ours: of the spans in which we failed what falls into the spans in which
// the clock ran, each second once, and no more than the cap.
func credit(outages, running []span, most time.Duration) time.Duration {
	var total time.Duration
	clock := joined(running)
	for _, o := range joined(outages) {
		for _, r := range clock {
			total += o.meet(r).length()
		}
	}
	return min(total, most)
}

// ran gives the spans in which the clock of an attempt ran: from its start until a moment, without what the ledger says stood still.
func ran(start, until time.Time, ledger []Entry) []span {
	var still []span
	for _, e := range ledger {
		if (e.Kind == ByPause || e.Kind == ByBreak) && e.From != nil && e.Until != nil {
			still = append(still, span{*e.From, *e.Until})
		}
	}
	var out []span
	at := start
	for _, s := range joined(still) {
		out = append(out, span{at, s.from}.meet(span{start, until}))
		at = s.until
	}
	return joined(append(out, span{at, until}))
}

// Outage is a stretch in which the service failed candidates by its own record. Attempt is empty when it failed everybody.
type Outage struct {
	ID      string
	Kind    string
	Attempt string
	From    time.Time
	Until   time.Time
}

// The kinds of outages: the whole service said nothing, one process of it went without a word, or saves could not be committed.
const (
	ServiceSilent = "service_silent"
	ProcessLost   = "process_lost"
	SavesFailing  = "saves_failing"
)

// owed gives what each outage adds to what the earlier ones gave, in order of their beginning. An outage that began when the time
// was over gives nothing, and one that is in the ledger nothing more.
func owed(a Attempt, ledger []Entry, outages []Outage, now time.Time) []Entry {
	at := now
	given := map[string]bool{}
	for _, e := range ledger {
		if e.Kind == ByCredit {
			given[e.Outage] = true
		}
	}
	had, most := sum(ledger, ByCredit), a.Policy.creditCap()
	if a.State == Paused && a.PausedAt.Before(at) {
		at = *a.PausedAt
	}
	running := ran(*a.StartedAt, at, ledger)
	slices.SortFunc(outages, func(a, b Outage) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	var seen []span
	var out []Entry
	for _, o := range outages {
		if !given[o.ID] && !o.From.Before(a.Limits.deadline(*a.StartedAt, slices.Concat(ledger, out))) {
			continue
		}
		seen = append(seen, span{o.From, o.Until})
		more := credit(seen, running, most) - had
		if given[o.ID] || more <= 0 {
			continue
		}
		had += more
		from, until := o.From, o.Until
		out = append(out, Entry{Kind: ByCredit, Section: a.openSection(), Length: more, From: &from, Until: &until, Outage: o.ID, Reason: o.Kind, At: now})
	}
	return out
}
