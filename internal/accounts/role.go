package accounts

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"database/sql/driver"

	"laurel/internal/actor"
	"laurel/internal/fault"
)

// vendorRoles are the rights that the vendor's own people can hold.
var vendorRoles = []string{
	actor.VendorAdmin, actor.Author, actor.Grader, actor.Proctor, actor.ProgramManager, actor.Finance, actor.Support, actor.Auditor,
}

// partnerRoles are the rights that a partner can give to its people.
var partnerRoles = []string{actor.PartnerAdmin, actor.Candidate}

// scopes are what an API key can be allowed to do; names of people only where people:read is given expressly.
var scopes = []string{
	"headcount:read", "qualification:read", "people:read", "partners:write", "facts:write", "evidence:write",
	"standing:write", "export:read", "webhooks:manage", "catalog:read",
}

// The ways in which a person can belong to a partner.
const (
	Employee            = "employee"
	Contractor          = "contractor"
	ExclusiveContractor = "exclusive_contractor"
)

var keyPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)

// Words is a list that is kept as JSON in one column; it is never null, neither there nor in an answer.
type Words []string

// Value writes the list for the database.
func (w Words) Value() (driver.Value, error) {
	if w == nil {
		return "[]", nil
	}
	text, err := json.Marshal([]string(w))
	return string(text), err
}

// Scan reads the list from the database.
func (w *Words) Scan(value any) error {
	*w = Words{}
	switch text := value.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(text), w)
	case []byte:
		return json.Unmarshal(text, w)
	}
	return fmt.Errorf("read a list of words from %T", value)
}

// MarshalJSON writes an empty list for a missing one.
func (w Words) MarshalJSON() ([]byte, error) {
	if w == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]string(w))
}

// chosen returns the words sorted and once each, when all of them are offered.
func chosen(words, offered []string) (Words, bool) {
	for _, word := range words {
		if !slices.Contains(offered, word) {
			return nil, false
		}
	}
	return tidy(words), true
}

func tidy(words []string) Words {
	out := slices.Clone(words)
	slices.Sort(out)
	return append(Words{}, slices.Compact(out)...)
}

func badRole(field string) error {
	return ErrBadRole.With(fault.Field{Field: field, Code: "unknown_role", Detail: "A role in the list is not known or not yours to give."})
}

// jobRoles accepts the vendor's own keys beside engineer, account_manager and specialist: the catalogue of tracks decides what they mean.
func jobRoles(words []string) (Words, error) {
	if len(words) > 20 {
		return nil, ErrBadRole.With(fault.Field{Field: "job_roles", Code: "too_many", Detail: "At most 20 job roles."})
	}
	for _, word := range words {
		if !keyPattern.MatchString(word) {
			return nil, badRole("job_roles")
		}
	}
	return tidy(words), nil
}
