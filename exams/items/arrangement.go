package items

import (
	"math/rand/v2"

	"laurel/internal/id"
)

// Arrangement is an item as one attempt shows it: stems, options and blanks in the order shown, each under a name that is good
// there only, and what bounds an answer.
type Arrangement struct {
	Options []Shown      `json:"options,omitempty"`
	Stems   []Shown      `json:"stems,omitempty"`
	Blanks  []ShownBlank `json:"blanks,omitempty"`
	Bounds  Bounds       `json:"bounds,omitzero"`
}

// Shown is an option or a stem under the name it has in one attempt. Option is the author's name and never leaves.
type Shown struct {
	ID     string `json:"id"`
	Option string `json:"option"`
}

// ShownBlank is a blank under the name it has in one attempt. Blank is the author's name and never leaves.
type ShownBlank struct {
	ID      string  `json:"id"`
	Blank   string  `json:"blank"`
	Kind    string  `json:"kind"`
	Options []Shown `json:"options,omitempty"`
}

// Bounds are what an answer must keep to, whatever it says.
type Bounds struct {
	Choose int      `json:"choose,omitempty"`
	Points int      `json:"points,omitempty"`
	Width  int      `json:"width,omitempty"`
	Height int      `json:"height,omitempty"`
	Units  []string `json:"units,omitempty"`
	Files  int      `json:"files,omitempty"`

	Characters int `json:"characters,omitempty"`
}

// authored gives the author's name of an option, or "" for one that is not shown.
func (a Arrangement) authored(opaque string) string { return authoredOf(a.Options, opaque) }

func authoredOf(all []Shown, opaque string) string {
	for _, o := range all {
		if o.ID == opaque {
			return o.Option
		}
	}
	return ""
}

// Arrange gives stems and options an order, unless the item fixes it, and names that say nothing. What is matched with stems is
// always shuffled: in the order of the stems it would tell. The source decides all of it: the same one makes the same arrangement,
// and who does not know it cannot tell a name from what it stands for.
func Arrange(c Content, source *rand.Rand) Arrangement {
	n := naming{used: map[string]bool{}, source: source}
	a := Arrangement{
		Options: n.shown(c.Options, c.Fixed && len(c.Stems) == 0), Stems: n.shown(c.Stems, c.Fixed),
		Bounds: Bounds{Choose: c.Choose, Points: c.MaxPoints, Units: c.UnitOptions, Characters: c.MaxCharacters},
	}
	for _, b := range c.Blanks {
		a.Blanks = append(a.Blanks, ShownBlank{ID: n.name(), Blank: b.ID, Kind: b.Kind, Options: n.shown(b.Options, c.Fixed)})
	}
	if c.Image != nil {
		a.Bounds.Width, a.Bounds.Height = c.Image.Width, c.Image.Height
	}
	if c.Upload != nil {
		a.Bounds.Files = c.Upload.MaxFiles
	}
	return a
}

// naming gives names that no other thing in the item has.
type naming struct {
	used   map[string]bool
	source *rand.Rand
}

func (n naming) name() string {
	name := opaque(n.source)
	for n.used[name] {
		name = opaque(n.source)
	}
	n.used[name] = true
	return name
}

func (n naming) shown(all []Option, fixed bool) []Shown {
	if len(all) == 0 {
		return nil
	}
	out := make([]Shown, len(all))
	for i, o := range all {
		out[i] = Shown{ID: n.name(), Option: o.ID}
	}
	if !fixed {
		n.source.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	return out
}

// opaque is a name of eight characters.
func opaque(source *rand.Rand) string {
	var name [8]byte
	bits := source.Uint64()
	for i := range name {
		name[i] = id.Crockford[bits>>(5*i)&31]
	}
	return string(name[:])
}
