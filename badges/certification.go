package badges

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"laurel/badges/openbadge"
	"laurel/internal/fault"
)

// Document is a certification as its author writes it. Without Requires, passing an exam that names it is enough.
type Document struct {
	Title          string       `json:"title" minLength:"1" maxLength:"200"`
	Description    string       `json:"description,omitempty" maxLength:"2000"`
	Level          string       `json:"level,omitempty" maxLength:"60" doc:"foundation, associate, professional, expert, or the vendor's own word"`
	Family         string       `json:"family,omitempty" maxLength:"100"`
	Roles          []string     `json:"roles,omitempty" maxItems:"50" doc:"Job roles it is meant for"`
	ValidityMonths int          `json:"validity_months,omitempty" minimum:"0" maximum:"600" doc:"0: it does not run out"`
	Criteria       string       `json:"criteria,omitempty" maxLength:"4000" doc:"What a holder has shown; stands in the credential"`
	Skills         []string     `json:"skills,omitempty" maxItems:"60"`
	Requires       *Requirement `json:"requires,omitempty"`
	Implies        []string     `json:"implies,omitempty" maxItems:"50" doc:"Certifications that a holder of this one need not hold as well"`
	Equivalents    []Equivalent `json:"equivalents,omitempty" maxItems:"50"`
	Renewal        *Renewal     `json:"renewal,omitempty"`
	RetiredOn      string       `json:"retired_on,omitempty" doc:"Date from which it is no longer awarded"`
	CountsUntil    string       `json:"counts_until,omitempty" doc:"Date until which held ones count"`
}

// Equivalent is another certification that is taken for this one, until a date where one is given.
type Equivalent struct {
	Certification string `json:"certification" maxLength:"100"`
	Until         string `json:"until,omitempty" doc:"Date"`
}

// Renewal says when a holder is asked to renew.
type Renewal struct {
	OpensDaysBefore int    `json:"opens_days_before,omitempty" minimum:"0" maximum:"730"`
	Note            string `json:"note,omitempty" maxLength:"500"`
}

// Certification is a document with its key and version.
type Certification struct {
	Key     string
	Version int64
	Document
}

var keyPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)

const dateLayout = "2006-01-02"

// Validate refuses what could never be awarded or signed.
func (d Document) Validate(key string) error {
	var faults []fault.Field
	bad := func(field, code, detail string) {
		faults = append(faults, fault.Field{Field: field, Code: code, Detail: detail})
	}
	if !keyPattern.MatchString(key) || strings.Trim(key, ".") == "" {
		bad("key", "malformed", "1 to 100 letters, digits, dots, dashes and underscores")
	}
	for field, text := range map[string]string{
		"title": d.Title, "description": d.Description, "criteria": d.Criteria, "level": d.Level, "family": d.Family,
	} {
		if !openbadge.Clean(text) {
			bad(field, "malformed", "must not hold control characters")
		}
	}
	if strings.TrimSpace(d.Title) == "" {
		bad("title", "required", "must not be blank")
	}
	for field, list := range map[string][]string{"roles": d.Roles, "skills": d.Skills, "implies": d.Implies} {
		if slices.ContainsFunc(list, func(s string) bool { return strings.TrimSpace(s) == "" || len(s) > 200 || !openbadge.Clean(s) }) {
			bad(field, "malformed", "entries have 1 to 200 printable characters")
		}
		if len(slices.Compact(slices.Sorted(slices.Values(list)))) != len(list) {
			bad(field, "given_twice", "entries must differ")
		}
	}
	dates := map[string]string{"retired_on": d.RetiredOn, "counts_until": d.CountsUntil}
	for _, e := range d.Equivalents {
		if _, err := time.Parse(dateLayout, e.Until); !keyPattern.MatchString(e.Certification) || (e.Until != "" && err != nil) {
			bad("equivalents", "malformed", "each names the key of a certification, and until is a date")
		}
	}
	for field, date := range dates {
		if _, err := time.Parse(dateLayout, date); date != "" && err != nil {
			bad(field, "malformed", "must be a date such as 2027-01-31")
		}
	}
	faults = append(faults, d.Requires.faults("requires")...)
	if d.Requires != nil && slices.Contains(d.Requires.keys("certification"), key) {
		bad("requires", "circular", "a certification cannot require itself")
	}
	if len(faults) > 0 {
		slices.SortFunc(faults, func(a, b fault.Field) int { return strings.Compare(a.Field, b.Field) })
		return ErrCertification.With(faults...)
	}
	return nil
}

// Retired reports whether it is no longer awarded at a moment; the date itself is the first day.
func (d Document) Retired(at time.Time) bool {
	return d.RetiredOn != "" && at.UTC().Format(dateLayout) >= d.RetiredOn
}

// Ends is when an award of that moment runs out; nil when it does not. A month that is too short ends on its last day.
func (d Document) Ends(from time.Time) *time.Time {
	if d.ValidityMonths == 0 {
		return nil
	}
	first := time.Date(from.Year(), from.Month(), 1, from.Hour(), from.Minute(), from.Second(), 0, time.UTC).AddDate(0, d.ValidityMonths, 0)
	last := first.AddDate(0, 1, -1).Day()
	end := first.AddDate(0, 0, min(from.Day(), last)-1)
	return &end
}
