package rules

import "time"

// tierTest wants that the partner holds a tier, or a higher one of its track, optionally for some time without a break.
type tierTest struct {
	leafOnly
	holds Tier
	since Period
}

func readTierTest(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "tier_test", names)
	t := tierTest{since: s.get("for").period()}
	holds := s.get("holds")
	wanted, known := names.program.Tier(holds.key())
	switch {
	case holds.absent():
	case !known:
		holds.fault("unknown_tier", "No tier of this program has this key.")
	case names.tier != nil && wanted.Track == names.tier.Track && wanted.Rank >= names.tier.Rank:
		holds.fault("circular", "A tier cannot ask for itself or for a higher one of its track.")
	}
	t.holds = wanted
	return t
}

func (tierTest) kind() Kind { return KindTier }

func (t tierTest) judge(h *hearing, _ []Result) Node {
	have := 0
	for _, held := range h.snap.Holds {
		tier, _ := h.program.Tier(held.Tier)
		reached := tier.Key != "" && tier.Track == t.holds.Track && tier.Rank >= t.holds.Rank
		if reached && !t.since.After(t.began(h, held)).After(h.at) {
			have = 1
		}
	}
	return counting(resultOf(have == 1), have, 1)
}

// began is since when the wanted tier or a higher one has been held without a break.
func (t tierTest) began(h *hearing, held Holding) time.Time {
	began := held.Since
	for _, step := range held.Before {
		tier, _ := h.program.Tier(step.Tier)
		if tier.Key == "" || tier.Track != t.holds.Track || tier.Rank < t.holds.Rank {
			break
		}
		began = step.Since
	}
	return began
}

func (t tierTest) words(*hearing) string {
	if t.since.IsZero() {
		return "holds " + t.holds.Title
	}
	return "has held " + t.holds.Title + " for " + t.since.Words()
}

func (t tierTest) label(*hearing) string { return t.holds.Title }

func (t tierTest) lack(h *hearing, _ Node) string {
	return "the partner does not hold " + t.holds.Title + t.forLong()
}

func (t tierTest) forLong() string {
	if t.since.IsZero() {
		return ""
	}
	return " for " + t.since.Words()
}

func (t tierTest) ways(_ *hearing, n Node) []Way {
	return []Way{{Node: n.ID, Tier: t.holds.Key, TierTitle: t.holds.Title, Text: "hold " + t.holds.Title + t.forLong() + " first", Add: 1}}
}

func (tierTest) endings(*hearing) []ending { return nil }
