package banks

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"laurel/exams/items"
	"laurel/internal/fault"
)

// Translation is what an item version says in another language. Ids of options, stems and blanks are those of the version, so that
// key, forms and statistics are the same in every language.
type Translation struct {
	VersionID  string
	Language   string
	Content    string // JSON: an items.Content, or an items.Stimulus for a stimulus
	State      TranslationState
	Translator string
	Reviewer   string
	Revision   int64
	UpdatedAt  time.Time
}

// TranslationState says whether a translation is delivered.
type TranslationState string

// A translation is delivered after somebody else than its translator has reviewed it.
const (
	TranslationDraft    TranslationState = "draft"
	TranslationReviewed TranslationState = "reviewed"
)

// ETag is the revision of the translation.
func (t Translation) ETag() string { return strconv.FormatInt(t.Revision, 10) }

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// Words are the texts of an item in another language, by the ids that the version gives them.
type Words struct {
	StemHTML string            `json:"stem_html"`
	Options  map[string]string `json:"options,omitempty"`
	Stems    map[string]string `json:"stems,omitempty"`
	Blanks   map[string]Gaps   `json:"blanks,omitempty"`
	Alts     map[string]string `json:"alts,omitempty"` // of media, and of the image under its media id
}

// Gaps are the options of a blank.
type Gaps map[string]string

// over lays the words over a content. Every text of the content must have its own: a half translated item is none.
func (w Words) over(c items.Content, language string) (items.Content, []fault.Field) {
	var f []fault.Field
	say := func(text, field string) string {
		if text == "" {
			f = append(f, fault.Field{Field: field, Code: "required", Detail: "a text in the other language"})
		}
		return text
	}
	all := func(options []items.Option, words map[string]string, field string) []items.Option {
		out := slices.Clone(options)
		for i := range out {
			out[i].HTML = say(words[out[i].ID], field+"."+out[i].ID)
		}
		if len(words) > len(options) {
			f = append(f, fault.Field{Field: field, Code: "unknown", Detail: "only what the item has"})
		}
		return out
	}
	c.StemHTML, c.Language = say(w.StemHTML, "stem_html"), language
	c.Options, c.Stems = all(c.Options, w.Options, "options"), all(c.Stems, w.Stems, "stems")
	c.Blanks = slices.Clone(c.Blanks)
	for i, b := range c.Blanks {
		c.Blanks[i].Options = all(b.Options, w.Blanks[b.ID], "blanks."+b.ID)
	}
	c.Media = slices.Clone(c.Media)
	for i, m := range c.Media {
		if alt, ok := w.Alts[m.ID]; ok || m.Alt != "" {
			c.Media[i].Alt = say(alt, "alts."+m.ID)
		}
	}
	if c.Image != nil {
		image := *c.Image
		image.Alt = say(w.Alts[image.Media], "alts."+image.Media)
		c.Image = &image
	}
	return c, f
}
