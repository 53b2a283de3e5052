package interchange

import (
	"strings"
	"unicode"
)

// cell is one character of GIFT. A literal cell came out of an escape and is never a control character.
type cell struct {
	r       rune
	literal bool
}

type cells []cell

// escapes are the control characters that a backslash makes plain.
const escapes = `~=#{}:\`

func cellsOf(s string) cells {
	out := make(cells, 0, len(s))
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		if runes[i] == '\\' && i+1 < len(runes) {
			next := runes[i+1]
			if strings.ContainsRune(escapes, next) {
				out = append(out, cell{next, true})
				i++
				continue
			}
			if next == 'n' {
				out = append(out, cell{'\n', true})
				i++
				continue
			}
		}
		out = append(out, cell{runes[i], false})
	}
	return out
}

// index finds the first unescaped occurrence of the control string.
func (c cells) index(control string) int {
	want := []rune(control)
	for i := 0; i+len(want) <= len(c); i++ {
		if c[i:].starts(want) {
			return i
		}
	}
	return -1
}

func (c cells) starts(want []rune) bool {
	if len(c) < len(want) {
		return false
	}
	for i, r := range want {
		if c[i].literal || c[i].r != r {
			return false
		}
	}
	return true
}

func (c cells) has(control string) bool { return c.index(control) >= 0 }

// cut splits at the first unescaped occurrence.
func (c cells) cut(control string) (before, after cells, found bool) {
	i := c.index(control)
	if i < 0 {
		return c, nil, false
	}
	return c[:i], c[i+len([]rune(control)):], true
}

func (c cells) trim() cells {
	for len(c) > 0 && c[0].blank() {
		c = c[1:]
	}
	return c.trimRight()
}

func (c cells) trimRight() cells {
	for len(c) > 0 && c[len(c)-1].blank() {
		c = c[:len(c)-1]
	}
	return c
}

func (c cell) blank() bool { return !c.literal && unicode.IsSpace(c.r) }

// String gives the text with every line break of the source kept.
func (c cells) String() string {
	var b strings.Builder
	for _, x := range c {
		b.WriteRune(x.r)
	}
	return b.String()
}

// flowed gives the text with source line breaks and the blanks around them as one blank; line breaks written as \n stay.
func (c cells) flowed() string {
	var b strings.Builder
	for i := 0; i < len(c); {
		if !c[i].blank() {
			b.WriteRune(c[i].r)
			i++
			continue
		}
		j, broken := i, false
		for ; j < len(c) && c[j].blank(); j++ {
			broken = broken || c[j].r == '\n'
		}
		if broken {
			b.WriteByte(' ')
		} else {
			b.WriteString(c[i:j].String())
		}
		i = j
	}
	return b.String()
}

// text reads an optional [format] in front and gives the text in it, or in the format it inherits.
func (c cells) text(inherited Format) Text {
	format, rest := c.trim().format()
	if format == "" {
		format = inherited
	}
	rest = rest.trim()
	if format == Markdown || format == HTML {
		return Text{format, rest.String()}
	}
	return Text{format, rest.flowed()}
}

func (c cells) format() (Format, cells) {
	for _, f := range []Format{HTML, Markdown, Plain, Moodle} {
		mark := []rune("[" + string(f) + "]")
		if c.starts(mark) {
			return f, c[len(mark):]
		}
	}
	return "", c
}
