package items

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"laurel/exams/interchange"
)

// formula is TeX that stood in a text.
type formula struct {
	tex     string
	display bool
}

// Bounds on how far is looked for an end, so that a text full of beginnings costs no more than its length.
const (
	maxFormula  = 2_000
	maxVerbatim = 8_000
)

var (
	// verbatim is text in which a dollar is a dollar.
	verbatim = regexp.MustCompile("(?is)^(?:```.*?```|`[^`\n]+`|<(?:code|pre|kbd|samp)\\b.*?</(?:code|pre|kbd|samp)>)")
	// delimited are the four ways to write a formula. A single dollar must lean on its formula, as in $x$, so that sums of money are none.
	delimited = regexp.MustCompile(`(?s)^(?:\$\$(.+?)\$\$|\\\((.+?)\\\)|\\\[(.+?)\\\]|\$([^\s$](?:[^$\n]*[^\s$\\])?)\$)`)
	// mathematical tells a formula between single dollars from words and variables of a shell that happen to stand there.
	mathematical = regexp.MustCompile(`[\\^_{]|^[^A-Za-z]*[A-Za-z]?[^A-Za-z]*$|[=<>+*/|-]`)
	wordy        = regexp.MustCompile(`[A-Za-z]{3,}`)
	markupInside = regexp.MustCompile(`<[/a-zA-Z!]`)
	lifted       = regexp.MustCompile("\ue000([0-9]+)\ue001")
)

// lift takes the formulas out of a text and leaves marks, so that neither Markdown nor the policy on HTML touches them.
func lift(t interchange.Text) (string, []formula) {
	if !strings.ContainsAny(t.Text, "$\\") {
		return t.Text, nil
	}
	var out strings.Builder
	var found []formula
	rest := strings.NewReplacer("\ue000", "", "\ue001", "").Replace(t.Text)
	for rest != "" {
		if n := untouched(rest); n > 0 {
			out.WriteString(rest[:n])
			rest = rest[n:]
			continue
		}
		if f, n := begins(rest, t.Format); n > 0 {
			out.WriteString("\ue000" + strconv.Itoa(len(found)) + "\ue001")
			found = append(found, f)
			rest = rest[n:]
			continue
		}
		out.WriteByte(rest[0])
		rest = rest[1:]
	}
	return out.String(), found
}

// untouched is the length of what no formula can begin in: code, and escapes.
func untouched(s string) int {
	if strings.HasPrefix(s, `\$`) || strings.HasPrefix(s, `\\`) {
		return 2
	}
	if s[0] != '`' && s[0] != '<' {
		return 0
	}
	return len(verbatim.FindString(s[:min(len(s), maxVerbatim)]))
}

// begins reads the formula that a text begins with, and how long it is with its marks; 0 when there is none.
func begins(s string, format interchange.Format) (formula, int) {
	if s[0] != '$' && s[0] != '\\' {
		return formula{}, 0
	}
	m := delimited.FindStringSubmatch(s[:min(len(s), maxFormula)])
	if m == nil {
		return formula{}, 0
	}
	tex, single := m[1]+m[2]+m[3]+m[4], m[4] != ""
	if single && (strings.HasPrefix(s, "$$") || !plausible(tex) || len(s) > len(m[0]) && wordRune(s[len(m[0])])) {
		return formula{}, 0
	}
	if format != interchange.Plain && format != interchange.Markdown {
		if markupInside.MatchString(tex) {
			return formula{}, 0
		}
		tex = html.UnescapeString(tex)
	}
	tex = strings.TrimSpace(tex)
	if tex == "" {
		return formula{}, 0
	}
	return formula{tex, m[1] != "" || m[3] != ""}, len(m[0])
}

func plausible(tex string) bool {
	if strings.ContainsAny(tex, `\^_`) {
		return true
	}
	return mathematical.MatchString(tex) && !wordy.MatchString(tex)
}

func wordRune(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '{'
}

// lower puts the formulas back as elements. What is seen of them without a script is their TeX.
func lower(text string, found []formula) string {
	if len(found) == 0 {
		return text
	}
	return lifted.ReplaceAllStringFunc(text, func(mark string) string {
		n, err := strconv.Atoi(lifted.FindStringSubmatch(mark)[1])
		if err != nil || n >= len(found) {
			return ""
		}
		f := found[n]
		class := "math"
		if f.display {
			class = "math display"
		}
		tex := html.EscapeString(f.tex)
		return `<span class="` + class + `" data-tex="` + tex + `">` + tex + `</span>`
	})
}
