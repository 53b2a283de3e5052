package scoring

import (
	"math/big"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Accepted is one text a short answer may be, and what it is worth. A star in it stands for any run of characters; a
// backslash before the star makes it a plain star.
type Accepted struct {
	Text     string
	Exact    bool // upper and lower case count
	Folded   bool // accents, ligatures, and the kind of quotes and dashes do not count
	Fraction *big.Rat
}

// Text gives the worth of the first accepted text that the answer matches, blanks around and repeated blanks aside.
func Text(answer string, key []Accepted) *big.Rat {
	for _, k := range key {
		if matches(k.fold(answer), k.fold(k.Text)) {
			return clamp(k.Fraction)
		}
	}
	return Wrong()
}

// fold brings what shall count as the same to one spelling. A letter with its accent is one however it was typed.
func (k Accepted) fold(s string) string {
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	if k.Folded {
		s = norm.NFC.String(strings.Map(unmarked, norm.NFKD.String(s)))
	}
	if k.Exact {
		return s
	}
	// Upper then lower brings letters with several lower-case forms to one, as Unicode simple folding does.
	return strings.Map(func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }, s)
}

// unmarked drops accents and turns typographic quotes and dashes into those of a keyboard.
func unmarked(r rune) rune {
	switch {
	case unicode.Is(unicode.Mn, r):
		return -1
	case unicode.Is(unicode.Pd, r) || r == '\u2212':
		return '-'
	case strings.ContainsRune("\u2018\u2019\u201a\u201b\u2032\u00b4`", r):
		return '\''
	case strings.ContainsRune("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", r):
		return '"'
	}
	return r
}

// matches walks both strings once and goes back only to the last star, so that its cost is at most the product of the lengths.
func matches(answer, pattern string) bool {
	text, pat := []rune(answer), tokens(pattern)
	t, p, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pat) && pat[p] == anything:
			star, mark = p, t
			p++
		case p < len(pat) && pat[p] == text[t]:
			t++
			p++
		case star >= 0:
			mark++
			t, p = mark, star+1
		default:
			return false
		}
	}
	for p < len(pat) && pat[p] == anything {
		p++
	}
	return p == len(pat)
}

// anything is a rune no text holds.
const anything rune = -1

func tokens(pattern string) []rune {
	var out []rune
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped && r == '*':
			out = append(out, '*')
			escaped = false
			continue
		case escaped:
			out = append(out, '\\')
		}
		escaped = r == '\\'
		switch {
		case escaped:
		case r == '*':
			out = append(out, anything)
		default:
			out = append(out, r)
		}
	}
	if escaped {
		out = append(out, '\\')
	}
	return out
}
