package rules

import (
	"strconv"
	"strings"
)

// Requirement is one node of a rule: a test with the name under which answers speak of it.
type Requirement struct {
	ID      string // given, or its path such as require.all[1]
	Title   string // given, or made from the test
	Label   string // a short noun; given, or made from the test
	Assumed bool   // the number is ours, not the vendor's
	test    test
	when    *formula // the node applies only where it is true
}

// flat lists a tree in the order of the document, a parent before its parts.
func (r *Requirement) flat() []*Requirement {
	if r == nil {
		return nil
	}
	all := []*Requirement{r}
	for _, part := range r.test.parts() {
		all = append(all, part.flat()...)
	}
	return all
}

// ruleNames is what a rule may speak of.
type ruleNames struct {
	program *Program
	tier    *Tier
	ids     map[string]bool
	score   bool // within the terms of a score
}

func readRequirement(at place, path string, names ruleNames) *Requirement {
	r := &Requirement{ID: path, test: all{}}
	s := at.shape("node")
	if s.absent() {
		return r
	}
	if len(at.node.Content) != 2 {
		at.fault("conflict", "Exactly one kind of node stands here.")
		return r
	}
	for _, kind := range kinds {
		if body := s.get(string(kind)); !body.absent() {
			r.test = readTest(kind, body, r, names)
		}
	}
	if names.ids[r.ID] {
		at.fault("duplicate_id", "Another node of this rule has this id.")
	}
	names.ids[r.ID] = true
	return r
}

// leaf reads what every test may carry beside its own members.
func (r *Requirement) leaf(at place, shape string, names ruleNames) section {
	s := at.shape(shape)
	r.when = s.get("when").formula(names.program, true)
	if id := s.get("id"); !id.absent() {
		r.ID = id.key()
	}
	r.Title, r.Label, r.Assumed = s.get("title").text(), s.get("label").text(), s.get("assumed").flag()
	return s
}

func readParts(at place, r *Requirement, kind Kind, names ruleNames) []*Requirement {
	parts := []*Requirement{}
	for i, item := range at.list() {
		parts = append(parts, readRequirement(item, r.ID+"."+string(kind)+"["+itoa(i)+"]", names))
	}
	return parts
}

func itoa(n int) string { return strconv.Itoa(n) }

func capital(key string) string {
	words := strings.NewReplacer("_", " ", "-", " ").Replace(key)
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
