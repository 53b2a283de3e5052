package rules

import "strings"

var (
	promoteWords = map[Promote]string{PromoteOnQualify: "A partner moves up as soon as it qualifies.", PromoteAtCheckpoint: "A partner that qualifies moves up at the next checkpoint.",
		PromoteByReview: "A partner that qualifies moves up after a review."}
	demoteWords = map[Demote]string{DemoteAtCheckpoint: "A tier is lost at a checkpoint only.", DemoteByReview: "A tier is lost after a review only."}
	anchorWords = map[Anchor]string{AnchorJoined: "from the day the partner joined", AnchorApproved: "from the day it was approved", AnchorTierDate: "from the day the tier was reached",
		AnchorPurchased: "from the day of the purchase"}
	staleWords = map[WhenStale]string{StaleHold: "it can still confirm, never deny", StaleUnknown: "it decides nothing", StaleFail: "it counts as missed"}
	addWords   = map[Aggregate]string{Sum: "added up", Latest: "the newest figure", Mean: "the mean", Max: "the highest figure"}
	scopeWords = map[Scope]string{ScopeFamily: "People of the whole partner family count.", ScopeCountry: "People in the partner's own country count."}
)

func (s Standing) told() []Sentence {
	found := []Sentence{}
	add := func(text string, assumed bool) { found = append(found, Sentence{Text: text, Assumed: assumed}) }
	add(promoteWords[s.Promote], false)
	if s.Demote == DemoteAfterGrace {
		add("Who no longer qualifies keeps the tier for "+s.Grace.Words()+", then loses it.", false)
	} else {
		add(demoteWords[s.Demote], false)
	}
	if !s.Every.IsZero() {
		from := anchorWords[s.Anchor]
		if s.FiscalYearStart != "" {
			from = "from the start of the fiscal year"
		}
		add("A checkpoint comes every "+s.Every.Words()+", counted "+from+".", s.EveryAssumed)
	}
	if s.FiscalYearStart != "" {
		add("The fiscal year begins on "+strings.TrimSuffix(dayWords("2001-"+s.FiscalYearStart), " 2001")+".", false)
	}
	if !s.QualifyWithin.IsZero() {
		add("One good day within "+s.QualifyWithin.Words()+" qualifies.", false)
	}
	if s.Hold.RestOfYear {
		text := "A tier that was reached is kept for the rest of the fiscal year"
		if s.Hold.PlusYears > 0 {
			text += " and " + plural(s.Hold.PlusYears, "more year", "more years")
		}
		add(text+".", false)
	}
	if s.DemoteOnlyAt != "" {
		add("A tier is lost only when a fiscal year begins.", false)
	}
	if len(s.Warn) > 0 {
		times := make([]string, len(s.Warn))
		for i, w := range s.Warn {
			times[i] = w.Words()
		}
		add("Warnings go out "+joined(times, "and")+" ahead.", false)
	}
	if !s.HoldOldUntil.IsZero() {
		add("Tiers of the version before are kept until "+spokenDay(s.HoldOldUntil)+".", false)
	}
	return found
}

func joined(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

func spokenAll(keys []string) []string {
	found := make([]string, len(keys))
	for i, k := range keys {
		found[i] = spoken(k)
	}
	return found
}

func (p People) told() []Sentence {
	found := []Sentence{}
	add := func(text string) { found = append(found, Sentence{Text: text}) }
	if p.Employment != nil {
		add("Who counts is employed as " + joined(spokenAll(p.Employment), "or") + ".")
	}
	add("An award counts while it is " + joined(spokenAll(p.Status), "or") + ".")
	switch {
	case p.ByDomain:
		add("A person counts with a mail address in a verified domain of the partner, confirmed by both.")
	case !p.ByPartner:
		add("A person counts once they have confirmed the affiliation.")
	case !p.ByPerson:
		add("A person counts once the partner has confirmed the affiliation.")
	default:
		add("A person counts once both they and the partner have confirmed the affiliation.")
	}
	if p.OnePartner {
		add("Nobody counts for two partners: the one joined last counts.")
	}
	if !p.Leaver.IsZero() {
		add("Who leaves counts for another " + p.Leaver.Words() + ".")
	}
	if !p.Joiner.IsZero() {
		add("Who joins counts after " + p.Joiner.Words() + ".")
	}
	if text := scopeWords[p.Scope]; text != "" {
		add(text)
	}
	return found
}

func (f FactRule) told() string {
	if f.Derived() {
		return raised(f.Label) + ": computed as " + f.formula.text
	}
	text := raised(f.Label) + ": " + addWords[f.Aggregate]
	if span := f.Window.words(); span != "" {
		text += " " + span
	}
	if f.Source != "" {
		text += ", reported by " + strings.ToUpper(spoken(f.Source))
	}
	if !f.Mature.IsZero() {
		text += "; a customer counts after " + f.Mature.Words()
	}
	if f.StillActive {
		text += "; only while still active"
	}
	if !f.MaxAge.IsZero() {
		text += "; older than " + f.MaxAge.Words() + " " + staleWords[f.WhenStale]
	}
	return text
}
