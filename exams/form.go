package exams

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"time"

	"laurel/exams/items"
	"laurel/internal/id"
)

// FormState is whether a form may still be given to candidates.
type FormState string

// The states of a form. Who sits a retired one goes on.
const (
	FormOpen    FormState = "open"
	FormRetired FormState = "retired"
)

// Form is a set of items, frozen before anybody sits it. Nothing in it tells which answer is right.
type Form struct {
	ID          string
	ExamKey     string
	ExamVersion int64
	Number      int // of a fixed form, from 1
	Mode        FormMode
	Languages   []string `gorm:"serializer:json"`
	Shuffle     bool
	Slots       []FormSlot `gorm:"serializer:json"`
	SHA256      string
	Seed        string
	SeedSHA256  string
	Report      FormReport `gorm:"serializer:json"`
	State       FormState
	Uses        int
	MadeAt      time.Time
	RetiredAt   *time.Time

	contents map[string]items.Content // by the hash of their text
}

// FormSlot is a place in a form: a version of an item, in which section, and the hash of what it shows in each language.
type FormSlot struct {
	Position       int        `json:"position"`
	Section        int        `json:"section"`
	ItemID         string     `json:"item_id"`
	ItemVersionID  string     `json:"item_version_id"`
	Type           items.Type `json:"type"`
	Domain         string     `json:"domain"`
	CognitiveLevel string     `json:"cognitive_level,omitempty"`
	Difficulty     string     `json:"difficulty,omitempty"`
	StimulusID     string     `json:"stimulus_id,omitempty"`
	Points         int        `json:"points"`
	Pretest        bool       `json:"pretest,omitempty"`
	Contents       []string   `json:"contents"` // SHA-256, in the order of the form's languages
}

// FormReport tells what a form came to when it was made.
type FormReport struct{}

// sum is the SHA-256, in hexadecimal, of everything a candidate's sitting depends on.
func (f Form) sum() (string, error) {
	text, err := items.Canonical([]any{"laurel form 1", f.ExamKey, f.ExamVersion, f.Languages, f.Shuffle, f.Slots})
	return hash(text), err
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// newSeed is 32 bytes of the system's randomness, in hexadecimal.
func newSeed() string { return hex.EncodeToString(id.Bytes(32)) }

// Drawable is an item that can be drawn. Pretest items are tried out and never scored.
type Drawable struct {
	ID             string
	VersionID      string
	Type           items.Type
	Domain         string
	CognitiveLevel string
	Difficulty     string
	Points         int
	StimulusID     string
	Pretest        bool
	Enemies        []string
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
		if want[domain] > 0 && !it.Pretest {
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

// lay gives what was drawn its places: each item in a section that takes its domain, and in a position there.
func (d Document) lay(drawn []Drawable) []FormSlot {
	plan, _ := d.allot()
	row := map[string]int{}
	for i, share := range d.Blueprint.Shares() {
		row[share.Domain] = i
	}
	sections := make([][]Drawable, len(d.sectioned()))
	for _, it := range drawn {
		i := row[it.Domain]
		if len(d.Blueprint.Domains) == 0 {
			i = 0
		}
		for j := range sections {
			if plan[i][j] > 0 {
				plan[i][j]--
				sections[j] = append(sections[j], it)
				break
			}
		}
	}
	var slots []FormSlot
	for j, section := range sections {
		for _, it := range section {
			slots = append(slots, slotOf(it, len(slots)+1, j+1))
		}
	}
	return slots
}

func slotOf(it Drawable, position, section int) FormSlot {
	return FormSlot{
		Position: position, Section: section, ItemID: it.ID, ItemVersionID: it.VersionID, Type: it.Type, Domain: it.Domain,
		CognitiveLevel: it.CognitiveLevel, Difficulty: it.Difficulty, StimulusID: it.StimulusID, Points: max(it.Points, 1), Pretest: it.Pretest,
	}
}
