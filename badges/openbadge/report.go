package openbadge

import (
	"fmt"
	"strings"
	"time"
)

// Verdict is what a person wants to know first.
type Verdict string

// The verdicts. Doubt is Unconfirmed, never Valid.
const (
	Valid       Verdict = "valid"
	Expired     Verdict = "expired"
	NotYet      Verdict = "not_yet_valid"
	Revoked     Verdict = "revoked"
	Invalid     Verdict = "invalid"
	Unconfirmed Verdict = "unconfirmed"
)

// Outcome is how one step ended.
type Outcome string

// The outcomes of a step.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Unknown Outcome = "unknown"
)

// Step is one thing that was looked at, in words for people.
type Step struct {
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome"`
	Detail  string  `json:"detail"`
}

// Report is the whole examination. Credential is what the file claims; believe it only under a verdict that says so.
type Report struct {
	Verdict    Verdict     `json:"verdict"`
	Form       string      `json:"form"`
	Credential *Credential `json:"credential,omitempty"`
	Steps      []Step      `json:"steps"`
}

// String tells the examination line by line, for a terminal.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", strings.ToUpper(strings.ReplaceAll(string(r.Verdict), "_", " ")))
	if c := r.Credential; c != nil {
		fmt.Fprintf(&b, "  %s, by %s\n", c.Subject.Achievement.Name, c.Issuer.ID)
	}
	for _, step := range r.Steps {
		fmt.Fprintf(&b, "  %-8s %-11s %s\n", step.Outcome, step.Name, step.Detail)
	}
	return strings.TrimRight(b.String(), "\n")
}

// Err is nil for a valid credential alone.
func (r Report) Err() error {
	if r.Verdict == Valid {
		return nil
	}
	return fmt.Errorf("openbadge: the credential is %s", strings.ReplaceAll(string(r.Verdict), "_", " "))
}

func (r *Report) note(name string, outcome Outcome, detail string) {
	r.Steps = append(r.Steps, Step{Name: name, Outcome: outcome, Detail: detail})
}

// worse puts revocation before expiry and expiry before doubt, so that a sure no is never hidden behind a maybe.
func worse(a, b Verdict) Verdict {
	for _, verdict := range []Verdict{Invalid, Revoked, Expired, NotYet, Unconfirmed} {
		if a == verdict || b == verdict {
			return verdict
		}
	}
	return Valid
}

// spoken is a moment for people.
func spoken(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }
