package items

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// authored is an item as its kind takes it.
type authored struct {
	content Content
	key     any
	why     rationales
	losses  []string
}

// rationales are the reasons behind a key. They are as secret as the key.
type rationales struct {
	general string
	options map[string]string
}

func (a *authored) lose(what string) {
	if !slices.Contains(a.losses, what) {
		a.losses = append(a.losses, what)
	}
}

// stemOf begins an item with what every type has.
func stemOf(m Markup, it interchange.Item) authored {
	a := authored{why: rationales{options: map[string]string{}}}
	a.content.Media = media(it)
	a.content.StemHTML = m.lossy(it.Stem, &a.losses)
	a.why.general = m.lossy(it.Rationale, &a.losses)
	a.content.Fixed, a.content.Language = it.Fixed, it.Language
	a.content.Points = a.points(it.Points)
	return a
}

// points reads what a source item is worth. Nothing means 1, which needs no saying.
func (a *authored) points(text string) int {
	if text == "" {
		return 0
	}
	v, ok := scoring.Value(text)
	if !ok || v.Sign() <= 0 {
		a.lose("the item is worth " + text + " points in the source and 1 here")
		return 0
	}
	n := scoring.Nearest(v)
	if !v.IsInt() || n < 1 || n > maxPoints {
		n = min(max(n, 1), maxPoints)
		a.lose("the item is worth " + text + " points in the source and " + strconv.Itoa(n) + " here")
	}
	if n == 1 {
		return 0
	}
	return n
}

// media are the files of an item apart from the image that it is answered on. What the texts call them stays their alternative.
func media(it interchange.Item) []Medium {
	var out []Medium
	for _, m := range it.Media {
		kind, _, _ := strings.Cut(m.Type, "/")
		if it.Image != nil && it.Image.Name == m.Name || !slices.Contains([]string{Picture, Audio, Video}, kind) {
			continue
		}
		out = append(out, Medium{ID: m.Name, Kind: kind, Alt: altOf(it, m.Name)})
	}
	return out
}

func altOf(it interchange.Item, name string) string {
	texts := []interchange.Text{it.Stem}
	for _, o := range it.Options {
		texts = append(texts, o.Text)
	}
	for _, t := range texts {
		for _, p := range pictures(t.Text) {
			if p.name == name || path.Base(p.name) == path.Base(name) {
				return p.alt
			}
		}
	}
	return ""
}

// optionsOf renders the options of a source item, names them and collects why each is right or wrong.
func optionsOf(m Markup, it interchange.Item) (a authored, worth map[string]string) {
	a = stemOf(m, it)
	a.content.Options, worth = a.options(m, it.Options)
	return a, worth
}

func (a *authored) options(m Markup, all []interchange.Option) (out []Option, worth map[string]string) {
	worth = map[string]string{}
	for i, o := range all {
		id := OptionID(i)
		out = append(out, Option{id, m.lossy(o.Text, &a.losses)})
		worth[id] = o.Fraction
		if why := m.lossy(o.Rationale, &a.losses); why != "" {
			a.why.options[id] = why
		}
	}
	return out, worth
}
