package items

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// maxShortText is the length of a short answer in characters.
const maxShortText = 500

type shortText struct{}

// shortTextKey lists accepted texts; the first that fits says what the answer is worth.
type shortTextKey struct {
	Texts []acceptedText `json:"texts"`
}

type acceptedText struct {
	Text      string `json:"text"`
	Exact     bool   `json:"exact,omitempty"`
	Fraction  string `json:"fraction"`
	Rationale string `json:"rationale,omitempty"`
}

type shortTextResponse struct {
	Text *string `json:"text"`
}

func (shortText) take(m Markup, it interchange.Item) authored {
	a := stemOf(m, it)
	key := shortTextKey{}
	for _, t := range it.Texts {
		key.Texts = append(key.Texts, acceptedText{Text: t.Text, Fraction: t.Fraction, Rationale: m.lossy(t.Rationale, &a.losses)})
	}
	a.key = key
	return a
}

func (shortText) check(_ Content, raw json.RawMessage) string {
	var key shortTextKey
	if !decode(raw, &key) || len(key.Texts) == 0 {
		return "the key accepts no text"
	}
	all, err := key.accepted()
	if err != nil {
		return err.Error()
	}
	for _, t := range all {
		if t.Fraction.Sign() > 0 {
			return ""
		}
	}
	return "no answer is right"
}

func (k shortTextKey) accepted() ([]scoring.Accepted, error) {
	out := make([]scoring.Accepted, 0, len(k.Texts))
	for _, t := range k.Texts {
		worth, ok := scoring.Fraction(t.Fraction)
		if !ok || strings.TrimSpace(t.Text) == "" || utf8.RuneCountInString(t.Text) > maxShortText {
			return nil, fmt.Errorf("an accepted text of the key cannot be used")
		}
		out = append(out, scoring.Accepted{Text: t.Text, Exact: t.Exact, Fraction: worth})
	}
	return out, nil
}

func (shortText) read(_ Arrangement, raw json.RawMessage) (any, bool) {
	var r shortTextResponse
	if !decode(raw, &r) || r.Text == nil || utf8.RuneCountInString(*r.Text) > maxShortText {
		return nil, false
	}
	return r, true
}

func (shortText) score(_ Arrangement, rawKey, raw json.RawMessage) (*big.Rat, error) {
	var key shortTextKey
	var r shortTextResponse
	if err := unmarshal(rawKey, &key, raw, &r); err != nil || r.Text == nil {
		return scoring.Wrong(), err
	}
	accepted, err := key.accepted()
	if err != nil {
		return scoring.Wrong(), err
	}
	return scoring.Text(*r.Text, accepted), nil
}
