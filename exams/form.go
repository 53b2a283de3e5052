package exams

import (
	"math/rand/v2"

	"laurel/exams/items"
	"laurel/internal/id"
)

// Slot is a place in a form: which version of which item, and how this attempt shows it.
type Slot struct {
	Position      int
	ItemID        string
	ItemVersionID string
	Type          items.Type
	Domain        string
	Arrangement   items.Arrangement `gorm:"serializer:json"`
}

// Drawable is an item that can be drawn.
type Drawable struct {
	ID        string
	VersionID string
	Type      items.Type
	Domain    string
}

// chance is a source that nobody can foresee: it is seeded with 32 bytes of the system's randomness, which are kept nowhere.
func chance() *rand.Rand {
	return rand.New(rand.NewChaCha8([32]byte(id.Bytes(32)))) //nolint:gosec // ChaCha8 with a secret seed
}

// pick draws items from the pool by the blueprint, in any order. ErrFormShort when the pool is too small.
func pick(b Blueprint, pool []Drawable, source *rand.Rand) ([]Drawable, error) {
	source.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	want, whole := map[string]int{}, len(b.Domains) == 0
	for _, share := range b.Shares() {
		want[share.Domain] = share.Items
	}
	drawn := make([]Drawable, 0, b.Length)
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
func arrange(drawn []Drawable, contents map[string]items.Content, source *rand.Rand) []Slot {
	slots := make([]Slot, len(drawn))
	for i, it := range drawn {
		slots[i] = Slot{
			Position: i + 1, ItemID: it.ID, ItemVersionID: it.VersionID, Type: it.Type, Domain: it.Domain,
			Arrangement: items.Arrange(contents[it.VersionID], source),
		}
	}
	return slots
}
