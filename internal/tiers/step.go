package tiers

import (
	"time"

	"laurel/internal/tiers/rules"
)

// step finds the next move of a standing, if any: first what becomes of the held tier, then the highest tier above that
// is open to the partner. The caller judges again after a move, since a tier may ask for another.
func (st Standing) step(c circumstances) (Standing, move, bool) {
	tier, known := c.program.Tier(st.Tier)
	switch {
	case known:
		if next, m, moves := st.keep(tier, c); moves {
			return next, m, true
		}
	case st.Tier != "":
		return st.leave(c)
	}
	return st.climb(c)
}

// keep judges the held tier. Only "not met" counts against it: what is unknown starts no grace and ends none.
func (st Standing) keep(tier rules.Tier, c circumstances) (Standing, move, bool) {
	switch c.results[tier.Key] {
	case rules.Met:
		return st.renew(tier, c)
	case rules.Unknown:
		return st.hold(tier, "it is not known whether the requirements are met", c)
	case rules.NotMet:
	}
	rule := c.program.Standing
	switch {
	case st.holding(c.now):
		return st.hold(tier, "held until "+st.HoldUntil.UTC().Format(time.DateOnly)+", whatever happens", c)
	case st.Version != c.program.Version && c.now.Before(rule.HoldOldUntil):
		return st.hold(tier, "held until "+rule.HoldOldUntil.Format(time.DateOnly)+", since it was reached under version "+st.Version, c)
	case rule.Demote == rules.DemoteByReview:
		lower := st.lower(tier, c)
		return st, move{proposed, tier.Key, lower, "requirements are not met"}, !c.open[lower]
	case rule.Demote == rules.DemoteAfterGrace:
		return st.outlast(tier, c)
	case !c.checkpoint || rule.DemoteOnlyAt != "" && !c.year:
		return st, move{}, false
	}
	return st.fall(tier, "requirements are not met at the checkpoint", c)
}

// outlast lets a grace period run, and takes the tier at its end, or at the first beginning of a fiscal year after it.
func (st Standing) outlast(tier rules.Tier, c circumstances) (Standing, move, bool) {
	rule := c.program.Standing
	switch {
	case st.GraceUntil == nil && !rule.Grace.IsZero():
		until := rule.Grace.After(c.now)
		st.GraceUntil = &until
		return st, move{graceStarted, tier.Key, tier.Key, "requirements are not met"}, true
	case st.GraceUntil != nil && st.GraceUntil.After(c.now), rule.DemoteOnlyAt != "" && !c.year:
		return st, move{}, false
	}
	return st.fall(tier, "requirements were not met at the end of the grace period", c)
}

// renew ends a grace period, and lets a tier that is met last as long as one that is reached now. At a checkpoint that is
// put down even when nothing changes.
func (st Standing) renew(tier rules.Tier, c circumstances) (Standing, move, bool) {
	if st.GraceUntil != nil {
		st.GraceUntil = nil
		return st, move{graceEnded, tier.Key, tier.Key, "every requirement is met again"}, true
	}
	until := c.program.Standing.HeldUntil(c.now)
	if !until.IsZero() && (st.HoldUntil == nil || st.HoldUntil.Before(until)) {
		st.HoldUntil, st.CheckedAt = &until, st.checked(c)
		return st, move{held, tier.Key, tier.Key, "every requirement is met, so it is held until " + until.Format(time.DateOnly)}, true
	}
	return st.hold(tier, "every requirement is met", c)
}

// hold puts down why a tier is kept at a checkpoint, once.
func (st Standing) hold(tier rules.Tier, reason string, c circumstances) (Standing, move, bool) {
	if !c.checkpoint || !c.program.Standing.Decides() || st.CheckedAt != nil && !st.CheckedAt.Before(c.now) {
		return st, move{}, false
	}
	st.CheckedAt = &c.now
	return st, move{held, tier.Key, tier.Key, reason}, true
}

func (st Standing) checked(c circumstances) *time.Time {
	if c.checkpoint {
		return &c.now
	}
	return st.CheckedAt
}

func (st Standing) holding(now time.Time) bool { return st.HoldUntil != nil && st.HoldUntil.After(now) }

// fall leads to the highest tier below that is not known to be missed.
func (st Standing) fall(tier rules.Tier, reason string, c circumstances) (Standing, move, bool) {
	lower := st.lower(tier, c)
	return st.reach(lower, c), move{demoted, tier.Key, lower, reason}, true
}

func (st Standing) lower(tier rules.Tier, c circumstances) string {
	best := rules.Tier{Rank: -1}
	for _, t := range c.program.Tiers {
		if t.Track == tier.Track && t.Rank < tier.Rank && t.Rank > best.Rank && c.results[t.Key] != rules.NotMet {
			best = t
		}
	}
	return best.Key
}

// leave ends what the program in force does not have any more, after the time for which its version holds old tiers.
func (st Standing) leave(c circumstances) (Standing, move, bool) {
	if st.holding(c.now) || c.now.Before(c.program.Standing.HoldOldUntil) {
		return st, move{}, false
	}
	best := rules.Tier{Rank: -1}
	for _, t := range c.program.Tiers {
		if t.Track == st.Track && t.Rank > best.Rank && c.results[t.Key] == rules.Met && (!t.Entry.ByRecord() || c.accepted[t.Key]) {
			best = t
		}
	}
	return st.reach(best.Key, c), move{demoted, st.Tier, best.Key, "version " + c.program.Version + " of the program does not have the tier any more"}, true
}

// reach is the standing with another tier, held for as long as the program says.
func (st Standing) reach(tier string, c circumstances) Standing {
	st.Tier, st.Since, st.GraceUntil, st.HoldUntil, st.Capped = tier, c.now, nil, nil, false
	st.Version, st.CheckedAt = c.program.Version, st.checked(c)
	if until := c.program.Standing.HeldUntil(c.now); !until.IsZero() && c.results[tier] == rules.Met {
		st.HoldUntil = &until
	}
	return st
}

// climb takes the highest tier above that the partner qualifies for: by itself where entry is free and the program promotes
// on qualifying or this is a checkpoint at which it does, else by a proposal.
func (st Standing) climb(c circumstances) (Standing, move, bool) {
	rule := c.program.Standing
	if st.Capped && st.holding(c.now) || rule.Promote == rules.PromoteAtCheckpoint && !c.checkpoint {
		return st, move{}, false
	}
	now, holds := c.program.Tier(st.Tier)
	var free, wanted rules.Tier
	for _, t := range c.program.Tiers {
		above := t.Track == st.Track && (!holds || t.Rank > now.Rank)
		if !above || c.results[t.Key] != rules.Met {
			continue
		}
		asks := t.Entry.ByRecord() || rule.Promote == rules.PromoteByReview
		if !asks && (free.Key == "" || t.Rank > free.Rank) {
			free = t
		}
		if asks && !c.open[t.Key] && (!t.Entry.ByRecord() || c.accepted[t.Key]) && (wanted.Key == "" || t.Rank > wanted.Rank) {
			wanted = t
		}
	}
	switch {
	case free.Key != "":
		return st.reach(free.Key, c), move{promoted, st.Tier, free.Key, "every requirement is met"}, true
	case wanted.Key != "":
		return st, move{proposed, st.Tier, wanted.Key, "every requirement is met"}, true
	}
	return st, move{}, false
}
