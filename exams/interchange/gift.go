package interchange

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	commentID  = regexp.MustCompile(`\[id:\s*([^\]\\]{1,200})\]`)
	commentTag = regexp.MustCompile(`\[tag:\s*([^\]\\]{1,200})\]`)
)

// block is what stands between two blank lines.
type block struct {
	line     int // of the first line that is no comment
	text     string
	comments []string
}

// GIFT reads a file of Moodle's GIFT format. Items are separated by blank lines; a blank line inside an answer list is forgiven
// when what follows plainly goes on with it.
func GIFT(file []byte) ([]Entry, error) {
	if len(file) > MaxBytes {
		return nil, ErrTooLarge
	}
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(file) || bytes.IndexByte(file, 0) >= 0 {
		return nil, ErrUnreadable
	}
	var out []Entry
	var category []string
	for _, b := range joined(blocks(string(file))) {
		b, category = afterCategory(b, category)
		if strings.TrimSpace(b.text) == "" {
			continue
		}
		if len(out) == MaxItems {
			return nil, ErrTooLarge
		}
		out = append(out, entry(b, category, len(out)+1))
	}
	return out, nil
}

func blocks(file string) []block {
	file = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(file)
	var out []block
	var b block
	var text []string
	flush := func() {
		if len(text) > 0 {
			b.text = strings.Join(text, "\n")
			out = append(out, b)
		}
		b, text = block{}, nil
	}
	number := 0
	for line := range strings.SplitSeq(file, "\n") {
		number++
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "":
			flush()
		case strings.HasPrefix(trimmed, "//"):
			b.comments = append(b.comments, trimmed)
		default:
			if len(text) == 0 {
				b.line = number
			}
			text = append(text, line)
		}
	}
	flush()
	return out
}

// joined puts blocks together again that a blank line inside braces took apart: the first has opened and not closed, the second
// goes on like an answer list and closes before it opens anything.
func joined(all []block) []block {
	out := make([]block, 0, len(all))
	parts, opened := []string(nil), false
	flush := func() {
		if len(parts) > 0 {
			out[len(out)-1].text = strings.Join(parts, "\n")
		}
	}
	for _, b := range all {
		if opened && continues(b.text) {
			parts = append(parts, b.text)
			opened = !cellsOf(b.text).has("}")
			continue
		}
		flush()
		out = append(out, b)
		parts, opened = []string{b.text}, open(b.text)
	}
	flush()
	return out
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

func entry(b block, category []string, number int) Entry {
	it := Item{Category: category}
	for _, c := range b.comments {
		if m := commentID.FindStringSubmatch(c); m != nil {
			it.ID = strings.TrimSpace(m[1])
		}
		for _, m := range commentTag.FindAllStringSubmatch(c, -1) {
			it.Tags = append(it.Tags, strings.TrimSpace(m[1]))
		}
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
	if e.Ref == "" {
		e.Ref = "item " + strconv.Itoa(number)
	}
	if r.reason != "" {
		e.Reason = r.reason
		return e
	}
	e.Item, e.Losses = &it, r.losses
	return e
}
