package exams

import (
	"strconv"

	"laurel/exams/items"
)

// ItemView is an item as it is delivered. Which members there are follows from its type.
type ItemView struct {
	Position    int          `json:"position"`
	Type        items.Type   `json:"type" doc:"An item type"`
	StemHTML    string       `json:"stem_html" doc:"Where a blank stands it holds an element with data-blank; a formula is an element with data-tex"`
	Options     []OptionView `json:"options,omitempty" nullable:"false"`
	Stems       []OptionView `json:"stems,omitempty" nullable:"false" doc:"What options are matched with"`
	Blanks      []BlankView  `json:"blanks,omitempty" nullable:"false"`
	Choose      int          `json:"choose,omitempty" doc:"The most options that can be chosen"`
	ChooseMin   int          `json:"choose_min,omitempty" doc:"How many options are asked for at least"`
	MaxPoints   int          `json:"max_points,omitempty" doc:"The most points that can be set on the image"`
	UnitOptions []string     `json:"unit_options,omitempty" nullable:"false"`
	Image       *ImageView   `json:"image,omitempty"`
	Media       []MediaView  `json:"media"`
	Stimulus    string       `json:"stimulus,omitempty" doc:"The id of one of the attempt's stimuli"`
	MinWords    int          `json:"min_words,omitempty"`
	MaxWords    int          `json:"max_words,omitempty"`

	MaxCharacters int         `json:"max_characters,omitempty" doc:"What is longer is not taken; without it 40000, and never more than 64 KiB"`
	Upload        *UploadView `json:"upload,omitempty"`
	Points        int         `json:"points" doc:"What the item is worth"`
	Language      string      `json:"language,omitempty" doc:"Of the texts, where it is not the exam's"`
}

// OptionView is a choice or a stem. Its id is good in this attempt only.
type OptionView struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// BlankView is a gap in the stem.
type BlankView struct {
	ID      string       `json:"id"`
	Kind    string       `json:"kind" enum:"text,number,choice"`
	Options []OptionView `json:"options,omitempty" nullable:"false"`
}

// ImageView is the picture that points are set on.
type ImageView struct {
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Alt    string `json:"alt"`
}

// MediaView is a picture or recording.
type MediaView struct {
	URL  string `json:"url"`
	Kind string `json:"kind" enum:"image,audio,video"`
	Alt  string `json:"alt"`
}

// UploadView says what can be handed in.
type UploadView struct {
	MaxFiles int      `json:"max_files"`
	MaxBytes int      `json:"max_bytes"`
	Kinds    []string `json:"kinds"`
}

// StimulusView is a text that several items share.
type StimulusView struct {
	ID    string      `json:"id"`
	Title string      `json:"title"`
	HTML  string      `json:"html"`
	Media []MediaView `json:"media"`
}

// showing lays the items of one attempt out, and collects the stimuli they share.
type showing struct {
	attempt Attempt
	named   map[string]string
	stimuli []StimulusView
}

func newShowing(a Attempt) *showing {
	return &showing{attempt: a, named: map[string]string{}, stimuli: []StimulusView{}}
}

func (s *showing) item(at shown) ItemView {
	c, sheet := at.Content, items.Show(at.Content, at.Arrangement)
	out := ItemView{
		Position: at.Position, Type: at.Type, StemHTML: sheet.StemHTML, Options: viewOptions(sheet.Options), Stems: viewOptions(sheet.Stems),
		Choose: c.Choose, ChooseMin: c.ChooseMin, MaxPoints: c.MaxPoints, UnitOptions: c.UnitOptions, Media: s.media(c.Media),
		MinWords: c.MinWords, MaxWords: c.MaxWords, MaxCharacters: c.MaxCharacters, Points: max(at.Points, 1), Language: c.Language,
	}
	for _, b := range sheet.Blanks {
		out.Blanks = append(out.Blanks, BlankView{b.ID, b.Kind, viewOptions(b.Options)})
	}
	if i := c.Image; i != nil {
		out.Image = &ImageView{s.attempt.mediaLink(i.Media), i.Width, i.Height, i.Alt}
	}
	if c.Stimulus != nil {
		out.Stimulus = s.stimulus(*c.Stimulus)
	}
	if at.Type == items.FileUpload || c.Upload != nil {
		rule := c.Upload.Whole()
		out.Upload = &UploadView{rule.MaxFiles, rule.MaxBytes, rule.Kinds}
	}
	return out
}

// stimulus gives a shared text its name in this attempt, in the order they appear.
func (s *showing) stimulus(of items.Stimulus) string {
	name, known := s.named[of.ID]
	if !known {
		name = "s" + strconv.Itoa(len(s.stimuli)+1)
		s.named[of.ID] = name
		s.stimuli = append(s.stimuli, StimulusView{name, of.Title, of.HTML, s.media(of.Media)})
	}
	return name
}

func (s *showing) media(all []items.Medium) []MediaView {
	out := []MediaView{}
	for _, m := range all {
		out = append(out, MediaView{s.attempt.mediaLink(m.ID), m.Kind, m.Alt})
	}
	return out
}

func viewOptions(all []items.Option) []OptionView {
	var out []OptionView
	for _, o := range all {
		out = append(out, OptionView(o))
	}
	return out
}
