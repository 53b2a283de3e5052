package interchange

import (
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The header of a CSV file. The first three are needed; options are numbered from 1, and each may have a rationale of its own.
// What the columns hold, by type:
//
//	single_choice      option_n the options; key their numbers, 2, or 1;3 where any one is right, or what each is worth, 1=1;2=1/2
//	multiple_response  key 1;3, all of them and no other, or what each is worth, 1=1/2;3=1/2;4=-1
//	true_false         key true or false
//	matching           option_n left -> right, or -> right for a right side that nothing matches
//	ordering           option_n the parts; key their right order, 3;1;2, or nothing when they stand in it
//	numeric            key 3, 3:0.5, 3:5% or 1..5, several by ;, each with =1/2 behind it if it is not worth all; units as | m=1 | cm=1/100
//	short_text         option_n the accepted texts, * for any run of characters; key what they are worth, 1=1;2=1/2, and the word exact
//	cloze              stem with [[name]] where a blank stands; option_n name: text a|b, name: numeric 3:0.5, name: choice =right|wrong
//	essay              rationale what the marker is told
//	file_upload        key files=2;types=pdf zip
//
// A text begins with [html] or [markdown] where it is that, and is plain otherwise. domain is a path with slashes; two stand for one.
var csvColumns = []string{"external_id", "type", "title", "stem", "key", "points", "domain", "difficulty", "tags", "rationale", "language", "fixed"}

var csvNumbered = regexp.MustCompile(`^(option|rationale)_([1-9][0-9]{0,2})$`)

// csvRow is one row with its cells by the names of the columns.
type csvRow struct {
	*reading
	cells map[string]string
}

func readCSV(r io.Reader, c *count) error {
	in := csv.NewReader(r)
	in.FieldsPerRecord, in.ReuseRecord = -1, false
	header, err := in.Read()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return ErrUnreadable.Detailed("The file is no CSV that can be read.")
	}
	if len(header) == 1 && strings.Contains(header[0], ";") {
		in.Comma = ';'
		header = strings.Split(header[0], ";")
	}
	columns, err := csvHeader(header)
	if err != nil {
		return err
	}
	for {
		record, err := in.Read()
		if err == io.EOF {
			return nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			if err := c.add(Entry{Line: broken.StartLine, Reason: "the row is no CSV that can be read: " + broken.Err.Error()}); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		line, _ := in.FieldPos(0)
		if err := c.add(csvEntry(columns, record, line)); err != nil {
			return err
		}
	}
}

func csvHeader(header []string) ([]string, error) {
	var out []string
	for _, h := range header {
		h = strings.ToLower(strings.TrimSpace(h))
		if h != "" && slices.Contains(out, h) {
			return nil, ErrUnreadable.Detailed("The column " + name(h) + " stands twice in the header.")
		}
		if !slices.Contains(csvColumns, h) && !csvNumbered.MatchString(h) {
			h = ""
		}
		out = append(out, h)
	}
	if !slices.Contains(out, "type") || !slices.Contains(out, "stem") {
		return nil, ErrUnreadable.Detailed("The first row does not name the columns type and stem.")
	}
	return out, nil
}

func csvEntry(columns, record []string, line int) Entry {
	it := Item{}
	x := csvRow{&reading{item: &it}, map[string]string{}}
	size := 0
	for n, cell := range record {
		size += len(cell)
		switch {
		case n < len(columns) && columns[n] != "":
			x.cells[columns[n]] = strings.TrimSpace(unguarded(cell))
		case strings.TrimSpace(cell) != "":
			x.lose("a column that is not known is not kept")
		}
	}
	if size > maxItemLength {
		x.reject("the item is longer than 64 KiB")
	} else {
		x.read()
	}
	e := Entry{Line: line, Ref: it.ID}
	if e.Ref == "" {
		e.Ref = it.Title
	}
	if x.reason != "" {
		e.Reason = x.reason
		return e
	}
	e.Item, e.Losses = &it, x.losses
	return e
}

// guarded are cells that a spreadsheet could take for a formula, with any apostrophes already in front.
var guarded = regexp.MustCompile(`^'*[\s]*[=+\-@\t\r]`)

// guard puts an apostrophe before what a spreadsheet could take for a formula; unguarded takes it off again.
func guard(cell string) string {
	if guarded.MatchString(cell) {
		return "'" + cell
	}
	return cell
}

func unguarded(cell string) string {
	if rest, has := strings.CutPrefix(cell, "'"); has && guarded.MatchString(rest) {
		return rest
	}
	return cell
}

func (x csvRow) read() {
	it := x.item
	it.ID, it.Title, it.Language, it.Difficulty = x.cells["external_id"], x.cells["title"], x.cells["language"], x.cells["difficulty"]
	it.Category = parts(strings.ReplaceAll(x.cells["domain"], `\`, `\\`))
	for t := range strings.SplitSeq(x.cells["tags"], ";") {
		if t = strings.TrimSpace(t); t != "" {
			it.Tags = append(it.Tags, t)
		}
	}
	if p := x.cells["points"]; p != "" {
		v := rat(p)
		if v == nil || v.Sign() <= 0 {
			x.reject("the points are no number above nothing")
			return
		}
		it.Points = decimals(v)
	}
	it.Fixed = x.cells["fixed"] == "true"
	it.Stem, it.Rationale = cellText(x.cells["stem"]), cellText(x.cells["rationale"])
	if it.Stem.Text == "" {
		x.reject("the item has no stem")
		return
	}
	x.kind(Type(strings.ToLower(x.cells["type"])))
}

// cellText reads a format in front of a text.
func cellText(s string) Text {
	for _, f := range []Format{HTML, Markdown, Plain, Moodle} {
		if rest, is := strings.CutPrefix(s, "["+string(f)+"]"); is {
			return Text{f, strings.TrimSpace(rest)}
		}
	}
	return Text{Plain, s}
}

// options are the numbered cells up to the last that is filled.
func (x csvRow) options() []string {
	last := 0
	for column, cell := range x.cells {
		if m := csvNumbered.FindStringSubmatch(column); m != nil && m[1] == "option" && cell != "" {
			n, _ := strconv.Atoi(m[2])
			last = max(last, n)
		}
	}
	if last > maxAnswers {
		x.reject("there are more than 100 options")
		return nil
	}
	out := make([]string, last)
	for n := range out {
		if out[n] = x.cells["option_"+strconv.Itoa(n+1)]; out[n] == "" {
			x.reject("option_" + strconv.Itoa(n+1) + " is empty")
		}
	}
	return out
}
