package lms

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

var languageClass = regexp.MustCompile(`^language-[A-Za-z0-9+#_-]{1,40}$`)

// renderer turns authored Markdown into HTML that is safe in anybody's page: raw HTML in the source is left out, and
// what comes out passes an allow-list without scripts, styles, frames or forms.
type renderer struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

func newRenderer() renderer {
	table := extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)) // inline styles would be refused by the page
	policy := bluemonday.UGCPolicy()
	policy.AllowAttrs("class").Matching(languageClass).OnElements("code")
	policy.AddTargetBlankToFullyQualifiedLinks(true)
	policy.RequireNoReferrerOnFullyQualifiedLinks(true)
	return renderer{goldmark.New(goldmark.WithExtensions(table, extension.Strikethrough, extension.Linkify)), policy}
}

func (r renderer) html(source string) (string, error) {
	var out bytes.Buffer
	if err := r.markdown.Convert([]byte(source), &out); err != nil {
		return "", fmt.Errorf("render Markdown: %w", err)
	}
	return string(r.policy.SanitizeBytes(out.Bytes())), nil
}
