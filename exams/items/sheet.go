package items

import "strings"

// Sheet is an item as a candidate sees it: everything under the names of the attempt, and nothing that the author calls it.
type Sheet struct {
	StemHTML string
	Options  []Option
	Stems    []Option
	Blanks   []Blank
}

// Show lays an item out as it was arranged. In the stem of a cloze an empty element stands where a blank is, with the blank's
// name, and its number for who sees no more than text.
func Show(c Content, a Arrangement) Sheet {
	s := Sheet{StemHTML: c.StemHTML, Options: show(c.Options, a.Options), Stems: show(c.Stems, a.Stems)}
	authored := map[string][]Option{}
	for _, b := range c.Blanks {
		authored[b.ID] = b.Options
	}
	var marks []string
	for _, b := range a.Blanks {
		marks = append(marks, "[["+b.Blank+"]]", `<span class="blank" data-blank="`+b.ID+`">____</span>`)
		s.Blanks = append(s.Blanks, Blank{ID: b.ID, Kind: b.Kind, Options: show(authored[b.Blank], b.Options)})
	}
	s.StemHTML = strings.NewReplacer(marks...).Replace(s.StemHTML)
	return s
}

func show(authored []Option, shown []Shown) []Option {
	text := map[string]string{}
	for _, o := range authored {
		text[o.ID] = o.HTML
	}
	var out []Option
	for _, o := range shown {
		out = append(out, Option{o.ID, text[o.Option]})
	}
	return out
}
