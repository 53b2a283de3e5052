package items

import "encoding/json"

// Option is a choice, or a stem of a matching item, as it was authored. Its id means something to authors only.
type Option struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// Content is what a candidate may see of an item. It holds nothing that tells which answer is right.
type Content struct {
	StemHTML    string    `json:"stem_html"`
	Options     []Option  `json:"options,omitempty"`
	Fixed       bool      `json:"fixed,omitempty"` // options, or stems, keep their order
	Stems       []Option  `json:"stems,omitempty"` // matching
	Blanks      []Blank   `json:"blanks,omitempty"`
	ChooseMin   int       `json:"choose_min,omitempty"` // multiple response
	Choose      int       `json:"choose,omitempty"`     // multiple response: the most that can be chosen
	MaxPoints   int       `json:"max_points,omitempty"` // hotspot: the most points that can be set
	UnitOptions []string  `json:"unit_options,omitempty"`
	Image       *Image    `json:"image,omitempty"` // hotspot
	Media       []Medium  `json:"media,omitempty"`
	Stimulus    *Stimulus `json:"stimulus,omitempty"`  // a text that several items share
	MinWords    int       `json:"min_words,omitempty"` // essay
	MaxWords    int       `json:"max_words,omitempty"` // essay

	MaxCharacters int         `json:"max_characters,omitempty"` // essay: what goes beyond is not taken
	Upload        *UploadRule `json:"upload,omitempty"`         // file upload, lab
	Lab           string      `json:"lab,omitempty"`            // lab: its definition
	Points        int         `json:"points,omitempty"`         // what the item is worth; nothing means 1
	Language      string      `json:"language,omitempty"`       // of the texts, where it is not the exam's
}

// ReadContent reads what an author sent and refuses members that no item has.
func ReadContent(raw json.RawMessage) (Content, bool) {
	var c Content
	ok := decode(raw, &c)
	return c, ok
}

// Blank is a gap in the stem, which holds [[id]] where it stands.
type Blank struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	Options []Option `json:"options,omitempty"` // of a choice
}

// The kinds of blanks.
const (
	BlankText   = "text"
	BlankNumber = "number"
	BlankChoice = "choice"
)

// Image is the picture that a hotspot is set on. Media names a file of the bank.
type Image struct {
	Media  string `json:"media"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Alt    string `json:"alt"`
}

// Medium is a picture or recording that belongs to an item.
type Medium struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Alt  string `json:"alt"`
}

// Stimulus is a text, a case study, that several items ask about. An item kept in a bank names it and no more; whoever hands the item
// on for a form fills in what it says, so that the form freezes it.
type Stimulus struct {
	ID    string   `json:"id"`
	Title string   `json:"title,omitempty"`
	HTML  string   `json:"html,omitempty"`
	Media []Medium `json:"media,omitempty"`
}

// The kinds of media.
const (
	Picture = "image"
	Audio   = "audio"
	Video   = "video"
)

// UploadRule says what may be handed in. Nothing said means 5 files of 10 MiB, of every kind that is taken at all.
type UploadRule struct {
	MaxFiles int      `json:"max_files,omitempty"`
	MaxBytes int      `json:"max_bytes,omitempty"`
	Kinds    []string `json:"kinds,omitempty"`
}

// Limits on what an author can put into one item.
const (
	maxOptions     = 100
	maxPoints      = 100
	maxImageSide   = 20_000
	maxUploads     = 20
	maxUploadBytes = 10 << 20
	maxWords       = 5_000
)

// Worth is the points of the item: 1 unless it says more.
func (c Content) Worth() int { return max(c.Points, 1) }

func has(options []Option, id string) bool {
	for _, o := range options {
		if o.ID == id {
			return true
		}
	}
	return false
}

func (c Content) has(option string) bool { return has(c.Options, option) }

// Files are the media an item needs, its image first, each once.
func (c Content) Files() []string {
	var out []string
	seen := map[string]bool{"": true}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	if c.Image != nil {
		add(c.Image.Media)
	}
	for _, m := range c.Media {
		add(m.ID)
	}
	if c.Stimulus != nil {
		for _, m := range c.Stimulus.Media {
			add(m.ID)
		}
	}
	return out
}

// Rename gives media the names under which a bank keeps them.
func (c Content) Rename(name func(string) string) Content {
	if c.Image != nil {
		i := *c.Image
		i.Media = name(i.Media)
		c.Image = &i
	}
	media := make([]Medium, 0, len(c.Media))
	for _, m := range c.Media {
		m.ID = name(m.ID)
		media = append(media, m)
	}
	c.Media = media
	return c
}

// OptionID names the n-th option for authors: a, b, … z, aa, …
func OptionID(n int) string {
	id := ""
	for n++; n > 0; n = (n - 1) / 26 {
		id = string(rune('a'+(n-1)%26)) + id
	}
	return id
}
