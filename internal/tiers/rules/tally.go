package rules

import "time"

// tally is who counts for a filter and who does not.
type tally struct {
	counted  []counted
	excluded []Excluded
}

// counted is one person who counts, with the matching awards, and until when.
type counted struct {
	person string
	keys   []string // distinct awards
	until  time.Time
	cause  string // what ends then
	title  string
}

// tally goes through everybody who ever had a tie to the partner and a matching award.
func (h *hearing) tally(filter Filter) tally {
	verdicts := h.verdicts(filter)
	t := tally{counted: make([]counted, 0, len(verdicts)), excluded: []Excluded{}}
	for _, v := range verdicts {
		if v.counted != nil {
			t.counted = append(t.counted, *v.counted)
		}
		if v.excluded != nil {
			t.excluded = append(t.excluded, *v.excluded)
		}
	}
	return t
}

// matching are the awards of the sort a filter asks for, those that stand in for one among them.
func (h *hearing) matching(all []Award, filter Filter) []Award {
	var found []Award
	for _, a := range all {
		if filter.matches(a) {
			found = append(found, a)
			continue
		}
		for _, s := range h.stands[a.Key] {
			if as, fits := s.award(a, filter); fits {
				found = append(found, as)
				break
			}
		}
	}
	return found
}

// earnedHere hides from a former partner what its people earned after they left.
func earnedHere(f *file, awards []Award, at time.Time) bool {
	for _, a := range awards {
		for _, tie := range f.ours {
			if !a.From.After(at) && (tie.To.IsZero() || a.From.Before(tie.To)) {
				return true
			}
		}
	}
	return false
}

func exclusion(f *file, no refusal) Excluded {
	e := Excluded{Person: f.person.ID, Why: no.why, WhyText: no.words()}
	if !no.on.IsZero() {
		e.On = day(no.on)
	}
	return e
}

// hold finds the awards that count now, and how long the person will go on counting with all that is known.
func (h *hearing) hold(f *file, tie Affiliation, awards []Award, filter Filter) (counted, refusal) {
	c := counted{person: f.person.ID}
	var why refusal
	for _, a := range awards {
		if no := h.standing(a, filter); no.why != "" {
			why = why.nearer(no)
			continue
		}
		if len(c.keys) == 0 || later(c.until, h.until(a)) != c.until {
			h.lasts(&c, a)
		}
		if !has(c.keys, a.Kind+"/"+a.Key) {
			c.keys = append(c.keys, a.Kind+"/"+a.Key)
		}
	}
	if len(c.keys) == 0 {
		return c, why
	}
	h.prolong(&c, awards)
	_, left := h.span(tie)
	if !filter.ValidFor.IsZero() && !covers(tie.From, left, filter.ValidFor.After(h.at)) {
		return c, refusal{EndsTooSoon, left}
	}
	if first := earlier(c.until, left); first != c.until {
		c.until, c.cause = first, AffiliationEnded
	}
	return c, refusal{}
}

// lasts lets a person count for as long as one award does.
func (h *hearing) lasts(c *counted, a Award) {
	c.until, c.title, c.cause = h.until(a), h.titleOf(a.Key), Expired
	if !c.until.Equal(a.Until) {
		c.cause = NoLongerCounts
	}
}

// prolong follows renewals that are known already and begin before the last one ends.
func (h *hearing) prolong(c *counted, awards []Award) {
	for range awards {
		for _, a := range awards {
			if !c.until.IsZero() && !a.From.After(c.until) && a.HeldFrom.IsZero() && later(c.until, h.until(a)) != c.until {
				h.lasts(c, a)
			}
		}
	}
}

func (t tally) people() []string {
	ids := make([]string, len(t.counted))
	for i, c := range t.counted {
		ids[i] = c.person
	}
	return ids
}

// ending is something that counts now and will not from a known moment on.
type ending struct {
	on            time.Time
	person        string // whose, where it is a person's; then the name stands between the two texts
	before, after string
}

// said is the ending as a sentence about who is named so.
func (e ending) said(who string) string {
	if e.person == "" {
		return e.before
	}
	return e.before + who + e.after
}

func (t tally) endings(*hearing) []ending {
	found := []ending{}
	for _, c := range t.counted {
		e := ending{c.until, c.person, c.title + " of ", " expires"}
		switch c.cause {
		case AffiliationEnded:
			e.before, e.after = "The affiliation of ", " ends"
		case NoLongerCounts:
			e.after = " stops counting"
		}
		found = append(found, e)
	}
	return found
}

// atRisk counts who is going to be lost within the horizon.
func (h *hearing) atRisk(t tally) *AtRisk {
	risk := AtRisk{Horizon: h.horizon.String()}
	end := h.horizon.After(h.at)
	var first time.Time
	for _, c := range t.counted {
		if !c.until.IsZero() && !c.until.After(end) {
			risk.Losing++
			first = earlier(first, c.until)
		}
	}
	if !first.IsZero() {
		risk.FirstOn = day(first)
	}
	return &risk
}
