package interchange

import (
	"regexp"
	"strings"
)

// weightInFront is %1/2% before an answer of a blank.
var weightInFront = regexp.MustCompile(`^%([0-9./-]{1,30})%(.*)$`)

// barred takes a list apart at bars that no backslash makes plain.
func barred(s string) []string {
	var out []string
	var b strings.Builder
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '|':
			out = append(out, b.String())
			b.Reset()
			continue
		}
		b.WriteRune(r)
	}
	return append(out, b.String())
}

// plainBars takes the backslashes off again.
func plainBars(s string) string {
	var b strings.Builder
	escaped := false
	for _, r := range s {
		if r == '\\' && !escaped {
			escaped = true
			continue
		}
		escaped = false
		b.WriteRune(r)
	}
	return b.String()
}
