package items

import (
	"html"
	"path"
	"regexp"
	"strings"

	"laurel/exams/interchange"
)

// picture is an image in a text.
type picture struct{ name, alt string }

var (
	imgElement = regexp.MustCompile(`(?is)<img\b[^>]*>`)
	imgSource  = regexp.MustCompile(`(?is)\bsrc\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)`)
	imgAlt     = regexp.MustCompile(`(?is)\balt\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)`)
	recording  = regexp.MustCompile(`(?is)<(?:audio|video)\b[^>]*/>|<(?:audio|video)\b[^>]*>.*?</(?:audio|video)>`)
	recTitle   = regexp.MustCompile(`(?is)\btitle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)`)
	imgInText  = regexp.MustCompile(`!\[([^\]]*)\]\(([^)\s]+)[^)]*\)`)
)

// pictures are the images that a text names, in HTML or in Markdown.
func pictures(text string) []picture {
	var out []picture
	for _, img := range imgElement.FindAllString(text, -1) {
		out = append(out, picture{attributeOf(imgSource, img), attributeOf(imgAlt, img)})
	}
	for _, r := range recording.FindAllString(text, -1) {
		out = append(out, picture{attributeOf(imgSource, r), attributeOf(recTitle, r)})
	}
	for _, m := range imgInText.FindAllStringSubmatch(text, -1) {
		out = append(out, picture{m[2], m[1]})
	}
	return out
}

func attributeOf(attribute *regexp.Regexp, element string) string {
	m := attribute.FindStringSubmatch(element)
	if m == nil {
		return ""
	}
	return html.UnescapeString(strings.Trim(m[1], `"'`))
}

// with gives a markup that knows the files of an item: images of them leave the text without a loss, because they are shown as
// media of the item.
func (m Markup) with(it interchange.Item) Markup {
	m.files = map[string]bool{}
	for _, f := range it.Media {
		m.files[f.Name] = true
	}
	return m
}

// unpictured takes known images out of rendered HTML.
func (m Markup) unpictured(text string) string {
	if len(m.files) == 0 {
		return text
	}
	known := func(element string) string {
		if m.files[attributeOf(imgSource, element)] {
			return ""
		}
		return element
	}
	return recording.ReplaceAllStringFunc(imgElement.ReplaceAllStringFunc(text, known), known)
}

// With is a markup that knows the files of a shared text.
func (m Markup) With(files []interchange.Media) Markup { return m.with(interchange.Item{Media: files}) }

// AltOf is what a text says to a file, for who cannot see or hear it.
func AltOf(text, name, otherwise string) string {
	for _, p := range pictures(text) {
		if p.alt != "" && (p.name == name || path.Base(p.name) == path.Base(name)) {
			return p.alt
		}
	}
	return otherwise
}
