package rules

import (
	"time"
	"unicode"
	"unicode/utf8"
)

// somebody stands where a name would, for readers who may not see names.
const somebody = "a person"

// spokenDay is a day as sentences say it.
func spokenDay(t time.Time) string { return t.UTC().Format("2 January 2006") }

// dayWords is spokenDay for a day that was written down already.
func dayWords(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return spokenDay(t)
}

// raised begins a sentence.
func raised(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

var whyNodes = map[string]string{
	"no_observation":           "no figure has been reported",
	"no_observation_in_window": "no figure has been reported for this time",
	"other_currency":           "the figure is in another currency",
	"maturity_unknown":         "it is not said which customers have stayed",
	"no_cohort":                "ranks have not been taken yet",
	"not_ranked":               "the partner was not ranked",
	"not_computable":           "it cannot be computed from these figures",
	"zero_denominator":         "it would be divided by zero",
	"does_not_apply":           "it does not apply to this partner",
	"guard_unknown":            "it is not known whether it applies to this partner",
	"pins_needed":              "too many people could take several roles; place them first",
	"below_floor":              "each part needs points of its own",
	"not_recorded":             "nothing has been recorded",
}

// whyText says why a node is what it is.
func whyText(n Node) string {
	if n.Why == "stale" {
		return "last reported on " + dayWords(n.Last)
	}
	if text := whyNodes[n.Why]; text != "" {
		return text
	}
	return n.Why
}

var whyPeople = map[string]string{
	NotConfirmedByPerson:  "has not confirmed the affiliation",
	NotConfirmedByPartner: "the partner has not confirmed the affiliation",
	DomainNotVerified:     "has no mail address in a verified domain of the partner",
	AffiliationAhead:      "joins later",
	AffiliationEnded:      "has left",
	OtherEmployment:       "is not employed in a way that counts",
	OtherCountry:          "is in another country",
	CountedElsewhere:      "counts for another partner",
	NotYetEarned:          "has not earned it yet",
	EarnedTooEarly:        "earned it too early",
	Revoked:               "it was revoked",
	Expired:               "it has expired",
	NoLongerCounts:        "the certification does not count any more",
	OtherStatus:           "it is in a state that does not count",
	Held:                  "it is held",
	EndsTooSoon:           "it ends too soon",
}

// words is the reason as a person reads it, with its day.
func (r refusal) words() string {
	text := whyPeople[r.why]
	if !r.on.IsZero() {
		text += " (" + spokenDay(r.on) + ")"
	}
	return text
}

// Words says a key to people where the document gives no title: case_study is "Case study".
func Words(key string) string { return capital(key) }
