package rules

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// text reads a word or sentence; a number or a date counts as the text that was written.
func (p place) text() string {
	if p.absent() {
		return ""
	}
	if p.node.Kind != yaml.ScalarNode || p.node.Tag == "!!null" {
		p.fault("wrong_type", "Expected text.")
		return ""
	}
	if len(p.node.Value) > 2000 {
		p.fault("too_long", "At most 2000 bytes.")
		return ""
	}
	return p.node.Value
}

// missing reports a value that has to be there.
func (p place) missing() {
	if p.absent() {
		p.fault("required", "Missing.")
	}
}

func (p place) key() string {
	text := p.text()
	if !p.absent() && !keyPattern.MatchString(text) {
		p.fault("bad_key", "Letters, digits, dot, underscore and hyphen, at most 80.")
		return ""
	}
	return text
}

// keys reads a list of keys; a single one may stand without brackets.
func (p place) keys() []string {
	if p.absent() {
		return nil
	}
	if p.node.Kind == yaml.ScalarNode {
		return []string{p.key()}
	}
	found := []string{}
	for _, item := range p.list() {
		found = append(found, item.key())
	}
	if len(found) == 0 {
		p.fault("empty", "An empty list matches nobody; leave the member out.")
	}
	return found
}

func (p place) oneOf(allowed ...string) string {
	text := p.text()
	if !p.absent() && !has(allowed, text) {
		p.fault("not_one_of", "One of "+strings.Join(allowed, ", ")+".")
		return ""
	}
	return text
}

// someOf is keys out of a closed list.
func (p place) someOf(allowed ...string) []string {
	found := p.keys()
	for _, k := range found {
		if !has(allowed, k) {
			p.fault("not_one_of", "Out of "+strings.Join(allowed, ", ")+".")
			return nil
		}
	}
	return found
}

func (p place) whole(least, most int) int {
	if p.absent() {
		return 0
	}
	n, err := strconv.Atoi(p.node.Value)
	if p.node.Kind != yaml.ScalarNode || p.node.Tag != "!!int" || err != nil || n < least || n > most {
		p.fault("out_of_range", fmt.Sprintf("A whole number from %d to %d.", least, most))
		return 0
	}
	return n
}

func (p place) flag() bool {
	if p.absent() {
		return false
	}
	if p.node.Kind != yaml.ScalarNode || p.node.Tag != "!!bool" || p.node.Value != "true" && p.node.Value != "false" {
		p.fault("wrong_type", "true or false.")
	}
	return p.node.Value == "true"
}

func (p place) period() Period {
	if p.absent() {
		return Period{}
	}
	period, ok := ParsePeriod(p.node.Value)
	if p.node.Kind != yaml.ScalarNode || !ok {
		p.fault("bad_period", "An ISO 8601 period of years, months, weeks and days, such as P60D or P12M.")
	}
	return period
}

func (p place) decimal() Quantity {
	if p.absent() {
		return 0
	}
	q, ok := ParseDecimal(p.node.Value)
	if p.node.Kind != yaml.ScalarNode || !ok {
		p.fault("bad_number", "A plain decimal with at most six places.")
	}
	return q
}
