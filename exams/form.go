package exams

import (
	"math/rand/v2"

	"laurel/internal/id"
)

// Slot is a place in a form: which version of which item, and its options in the order shown.
type Slot struct {
	Position      int
	ItemID        string
	ItemVersionID string
	Type          ItemType
	Domain        string
	Options       []SlotOption `gorm:"serializer:json"`
}

// SlotOption is an option under the name it has in one attempt only. Option is the author's name and stays here.
type SlotOption struct {
	ID     string `json:"id"`
	Option string `json:"option"`
}

// authored gives the author's name of an option, or "" for one that is not in the slot.
func (s Slot) authored(opaque string) string {
	for _, o := range s.Options {
		if o.ID == opaque {
			return o.Option
		}
	}
	return ""
}

// drawable is an item that can be drawn.
type drawable struct {
	ID        string
	VersionID string
	Type      ItemType
	Domain    string
}

// chance is a source that nobody can foresee: it is seeded with 32 bytes of the system's randomness, which are kept nowhere.
func chance() *rand.Rand {
	return rand.New(rand.NewChaCha8([32]byte(id.Bytes(32)))) //nolint:gosec // ChaCha8 with a secret seed
}

// pick draws items from the pool by the blueprint, in any order. ErrFormShort when the pool is too small.
func pick(b Blueprint, pool []drawable, source *rand.Rand) ([]drawable, error) {
	source.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	want, whole := map[string]int{}, len(b.Domains) == 0
	for _, share := range b.Shares() {
		want[share.Domain] = share.Items
	}
	drawn := make([]drawable, 0, b.Length)
	for _, it := range pool {
		domain := it.Domain
		if whole {
			domain = ""
		}
		if want[domain] > 0 {
			want[domain]--
			drawn = append(drawn, it)
		}
	}
	if len(drawn) < b.Length {
		return nil, ErrFormShort
	}
	source.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	return drawn, nil
}

// arrange makes a form of what was drawn: it gives every item a position, and its options an order and new names.
func arrange(drawn []drawable, contents map[string]Content, source *rand.Rand) []Slot {
	slots := make([]Slot, len(drawn))
	for i, it := range drawn {
		slots[i] = Slot{
			Position: i + 1, ItemID: it.ID, ItemVersionID: it.VersionID, Type: it.Type, Domain: it.Domain,
			Options: shuffled(contents[it.VersionID], source),
		}
	}
	return slots
}

// shuffled gives options an order, unless the item fixes it, and names that say nothing.
func shuffled(c Content, source *rand.Rand) []SlotOption {
	out := make([]SlotOption, len(c.Options))
	used := map[string]bool{}
	for i, o := range c.Options {
		name := id.Code(8)
		for used[name] {
			name = id.Code(8)
		}
		used[name] = true
		out[i] = SlotOption{ID: name, Option: o.ID}
	}
	if !c.Fixed {
		source.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	return out
}
