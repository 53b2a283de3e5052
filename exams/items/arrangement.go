package items

import (
	"math/rand/v2"

	"laurel/internal/id"
)

// Arrangement is an item as one attempt shows it: its options in the order shown, each under a name that is good there only.
type Arrangement struct {
	Options []Shown `json:"options,omitempty"`
}

// Shown is an option under the name it has in one attempt. Option is the author's name and never leaves.
type Shown struct {
	ID     string `json:"id"`
	Option string `json:"option"`
}

// authored gives the author's name of an option, or "" for one that is not shown.
func (a Arrangement) authored(opaque string) string {
	for _, o := range a.Options {
		if o.ID == opaque {
			return o.Option
		}
	}
	return ""
}

// Arrange gives the options an order, unless the item fixes it, and names that say nothing. The source decides all of it: the
// same one makes the same arrangement, and who does not know it cannot tell a name from its option.
func Arrange(c Content, source *rand.Rand) Arrangement {
	out := make([]Shown, len(c.Options))
	used := map[string]bool{}
	for i, o := range c.Options {
		name := opaque(source)
		for used[name] {
			name = opaque(source)
		}
		used[name] = true
		out[i] = Shown{ID: name, Option: o.ID}
	}
	if !c.Fixed {
		source.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	return Arrangement{Options: out}
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
