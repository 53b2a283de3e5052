package exams

import (
	"strconv"
	"strings"
)

// Terms are how an exam is given: under which watch, where, in which languages. Members left out ask for nothing.
type Terms struct {
	AgreementSeconds            int      `json:"agreement_seconds,omitempty"`
	Languages                   []string `json:"languages,omitempty" nullable:"false"`
	SecondLanguageFactorPercent int      `json:"second_language_factor_percent,omitempty"`
	Lockdown                    string   `json:"lockdown,omitempty" enum:"none,safe_exam_browser"`
	Proctoring                  string   `json:"proctoring,omitempty" enum:"none,signals,live,external"`
	Delivery                    string   `json:"delivery,omitempty" enum:"on_demand,appointment"`
	LegalNameMatch              bool     `json:"legal_name_match,omitempty"`
}

// What the members of Terms may say; the first of each is what is left out.
const (
	NoLockdown      = "none"
	SafeExamBrowser = "safe_exam_browser"

	NoProctoring       = "none"
	ProctoringSignals  = "signals"
	ProctoringLive     = "live"
	ProctoringExternal = "external"

	OnDemand      = "on_demand"
	ByAppointment = "appointment"
)

const mostLanguages = 50

// language finds a tag among the languages of the exam, however it is spelled. The first is what nobody asked for.
func (t Terms) language(asked string) (tag string, ok bool) {
	for _, l := range t.Languages {
		if strings.EqualFold(l, asked) {
			return l, true
		}
	}
	if len(t.Languages) > 0 {
		return t.Languages[0], asked == ""
	}
	return "", true
}

// locale is what a registration says of the language: one of the exam's, where it has several.
func (t Terms) locale(asked string) (string, error) {
	var f faults
	tag, ok := t.language(asked)
	if len(t.Languages) == 0 {
		return asked, nil
	}
	f.unless(ok, "locale", "not_allowed", "one of the languages of the exam: "+strings.Join(t.Languages, ", "))
	return tag, f.err(ErrInput)
}

// tongues are the languages a form is frozen in. An exam that names none has its items as they were written.
func (t Terms) tongues() []string {
	if len(t.Languages) == 0 {
		return []string{""}
	}
	return t.Languages
}

func (d Document) termFaults() faults {
	var f faults
	f.unless(d.AgreementSeconds == 0 || d.AgreementSeconds >= 30 && d.AgreementSeconds <= 3600, "agreement_seconds", "out_of_range", "between 30 and 3600")
	f.unless(d.AgreementSeconds == 0 || d.Agreement != "", "agreement_seconds", "not_allowed", "goes with an agreement only")
	f.unless(len(d.Languages) <= mostLanguages, "languages", "count", "at most 50")
	seen := map[string]bool{}
	for i, l := range d.Languages {
		at, low := "languages["+strconv.Itoa(i)+"]", strings.ToLower(l)
		f.unless(len(l) <= 35 && localeTag.MatchString(l), at, "malformed", "a language tag like en or pt-BR, at most 35 characters")
		f.unless(!seen[low], at, "duplicate", "each language once")
		seen[low] = true
	}
	f.unless(d.SecondLanguageFactorPercent == 0 || d.SecondLanguageFactorPercent >= 100 && d.SecondLanguageFactorPercent <= 300, "second_language_factor_percent",
		"out_of_range", "between 100 and 300")
	f.unless(d.SecondLanguageFactorPercent == 0 || len(d.Languages) > 0, "second_language_factor_percent", "not_allowed", "goes with languages only")
	f.oneOf(d.Lockdown, "lockdown", NoLockdown, SafeExamBrowser)
	f.oneOf(d.Proctoring, "proctoring", NoProctoring, ProctoringSignals, ProctoringLive, ProctoringExternal)
	f.oneOf(d.Delivery, "delivery", OnDemand, ByAppointment)
	return f
}

// oneOf takes one of the words, or none.
func (f *faults) oneOf(word, field string, words ...string) {
	ok := word == ""
	for _, w := range words {
		ok = ok || word == w
	}
	f.unless(ok, field, "not_allowed", strings.Join(words[:len(words)-1], ", ")+" or "+words[len(words)-1])
}
