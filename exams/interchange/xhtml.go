package interchange

import (
	"bytes"
	"encoding/xml"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var xmlWord = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// xhtml writes a text as XML that QTI may hold: well-formed, without what only browsers forgive.
func xhtml(t Text, rename func(string) string) string {
	source := t.Text
	switch t.Format {
	case Plain:
		source = strings.ReplaceAll(html.EscapeString(t.Text), "\n", "<br>")
	case Markdown:
		var b bytes.Buffer
		if goldmark.Convert([]byte(t.Text), &b) == nil {
			source = b.String()
		} else {
			source = html.EscapeString(t.Text)
		}
	}
	nodes, err := nethtml.ParseFragment(strings.NewReader(source), &nethtml.Node{Type: nethtml.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return escapeXML(source)
	}
	var b strings.Builder
	for _, n := range nodes {
		writeXHTML(&b, n, rename, 0)
	}
	return strings.TrimSpace(b.String())
}

func writeXHTML(b *strings.Builder, n *nethtml.Node, rename func(string) string, depth int) {
	if n.Type == nethtml.TextNode {
		b.WriteString(escapeXML(n.Data))
		return
	}
	element := n.Type == nethtml.ElementNode && xmlWord.MatchString(n.Data) && depth < maxDepth/2
	if element {
		b.WriteString("<" + n.Data)
		for _, key := range written { // in one order, whatever the source's
			for _, a := range n.Attr {
				if a.Key != key {
					continue
				}
				if key == "src" && rename != nil {
					a.Val = rename(a.Val)
				}
				b.WriteString(" " + key + `="` + escapeXML(a.Val) + `"`)
				break
			}
		}
		if void[n.Data] {
			b.WriteString("/>")
			return
		}
		b.WriteString(">")
	}
	if n.Type != nethtml.CommentNode && depth < maxDepth {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			writeXHTML(b, k, rename, depth+1)
		}
	}
	if element {
		b.WriteString("</" + n.Data + ">")
	}
}

func escapeXML(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
