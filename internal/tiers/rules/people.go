package rules

import (
	"slices"
	"time"
)

// Why somebody is not counted, in the order in which the tests are made: the reason told is the last one that fell.
const (
	NotConfirmedByPerson  = "not_confirmed_by_person"
	NotConfirmedByPartner = "not_confirmed_by_partner"
	DomainNotVerified     = "domain_not_verified"
	AffiliationAhead      = "affiliation_not_begun"
	AffiliationEnded      = "affiliation_ended"
	OtherEmployment       = "employment"
	OtherCountry          = "country"
	CountedElsewhere      = "counted_elsewhere"
	NotYetEarned          = "not_yet_earned"
	EarnedTooEarly        = "earned_too_early"
	Revoked               = "revoked"
	Expired               = "expired"
	NoLongerCounts        = "certification_no_longer_counts"
	OtherStatus           = "status"
	Held                  = "held"
	EndsTooSoon           = "ends_too_soon"
)

var reasons = []string{NotConfirmedByPerson, NotConfirmedByPartner, DomainNotVerified, AffiliationAhead, AffiliationEnded, OtherEmployment,
	OtherCountry, CountedElsewhere, NotYetEarned, EarnedTooEarly, Revoked, Expired, NoLongerCounts, OtherStatus, Held, EndsTooSoon}

// refusal is one reason with its day; the empty one means that nothing stands in the way.
type refusal struct {
	why string
	on  time.Time
}

// nearer keeps the refusal that came closest to counting.
func (r refusal) nearer(o refusal) refusal {
	if slices.Index(reasons, o.why) > slices.Index(reasons, r.why) {
		return o
	}
	return r
}

// tie judges the person's affiliations: the one that counts, or why none does.
func (h *hearing) tie(f *file, filter Filter) (Affiliation, refusal) {
	var why refusal
	for _, a := range f.ours {
		r := h.tied(f, a, filter)
		if r.why == "" {
			return a, r
		}
		why = why.nearer(r)
	}
	return Affiliation{}, why
}

func (h *hearing) tied(f *file, a Affiliation, filter Filter) refusal {
	rule := h.program.People
	employment := filter.Employment
	if employment == nil {
		employment = rule.Employment
	}
	from, to := h.span(a)
	switch {
	case rule.ByPerson && !a.ByPerson:
		return refusal{why: NotConfirmedByPerson}
	case rule.ByPartner && !a.ByPartner:
		return refusal{why: NotConfirmedByPartner}
	case rule.ByDomain && a.Basis != BasisDomain:
		return refusal{why: DomainNotVerified}
	case a.From.IsZero():
		return refusal{why: AffiliationAhead}
	case h.at.Before(from):
		return refusal{AffiliationAhead, from}
	case !covers(from, to, h.at):
		return refusal{AffiliationEnded, a.To}
	case !within(employment, a.Employment):
		return refusal{why: OtherEmployment}
	case !within(filter.Country, f.person.Country), !within(filter.within, f.person.Country),
		rule.Scope == ScopeCountry && f.person.Country != h.snap.Partner.Country:
		return refusal{why: OtherCountry}
	case rule.OnePartner && h.elsewhere(f, a):
		return refusal{why: CountedElsewhere}
	}
	return refusal{}
}

// span is how long an affiliation counts: joiners later, leavers longer, where the program says so.
func (h *hearing) span(a Affiliation) (from, to time.Time) {
	from, to = h.program.People.Joiner.After(a.From), a.To
	if !to.IsZero() {
		to = h.program.People.Leaver.After(to)
	}
	return from, to
}

// elsewhere is true when another partner's confirmed affiliation began later: a person counts where they went last.
func (h *hearing) elsewhere(f *file, a Affiliation) bool {
	for _, o := range f.others {
		newer := o.From.After(a.From) || o.From.Equal(a.From) && o.ID > a.ID
		if newer && o.ByPerson && o.ByPartner && covers(o.From, o.To, h.at) {
			return true
		}
	}
	return false
}

// standing judges one matching award.
func (h *hearing) standing(a Award, filter Filter) refusal {
	statuses := filter.Status
	if statuses == nil {
		statuses = h.program.People.Status
	}
	until := h.until(a)
	switch {
	case h.at.Before(a.From):
		return refusal{NotYetEarned, a.From}
	case a.From.Before(filter.EarnedAfter):
		return refusal{EarnedTooEarly, a.From}
	case !covers(a.From, a.Until, h.at) && has(statuses, a.ended()): // a rule may ask for what has ended
		return refusal{}
	case !covers(a.From, a.Until, h.at) && a.Ended == Revoked:
		return refusal{Revoked, a.Until}
	case !covers(a.From, a.Until, h.at):
		return refusal{Expired, a.Until}
	case !covers(a.From, until, h.at):
		return refusal{NoLongerCounts, until}
	case !within(statuses, a.Status):
		return refusal{why: OtherStatus}
	case a.heldAt(h.at):
		return refusal{why: Held}
	case !filter.ValidFor.IsZero() && !covers(a.From, until, filter.ValidFor.After(h.at)):
		return refusal{EndsTooSoon, until}
	}
	return refusal{}
}

// until is when an award stops counting: its own end, or the day its certification stops counting.
func (h *hearing) until(a Award) time.Time {
	return earlier(a.Until, earlier(h.ends[a.Key], a.asUntil))
}

func (a Award) ended() string {
	if a.Ended == Revoked {
		return Revoked
	}
	return Expired
}
