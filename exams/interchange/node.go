package interchange

import (
	"encoding/xml"
	"html"
	"io"
	"strings"
)

// node is a piece of XML: an element, or text where name is empty. QTI 3 names are brought to those of QTI 2.
type node struct {
	name string
	attr map[string]string
	kids []*node
	text string
	line int
}

// tree reads the element that has begun, with all that is in it. It gives nil for one that is larger than an item may be, and
// has read past it all the same.
func (s *scanner) tree(start xml.StartElement) (*node, error) {
	root := s.node(start)
	open := []*node{root}
	nodes, big, outside := 1, false, len(s.open)
	for len(s.open) >= outside {
		t, err := s.next()
		if err == io.EOF {
			return nil, s.broken(io.ErrUnexpectedEOF)
		}
		if err != nil {
			return nil, err
		}
		if nodes++; nodes > maxNodes {
			big = true
		}
		switch t := t.(type) {
		case xml.StartElement:
			if !big {
				n, parent := s.node(t), open[len(open)-1]
				parent.kids = append(parent.kids, n)
				open = append(open, n)
			}
		case xml.EndElement:
			if !big {
				open = open[:len(open)-1]
			}
		case xml.CharData:
			if !big {
				parent := open[len(open)-1]
				parent.kids = append(parent.kids, &node{text: string(t), line: s.line()})
			}
		}
	}
	if big {
		return nil, nil
	}
	return root, nil
}

func (s *scanner) node(t xml.StartElement) *node {
	n := &node{line: s.line()}
	var is3 bool
	n.name, is3 = plainName(t.Name.Local)
	if len(t.Attr) > 0 {
		n.attr = make(map[string]string, len(t.Attr))
	}
	for _, a := range t.Attr {
		name := a.Name.Local
		if a.Name.Space == "xmlns" || name == "xmlns" {
			continue
		}
		if is3 && !strings.HasPrefix(name, "data-") {
			name = camel(name)
		}
		n.attr[name] = a.Value
	}
	return n
}

// plainName takes qti-simple-choice for simpleChoice.
func plainName(name string) (string, bool) {
	if rest, is := strings.CutPrefix(name, "qti-"); is {
		return camel(rest), true
	}
	return name, false
}

func camel(s string) string {
	parts := strings.Split(s, "-")
	for i, p := range parts[1:] {
		if p != "" {
			parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "")
}

// child gives the first element of the name, or an empty one, so that paths need no checks.
func (n *node) child(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return &node{line: n.line}
}

func (n *node) children(name string) []*node {
	var out []*node
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// all gives every element of one of the names at any depth, in the order of the file.
func (n *node) all(names ...string) []*node {
	var out []*node
	for _, k := range n.kids {
		for _, name := range names {
			if k.name == name {
				out = append(out, k)
			}
		}
		out = append(out, k.all(names...)...)
	}
	return out
}

func (n *node) has(names ...string) bool { return len(n.all(names...)) > 0 }

// content is all text inside, without markup.
func (n *node) content() string {
	if n.name == "" && len(n.kids) == 0 {
		return n.text
	}
	var b strings.Builder
	for _, k := range n.kids {
		b.WriteString(k.content())
	}
	return b.String()
}

func (n *node) trimmed() string { return strings.TrimSpace(n.content()) }

var void = map[string]bool{"br": true, "hr": true, "img": true, "col": true, "source": true, "track": true, "wbr": true}

// written are the attributes that HTML inside an item may keep; the markup of the bank judges them again.
var written = []string{"href", "src", "alt", "title", "class", "width", "height", "colspan", "rowspan", "scope", "lang", "dir", "start", "type", "controls"}

// inner writes what an element holds as HTML. Where instead knows better, its text stands for the element.
func (n *node) inner(instead func(*node) (string, bool)) string {
	var b strings.Builder
	for _, k := range n.kids {
		k.html(&b, instead)
	}
	return strings.TrimSpace(b.String())
}

func (n *node) html(b *strings.Builder, instead func(*node) (string, bool)) {
	if n.name == "" {
		b.WriteString(html.EscapeString(n.text))
		return
	}
	if instead != nil {
		if text, is := instead(n); is {
			b.WriteString(text)
			return
		}
	}
	b.WriteString("<" + n.name)
	for _, a := range written {
		if v, has := n.attr[a]; has {
			b.WriteString(" " + a + `="` + html.EscapeString(v) + `"`)
		}
	}
	b.WriteString(">")
	if void[n.name] {
		return
	}
	for _, k := range n.kids {
		k.html(b, instead)
	}
	b.WriteString("</" + n.name + ">")
}
