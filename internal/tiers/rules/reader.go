package rules

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"laurel/internal/fault"
)

var (
	keyPattern  = regexp.MustCompile(`^[A-Za-z0-9._-]{1,80}$`)
	nodePattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,80}$`)
)

// reading collects every fault of one document, so that an author repairs it in one round.
type reading struct{ faults []fault.Field }

const mostFaults = 100

// place is one value of the document and the path that leads to it. The zero node stands for a value that was missed
// and reported already: everything read from it is zero and silent.
type place struct {
	doc  *reading
	path string
	line int // where it stands, or would stand
	node *yaml.Node
}

func (p place) fault(code, detail string) {
	if p.line > 1 {
		detail += " (Line " + strconv.Itoa(p.line) + ".)"
	}
	if len(p.doc.faults) < mostFaults {
		p.doc.faults = append(p.doc.faults, fault.Field{Field: p.path, Code: code, Detail: detail})
	}
}

func (p place) absent() bool { return p.node == nil }

func (p place) at(name string, node *yaml.Node) place {
	path := name
	if p.path != "" {
		path = p.path + "." + name
	}
	return place{doc: p.doc, path: path, line: lineOf(node, p.line), node: node}
}

func lineOf(node *yaml.Node, outer int) int {
	if node != nil {
		return node.Line
	}
	return outer
}

// section is a mapping whose members were held against the ones that are known.
type section struct {
	place
	members map[string]*yaml.Node
}

func (p place) section(known ...string) section {
	s := section{place: p, members: map[string]*yaml.Node{}}
	if p.absent() {
		return s
	}
	if p.node.Kind != yaml.MappingNode {
		p.fault("wrong_type", "Expected members with names: "+strings.Join(known, ", ")+".")
		s.node = nil
		return s
	}
	for _, pair := range p.pairs() {
		if !has(known, pair.name) {
			pair.place.fault("unknown_member", "Not known here. Known: "+strings.Join(known, ", ")+".")
			continue
		}
		s.members[pair.name] = pair.node
	}
	return s
}

type named struct {
	name string
	place
}

// pairs are the members of a mapping in the order of the document, each name once.
func (p place) pairs() []named {
	found := []named{}
	seen := map[string]bool{}
	for i := 0; i+1 < len(p.node.Content); i += 2 {
		name := p.node.Content[i].Value
		at := p.at(clipped(name), p.node.Content[i+1])
		if seen[name] {
			at.fault("duplicate_member", "Written twice; it is not clear which one is meant.")
			continue
		}
		seen[name] = true
		found = append(found, named{name: name, place: at})
	}
	return found
}

func (s section) get(name string) place { return s.at(name, s.members[name]) }

func (p place) list() []place {
	if p.absent() {
		return nil
	}
	if p.node.Kind != yaml.SequenceNode {
		p.fault("wrong_type", "Expected a list.")
		return nil
	}
	items := make([]place, len(p.node.Content))
	for i, n := range p.node.Content {
		items[i] = place{doc: p.doc, path: p.path + "[" + strconv.Itoa(i) + "]", line: n.Line, node: n}
	}
	return items
}

func has(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

func clipped(name string) string {
	if len(name) > 60 {
		return strings.ToValidUTF8(name[:60], "") + "…"
	}
	return name
}

// own are the members of a mapping whose names the author chooses.
func (p place) own() []named {
	if p.absent() {
		return nil
	}
	if p.node.Kind != yaml.MappingNode {
		p.fault("wrong_type", "Expected members with names of your own.")
		return nil
	}
	found := p.pairs()
	for _, m := range found {
		if !keyPattern.MatchString(m.name) {
			m.fault("bad_key", "Letters, digits, dot, underscore and hyphen, at most 80.")
		}
	}
	return found
}
