package tiers

import (
	"time"

	"laurel/internal/tiers/rules"
)

// Standing is where a partner is on one track of a program; Tier is empty where nothing is held.
type Standing struct {
	PartnerID, Program, Track, Tier string
	Since                           time.Time
	GraceUntil, HoldUntil           *time.Time
	Sequence                        int64
}

// Decision is a line of the journal.
type Decision struct {
	ID, PartnerID, Program, Track, Kind, FromTier, ToTier, Reason, DecidedBy, Version string
	Sequence                                                                          int64
	At                                                                                time.Time
}

// The kinds of decisions.
const (
	promoted     = "promoted"
	demoted      = "demoted"
	overridden   = "overridden"
	graceStarted = "grace_started"
	graceEnded   = "grace_ended"
	proposed     = "proposed"
	declined     = "declined"
	withdrawn    = "withdrawn"
)

// move is what one step of the rules asks for.
type move struct{ kind, from, to, reason string }

// circumstances are what a step looks at beside the results.
type circumstances struct {
	program  *rules.Program
	results  map[string]rules.Result
	accepted map[string]bool // tiers with an accepted application or invitation
	open     map[string]bool // tiers with an open proposal
	now      time.Time
}

// step finds the next move of a standing, if any: first what becomes of the held tier, then the highest tier above that
// is open to the partner. The caller judges again after a move, since a tier may ask for another.
func (st Standing) step(c circumstances) (Standing, move, bool) {
	if held, holds := c.program.Tier(st.Tier); holds {
		if next, m, moves := st.keep(held, c); moves {
			return next, m, true
		}
	}
	return st.climb(c)
}

// keep judges the held tier. Only "not met" counts against it: what is unknown starts no grace and ends none.
func (st Standing) keep(held rules.Tier, c circumstances) (Standing, move, bool) {
	result := c.results[held.Key]
	switch {
	case result == rules.Met && st.GraceUntil != nil:
		st.GraceUntil = nil
		return st, move{graceEnded, held.Key, held.Key, "every requirement is met again"}, true
	case result != rules.NotMet, st.HoldUntil != nil && st.HoldUntil.After(c.now):
		return st, move{}, false
	case c.program.Standing.Demote != rules.DemoteAfterGrace: // a checkpoint is a moment for a person to decide
		lower := st.lower(held, c)
		return st, move{proposed, held.Key, lower, "requirements are not met"}, !c.open[lower]
	case st.GraceUntil == nil && !c.program.Standing.Grace.IsZero():
		until := c.program.Standing.Grace.After(c.now)
		st.GraceUntil = &until
		return st, move{graceStarted, held.Key, held.Key, "requirements are not met"}, true
	case st.GraceUntil != nil && st.GraceUntil.After(c.now):
		return st, move{}, false
	}
	m := move{demoted, held.Key, st.lower(held, c), "requirements were not met at the end of the grace period"}
	st.Tier, st.Since, st.GraceUntil = m.to, c.now, nil
	return st, m, true
}

// lower is the highest tier below that is not known to be missed.
func (st Standing) lower(held rules.Tier, c circumstances) string {
	best := rules.Tier{Rank: -1}
	for _, t := range c.program.Tiers {
		if t.Track == held.Track && t.Rank < held.Rank && t.Rank > best.Rank && c.results[t.Key] != rules.NotMet {
			best = t
		}
	}
	return best.Key
}

// climb takes the highest tier above that the partner qualifies for: at once where entry is free and the program promotes
// on qualifying, else by a proposal.
func (st Standing) climb(c circumstances) (Standing, move, bool) {
	held, holds := c.program.Tier(st.Tier)
	var free, wanted rules.Tier
	for _, t := range c.program.Tiers {
		above := t.Track == st.Track && (!holds || t.Rank > held.Rank)
		if !above || c.results[t.Key] != rules.Met {
			continue
		}
		asks := t.Entry.ByRecord() || c.program.Standing.Promote != rules.PromoteOnQualify
		if !asks && (free.Key == "" || t.Rank > free.Rank) {
			free = t
		}
		if asks && !c.open[t.Key] && (!t.Entry.ByRecord() || c.accepted[t.Key]) && (wanted.Key == "" || t.Rank > wanted.Rank) {
			wanted = t
		}
	}
	switch {
	case free.Key != "":
		m := move{promoted, st.Tier, free.Key, "every requirement is met"}
		st.Tier, st.Since, st.GraceUntil = free.Key, c.now, nil
		return st, m, true
	case wanted.Key != "":
		return st, move{proposed, st.Tier, wanted.Key, "every requirement is met"}, true
	}
	return st, move{}, false
}

// tracks are the tracks of a program, each once; a program without tracks has the unnamed one.
func tracks(p *rules.Program) []string {
	found := []string{}
	seen := map[string]bool{}
	for _, t := range p.Tiers {
		if !seen[t.Track] {
			seen[t.Track] = true
			found = append(found, t.Track)
		}
	}
	return found
}
