package items

import "laurel/exams/interchange"

// Option is a choice as it was authored. Its id means something to authors only.
type Option struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// Content is what a candidate may see of an item. It holds nothing that tells which answer is right.
type Content struct {
	StemHTML string   `json:"stem_html"`
	Options  []Option `json:"options,omitempty"`
	Fixed    bool     `json:"fixed,omitempty"` // the options keep their order
}

func (c Content) has(option string) bool {
	for _, o := range c.Options {
		if o.ID == option {
			return true
		}
	}
	return false
}

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

// OptionID names the n-th option for authors: a, b, … z, aa, …
func OptionID(n int) string {
	id := ""
	for n++; n > 0; n = (n - 1) / 26 {
		id = string(rune('a'+(n-1)%26)) + id
	}
	return id
}

// optionsOf renders the options of a source item, names them and collects why each is right or wrong.
func optionsOf(m Markup, it interchange.Item) (a authored, worth map[string]string) {
	a = stemOf(m, it)
	worth = map[string]string{}
	for i, o := range it.Options {
		id := OptionID(i)
		a.content.Options = append(a.content.Options, Option{id, m.lossy(o.Text, &a.losses)})
		worth[id] = o.Fraction
		if why := m.lossy(o.Rationale, &a.losses); why != "" {
			a.why.options[id] = why
		}
	}
	return a, worth
}

func stemOf(m Markup, it interchange.Item) authored {
	a := authored{why: rationales{options: map[string]string{}}}
	a.content.StemHTML = m.lossy(it.Stem, &a.losses)
	a.why.general = m.lossy(it.Rationale, &a.losses)
	return a
}
