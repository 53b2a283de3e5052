package exams

import (
	"html"
	"regexp"
	"strings"
)

var tags = regexp.MustCompile(`<[^>]*>`)

const longestExcerpt = 120

// excerpt is how a text begins, without its markup.
func excerpt(of string) string {
	text := []rune(strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(of, " "))), " "))
	if len(text) <= longestExcerpt {
		return string(text)
	}
	return strings.TrimSpace(string(text[:longestExcerpt])) + "…"
}
