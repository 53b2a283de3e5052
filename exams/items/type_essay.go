package items

import (
	"encoding/json"
	"math/big"
	"unicode/utf8"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// maxEssay is the length of an essay in characters.
const maxEssay = 40_000

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
	return f
}

// read takes a text as it stands. A number of words is asked for and shown, and a text that misses it is kept all the same.
func (essay) read(_ Arrangement, raw json.RawMessage) (any, bool) {
	var r essayResponse
	if !decode(raw, &r) || r.Text == nil || utf8.RuneCountInString(*r.Text) > maxEssay {
		return nil, false
	}
	return r, true
}

func (essay) score(Arrangement, json.RawMessage, json.RawMessage) (*big.Rat, error) {
	return scoring.Wrong(), errByPeople
}
