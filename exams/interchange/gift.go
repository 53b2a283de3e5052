package interchange

import (
	"io"
	"regexp"
	"strings"
)

// commented is a [word:value] in a comment. A backslash makes a bracket plain.
var commented = regexp.MustCompile(`\[(id|tag|points|difficulty|language|fixed|exact):\s*((?:[^\]\\]|\\.){1,400})\]`)

var plainBracket = strings.NewReplacer(`\]`, `]`, `\\`, `\`)

func comment(it *Item, line string) {
	for _, m := range commented.FindAllStringSubmatch(line, -1) {
		value := strings.TrimSpace(plainBracket.Replace(m[2]))
		switch m[1] {
		case "id":
			it.ID = value
		case "tag":
			it.Tags = append(it.Tags, value)
		case "points":
			it.Points = value
		case "difficulty":
			it.Difficulty = value
		case "language":
			it.Language = value
		case "fixed":
			it.Fixed = value == "true"
		case "exact":
			it.Exact = value == "true"
		}
	}
}

// block is what stands between two blank lines.
type block struct {
	line     int // of the first line that is no comment
	text     string
	comments []string
}

// GIFT reads a file of Moodle's GIFT format. Items are separated by blank lines; a blank line inside an answer list is forgiven
// when what follows plainly goes on with it.
func GIFT(file []byte) ([]Entry, error) { return All(KindGIFT, Bytes(file)) }

func readGIFT(r io.Reader, c *count) error {
	var category []string
	var b block
	give := func() error {
		b, category = afterCategory(b, category)
		if strings.TrimSpace(b.text) == "" {
			return nil
		}
		return c.add(entry(b, category))
	}
	opened, started := false, false
	err := blocks(r, func(next block) error {
		if opened && continues(next.text) && len(b.text) <= maxItemLength {
			b.text += "\n" + next.text
			opened = !cellsOf(next.text).has("}")
			return nil
		}
		if started {
			if err := give(); err != nil {
				return err
			}
		}
		b, started = next, true
		opened = open(next.text)
		return nil
	})
	if err != nil || !started {
		return err
	}
	return give()
}

// blocks takes a file apart at its blank lines. A block keeps a little more than an item may have, so that it is seen to be too long.
func blocks(r io.Reader, each func(block) error) error {
	var b block
	var text strings.Builder
	flush := func() error {
		if text.Len() == 0 {
			b = block{}
			return nil
		}
		b.text = strings.TrimSuffix(text.String(), "\n")
		done := b
		b = block{}
		text.Reset()
		return each(done)
	}
	err := lines(r, func(number int, line string) error {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "":
			return flush()
		case strings.HasPrefix(trimmed, "//"):
			if len(b.comments) < 100 {
				b.comments = append(b.comments, trimmed)
			}
		default:
			if text.Len() == 0 {
				b.line = number
			}
			if text.Len() <= maxItemLength {
				text.WriteString(line)
				text.WriteByte('\n')
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

func open(text string) bool {
	_, after, opened := cellsOf(text).cut("{")
	return opened && !after.has("}")
}

func continues(text string) bool {
	c := cellsOf(text).trim()
	if len(c) == 0 || c[0].literal || !strings.ContainsRune("=~#}", c[0].r) {
		return false
	}
	closes, opens := c.index("}"), c.index("{")
	return opens < 0 || (closes >= 0 && closes < opens)
}

// afterCategory takes $CATEGORY lines off the front of a block. They say where items belong and are no items themselves.
func afterCategory(b block, category []string) (block, []string) {
	for {
		line, rest, more := strings.Cut(b.text, "\n")
		path, is := strings.CutPrefix(strings.TrimSpace(line), "$CATEGORY:")
		if !is {
			return b, category
		}
		category = parts(path)
		b.text, b.line = rest, b.line+1
		if !more {
			b.text = ""
			return b, category
		}
	}
}

// parts splits a category path. Two slashes stand for one slash inside a name; $course$ and top are Moodle's roots, not names.
func parts(path string) []string {
	const slash = "\x00"
	var out []string
	for p := range strings.SplitSeq(strings.ReplaceAll(strings.TrimSpace(path), "//", slash), "/") {
		p = strings.TrimSpace(strings.ReplaceAll(cellsOf(p).String(), slash, "/"))
		root := len(out) == 0 && (p == "top" || (strings.HasPrefix(p, "$") && strings.HasSuffix(p, "$")))
		if p != "" && !root {
			out = append(out, p)
		}
	}
	return out
}

func entry(b block, category []string) Entry {
	it := Item{Category: category}
	for _, c := range b.comments {
		comment(&it, c)
	}
	e := Entry{Line: b.line, Ref: it.ID}
	r := reading{item: &it}
	if len(b.text) > maxItemLength {
		r.reason = "the item is longer than 64 KiB"
	} else {
		r.read(cellsOf(b.text))
	}
	if e.Ref == "" {
		e.Ref = it.Title
	}
	if r.reason != "" {
		e.Reason = r.reason
		return e
	}
	e.Item, e.Losses = &it, r.losses
	return e
}
