package exams

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"

	"laurel/exams/items"
)

// Sheet says which form an attempt sits, in which language, and the seed of all that differs between two who sit the same one.
type Sheet struct {
	FormID   string
	Seed     string
	Language string
}

// Slot is a place in an attempt: which version of which item, and how this attempt shows it.
type Slot struct {
	Position      int
	Section       int
	ItemID        string
	ItemVersionID string
	Type          items.Type
	Domain        string
	Points        int
	Pretest       bool
	Arrangement   items.Arrangement
}

// worth is what the slot adds to the score at most.
func (s Slot) worth() int {
	if s.Pretest {
		return 0
	}
	return max(s.Points, 1)
}

// Paper is a form as one attempt shows it. It follows from form and seed alone, so nothing of it is kept.
type Paper struct {
	form     *Form
	seed     []byte
	language int
	order    []int // which slot of the form stands at each position; in their own order when there is none
}

// paper lays a form out for an attempt.
func (f *Form) paper(s Sheet) (Paper, error) {
	seed, err := hex.DecodeString(s.Seed)
	p := Paper{form: f, seed: seed}
	for i, l := range f.Languages {
		if l == s.Language {
			p.language = i
		}
	}
	if f.Shuffle {
		p.order = shuffled(f.Slots, p.source("order"))
	}
	return p, err
}

// source is a stream of chance for one purpose. HMAC parts the streams, so that no name tells anything of another item.
func (p Paper) source(purpose string) *rand.Rand {
	mac := hmac.New(sha256.New, p.seed)
	mac.Write([]byte(purpose))
	return rand.New(rand.NewChaCha8([32]byte(mac.Sum(nil)))) //nolint:gosec // ChaCha8 under a secret seed
}

func (p Paper) length() int { return len(p.form.Slots) }

func (p Paper) at(position int) FormSlot {
	if p.order != nil {
		return p.form.Slots[p.order[position-1]]
	}
	return p.form.Slots[position-1]
}

// Slot gives a place; one outside the form has no type.
func (p Paper) Slot(position int) Slot {
	if position < 1 || position > p.length() {
		return Slot{}
	}
	f := p.at(position)
	return Slot{
		Position: position, Section: f.Section, ItemID: f.ItemID, ItemVersionID: f.ItemVersionID, Type: f.Type, Domain: f.Domain, Points: f.Points, Pretest: f.Pretest,
		// Options are arranged as the first language has them, so that an attempt looks alike in all.
		Arrangement: items.Arrange(p.form.contents[f.Contents[0]], p.source("options "+f.ItemVersionID)),
	}
}

// Slots gives all places in order.
func (p Paper) Slots() []Slot {
	out := make([]Slot, p.length())
	for i := range out {
		out[i] = p.Slot(i + 1)
	}
	return out
}

// Content gives what the candidate may see of the item at a position, in the language of the attempt.
func (p Paper) Content(position int) items.Content {
	if position < 1 || position > p.length() {
		return items.Content{}
	}
	return p.form.contents[p.at(position).Contents[p.language]]
}

// shuffled mixes the slots of each section. Items of one stimulus stay together, in the order they have.
func shuffled(slots []FormSlot, source *rand.Rand) []int {
	out := make([]int, 0, len(slots))
	for from := 0; from < len(slots); {
		to := from
		for to < len(slots) && slots[to].Section == slots[from].Section {
			to++
		}
		var groups [][]int
		for i := from; i < to; i++ {
			last := len(groups) - 1
			if i > from && slots[i].StimulusID != "" && slots[i].StimulusID == slots[i-1].StimulusID {
				groups[last] = append(groups[last], i)
			} else {
				groups = append(groups, []int{i})
			}
		}
		source.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
		for _, g := range groups {
			out = append(out, g...)
		}
		from = to
	}
	return out
}
