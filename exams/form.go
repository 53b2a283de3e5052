package exams

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"laurel/exams/assembly"
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
	Stocked     bool
	MadeAt      time.Time
	RetiredAt   *time.Time

	Unfit []string `gorm:"-"` // items of an open form that are not drawn any more: it is given to nobody

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

// FormReport tells what a form came to when it was made. Expected is the share of its points that candidates are expected to earn,
// from the facilities that were known then.
type FormReport struct {
	Expected   string `json:"expected"`
	Target     string `json:"target"`
	Known      int    `json:"known_facilities"`
	Levels     []Part `json:"cognitive_levels,omitempty"`
	CapRelaxed bool   `json:"exposure_cap_relaxed,omitempty"`
}

// Part is so many items of a name.
type Part struct {
	Name  string `json:"name"`
	Items int    `json:"items"`
}

func reportOf(f assembly.Form, target float64) FormReport {
	r := FormReport{
		Expected: strconv.FormatFloat(f.Expected, 'f', 4, 64), Target: strconv.FormatFloat(target, 'f', 4, 64), Known: f.Known, CapRelaxed: f.Relaxed,
	}
	for _, l := range f.Levels {
		r.Levels = append(r.Levels, Part(l))
	}
	return r
}

// scored are the items of a form that count.
func (f *Form) scored() []string {
	var out []string
	for _, s := range f.Slots {
		if !s.Pretest {
			out = append(out, s.ItemID)
		}
	}
	return out
}

// sum is the SHA-256, in hexadecimal, of everything a candidate's sitting depends on.
func (f Form) sum() (string, error) {
	text, err := items.Canonical([]any{"laurel form 1", f.ExamKey, f.ExamVersion, f.Languages, f.Shuffle, f.Slots})
	return digestOf(text), err
}

func digestOf(text string) string {
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
