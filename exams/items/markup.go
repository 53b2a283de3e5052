package items

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"

	"laurel/exams/interchange"
)

// kept are the elements that items may use. Everything else is taken out, and said to be.
const kept = "p br hr b strong i em u s code pre kbd samp var sub sup ul ol li dl dt dd blockquote table caption thead tbody tr th td div span h3 h4 h5 h6"

// known are further words that make a "<word" an element, which a text with some HTML in it means to use.
const known = "a img script style iframe object embed svg math video audio form input button font center h1 h2 link meta html body head"

var (
	tag       = regexp.MustCompile(`^</?([a-zA-Z][a-zA-Z0-9]*)(\s+[\w:-]+\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+))*\s*/?>`)
	element   = regexp.MustCompile(`</?([a-zA-Z][a-zA-Z0-9]*)\b`)
	attribute = regexp.MustCompile(`<[^>]*\s(style|on[a-z]+)\s*=`)
)

// Markup makes HTML that is safe to show out of any source text.
type Markup struct {
	policy   *bluemonday.Policy
	markdown goldmark.Markdown
	files    map[string]bool // the files of the item whose texts these are
}

// NewMarkup makes one; it may be shared.
func NewMarkup() Markup {
	p := bluemonday.NewPolicy()
	p.AllowElements(strings.Fields(kept)...)
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[a-z0-9+#-]{1,20}$`)).OnElements("code")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^math( display)?$`)).OnElements("span")
	p.AllowAttrs("data-tex").OnElements("span")
	return Markup{policy: p, markdown: goldmark.New()}
}

// lossy renders a text and adds what could not be kept of it to the losses, each once.
func (m Markup) lossy(t interchange.Text, losses *[]string) string {
	out, lost := m.render(t)
	for _, l := range lost {
		if !slices.Contains(*losses, l) {
			*losses = append(*losses, l)
		}
	}
	return out
}

// render gives HTML, and what was lost on the way. Formulas are lifted out before and put back after.
func (m Markup) render(t interchange.Text) (string, []string) {
	text, formulas := lift(t)
	out, lost := m.rendered(interchange.Text{Format: t.Format, Text: text})
	return lower(out, formulas), lost
}

func (m Markup) rendered(t interchange.Text) (string, []string) {
	switch t.Format {
	case interchange.Plain:
		return breaks(html.EscapeString(t.Text)), nil
	case interchange.Markdown:
		var b bytes.Buffer
		if err := m.markdown.Convert([]byte(t.Text), &b); err != nil {
			return breaks(html.EscapeString(t.Text)), []string{"markdown that cannot be read is shown as it stands"}
		}
		out, lost := m.cleaned(b.String())
		if strings.Contains(b.String(), "<!-- raw HTML omitted -->") {
			lost = append(lost, "HTML inside Markdown is not kept")
		}
		return out, lost
	case interchange.HTML:
		return m.cleaned(t.Text)
	case interchange.Moodle:
	}
	return m.cleaned(breaks(meant(t.Text)))
}

func (m Markup) cleaned(text string) (string, []string) {
	text = m.unpictured(text)
	return strings.TrimSpace(m.policy.Sanitize(text)), lossesOf(text)
}

// HTML renders a text of an author, and tells what could not be kept of it.
func (m Markup) HTML(format interchange.Format, text string) (string, []string) {
	return m.render(interchange.Text{Format: format, Text: text})
}

func breaks(s string) string { return strings.ReplaceAll(s, "\n", "<br>") }

// meant escapes every < that begins no complete tag, so that "List<String>" and "a<b and c>d" stay what they are.
func meant(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return b.String() + s
		}
		b.WriteString(s[:i])
		if found := tag.FindStringSubmatch(s[i:]); strings.HasPrefix(s[i:], "<!--") || (found != nil && isElement(found[1])) {
			b.WriteByte('<')
		} else {
			b.WriteString("&lt;")
		}
		s = s[i+1:]
	}
}

func isElement(word string) bool {
	word = strings.ToLower(word)
	return slices.Contains(strings.Fields(kept), word) || slices.Contains(strings.Fields(known), word)
}

// lossesOf names what the policy takes out.
func lossesOf(text string) []string {
	var out []string
	for _, found := range element.FindAllStringSubmatch(text, -1) {
		word := strings.ToLower(found[1])
		loss := "the element " + word + " is not kept"
		if slices.Contains(strings.Fields(known), word) && !slices.Contains(out, loss) {
			out = append(out, loss)
		}
	}
	if attribute.MatchString(text) {
		out = append(out, "inline styles and scripts are not kept")
	}
	return out
}
