// Package items knows what an item is: what a candidate sees of each type, what its key says, how a response is read and what
// part of a point it earns. It has no clock, no chance of its own and no database.
package items

import (
	"encoding/json"
	"fmt"
	"math/big"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
	"laurel/internal/fault"
)

// Cleared is the canonical response of no answer.
const Cleared = "null"

// MaxResponseBytes is the largest response in bytes, but for essays.
const MaxResponseBytes = 16 << 10

// longest is the largest response of a type as it is sent; in an essay every byte may be escaped.
func longest(t Type) int {
	if t == Essay {
		return 6*maxEssayBytes + MaxResponseBytes
	}
	return MaxResponseBytes
}

// Authored is an item as an importer or an author leaves it. Key and rationales are as secret as each other.
type Authored struct {
	Content          Content
	Key              json.RawMessage
	Rationale        string
	OptionRationales map[string]string
	Losses           []string
}

// Take turns a source item into content and key. The reason says why it cannot be used; "" when it can.
func Take(m Markup, it interchange.Item) (a Authored, reason string) {
	k := kindOf(Type(it.Type))
	if k == nil {
		return Authored{}, "type " + string(it.Type) + " is not supported"
	}
	draft := k.take(m.with(it), it)
	key, err := json.Marshal(draft.key)
	if err != nil {
		return Authored{}, "the key cannot be kept"
	}
	a = Authored{draft.content, key, draft.why.general, draft.why.options, draft.losses}
	return a, Check(Type(it.Type), a.Content, key)
}

// Write takes an item that an author wrote as content and key, with its texts in HTML. It gives the item with its markup cleaned,
// or every fault with the path of its field.
func Write(m Markup, t Type, c Content, key json.RawMessage) (Authored, []fault.Field) {
	a := Authored{Content: c, Key: key, OptionRationales: map[string]string{}}
	clean := func(html string) string {
		return m.lossy(interchange.Text{Format: interchange.HTML, Text: html}, &a.Losses)
	}
	cleaned := func(all []Option) []Option {
		var out []Option
		for _, o := range all {
			out = append(out, Option{o.ID, clean(o.HTML)})
		}
		return out
	}
	a.Content.StemHTML, a.Content.Options, a.Content.Stems = clean(c.StemHTML), cleaned(c.Options), cleaned(c.Stems)
	a.Content.Blanks = nil
	for _, b := range c.Blanks {
		b.Options = cleaned(b.Options)
		a.Content.Blanks = append(a.Content.Blanks, b)
	}
	return a, Validate(t, a.Content, key)
}

// Check tells what content or key lack, in words for their author; "" when the item can be used.
func Check(t Type, c Content, key json.RawMessage) string {
	if all := Validate(t, c, key); len(all) > 0 {
		return all[0].Detail
	}
	return ""
}

// Validate tells everything that content or key lack, each with the path of its field.
func Validate(t Type, c Content, key json.RawMessage) []fault.Field {
	var f faults
	k := kindOf(t)
	if k == nil {
		f.add("type", "type "+string(t)+" is not supported")
		return f
	}
	f.common(c)
	return append(f, k.check(c, key)...)
}

// Read gives a response its one canonical spelling. It refuses what is no answer to an item of that type so arranged.
func Read(t Type, a Arrangement, raw json.RawMessage) (canonical string, ok bool) {
	k := kindOf(t)
	if k == nil || len(raw) == 0 || len(raw) > longest(t) {
		return "", false
	}
	if string(raw) == Cleared {
		return Cleared, true
	}
	v, ok := k.read(a, raw)
	if !ok {
		return "", false
	}
	canonical, err := Canonical(v)
	return canonical, err == nil
}

// Score gives the part of the item's points, between 0 and 1, that a canonical response earns. Nothing said earns nothing.
func Score(t Type, a Arrangement, key, response json.RawMessage) (*big.Rat, error) {
	if len(response) == 0 || string(response) == Cleared {
		return scoring.Wrong(), nil
	}
	k := kindOf(t)
	if k == nil {
		return nil, fmt.Errorf("item type %q is not known", t)
	}
	return k.score(a, key, response)
}
