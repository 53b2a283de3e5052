package interchange

import (
	"slices"
	"strings"
	"unicode"
)

// blank marks the place of the answer in a stem that goes on after it.
const blank = "_____"

// reading is one item being read: the item so far, and either losses or the reason it cannot be had.
type reading struct {
	item   *Item
	losses []string
	reason string
	lookup func(ref string) (Media, bool) // finds a file that the item names
}

// reject keeps the first reason.
func (r *reading) reject(reason string) {
	if r.reason == "" {
		r.reason = reason
	}
}

func (r *reading) lose(what string) {
	if !slices.Contains(r.losses, what) {
		r.losses = append(r.losses, what)
	}
}

func (r *reading) read(c cells) {
	c, ok := r.title(c.trim())
	if !ok {
		return
	}
	format, c := c.trim().format()
	if format == "" {
		format = Moodle
	}
	stem, rest, opened := c.cut("{")
	if !opened {
		r.unanswered(c)
		return
	}
	if stem.has("}") {
		r.reject("a brace is closed before one is opened")
		return
	}
	answers, tail, closed := rest.cut("}")
	switch {
	case !closed:
		r.reject("the answer list is not closed by a brace")
		return
	case answers.has("{"):
		r.reject("a brace is opened inside the answer list; write \\{ for a plain brace")
		return
	case tail.has("{"):
		r.reject("type cloze is not supported: there is more than one answer list")
		return
	case tail.has("}"):
		r.reject("a brace is closed that was not opened")
		return
	}
	r.item.Stem = withBlank(stem.text(format), tail.text(format))
	if strings.ReplaceAll(strings.TrimSpace(r.item.Stem.Text), blank, "") == "" {
		r.reject("the item has no stem")
		return
	}
	r.answers(answers, format)
}

func (r *reading) title(c cells) (cells, bool) {
	if !c.starts([]rune("::")) {
		return c, true
	}
	title, rest, closed := c[2:].cut("::")
	if !closed {
		r.reject("the title is not closed by two colons")
		return nil, false
	}
	r.item.Title = strings.TrimSpace(title.flowed())
	return rest, true
}

func (r *reading) unanswered(c cells) {
	if c.has("}") {
		r.reject("a brace is closed that was not opened")
		return
	}
	r.reject("type description is not supported: there is no answer list")
}

// withBlank joins what stands before and after the answer list. A stem that ends with the list needs no blank.
func withBlank(before, after Text) Text {
	if after.Text == "" {
		return before
	}
	joint := " "
	if first := []rune(after.Text)[0]; unicode.IsPunct(first) && first != '(' && first != '[' {
		joint = ""
	}
	lead := before.Text
	if lead != "" {
		lead += " "
	}
	return Text{before.Format, lead + blank + joint + after.Text}
}
