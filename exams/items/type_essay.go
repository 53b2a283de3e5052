package items

import (
	"encoding/json"
	"math/big"
	"unicode/utf8"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// The longest essay: in characters, where its item does not ask for a shorter one, and in bytes. 5,000 words fit, and 2,000 in any script.
const (
	maxEssay      = 40_000
	maxEssayBytes = 64 << 10
)

// essay is a text that people mark.
type essay struct{}

// guideKey is what a marker is told. It is as secret as a key.
type guideKey struct {
	GuideHTML string `json:"guide_html,omitempty"`
}

type essayResponse struct {
	Text *string `json:"text"`
}

func (essay) take(m Markup, it interchange.Item) authored { return guided(m, it) }

func guided(m Markup, it interchange.Item) authored {
	a := stemOf(m, it)
	a.key = guideKey{m.lossy(it.Guide, &a.losses)}
	return a
}

func (essay) check(c Content, raw json.RawMessage) (f faults) {
	var key guideKey
	f.decode(raw, &key)
	f.want(c.MinWords >= 0 && c.MaxWords >= 0 && c.MaxWords <= maxWords && c.MinWords <= maxWords && (c.MaxWords == 0 || c.MinWords <= c.MaxWords), "content.max_words", "the number of words asked for makes no sense, or is above 5000")
	f.want(c.MaxCharacters >= 0 && c.MaxCharacters <= maxEssay, "content.max_characters", "an essay has at most 40000 characters")
	return f
}

// read takes a text as it stands, up to the number of characters that the item takes. A number of words is asked for and shown, and a text that misses it is kept all the same.
func (essay) read(a Arrangement, raw json.RawMessage) (any, bool) {
	var r essayResponse
	most := a.Bounds.Characters
	if most == 0 {
		most = maxEssay
	}
	if !decode(raw, &r) || r.Text == nil || len(*r.Text) > maxEssayBytes || utf8.RuneCountInString(*r.Text) > most {
		return nil, false
	}
	return r, true
}

func (essay) score(Arrangement, json.RawMessage, json.RawMessage) (*big.Rat, error) {
	return scoring.Wrong(), errByPeople
}
