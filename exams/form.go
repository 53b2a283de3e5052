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

// candidateItem is an item that can be drawn.
type candidateItem struct {
	ID        string
	VersionID string
	Type      ItemType
	Domain    string
	Content   Content `gorm:"serializer:json"`
}

// assemble draws a form from the pool by the blueprint, in an order and with names for the options that nobody can foresee:
// the source is seeded with 32 bytes of the system's randomness, which are kept nowhere. ErrFormShort when the pool is too
// small.
func assemble(b Blueprint, pool []candidateItem) ([]Slot, error) {
	source := rand.New(rand.NewChaCha8([32]byte(id.Bytes(32)))) //nolint:gosec // ChaCha8 with a secret seed
	left := make([]candidateItem, len(pool))
	copy(left, pool)
	source.Shuffle(len(left), func(i, j int) { left[i], left[j] = left[j], left[i] })
	var drawn []candidateItem
	for _, share := range b.Shares() {
		n := share.Items
		for i := 0; i < len(left) && n > 0; {
			if share.Domain != "" && left[i].Domain != share.Domain {
				i++
				continue
			}
			drawn = append(drawn, left[i])
			left = append(left[:i], left[i+1:]...)
			n--
		}
		if n > 0 {
			return nil, ErrFormShort
		}
	}
	source.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	slots := make([]Slot, len(drawn))
	for i, it := range drawn {
		slots[i] = Slot{Position: i + 1, ItemID: it.ID, ItemVersionID: it.VersionID, Type: it.Type, Domain: it.Domain, Options: shuffled(it.Content, source)}
	}
	return slots, nil
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
