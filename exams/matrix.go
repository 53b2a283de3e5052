package exams

import (
	"encoding/json"
	"math/big"
	"slices"
	"sort"
	"strings"
	"time"

	"laurel/exams/items"
	"laurel/exams/psychometrics"
)

// MatrixFilter narrows the attempts that are measured. From is inside, To outside.
type MatrixFilter struct {
	From, To  *time.Time
	FirstOnly bool     // each person's first attempt only
	Forms     []string // these forms only; all of them when none is named
}

// Measured is what the closed attempts at an exam earned and chose: a row for each attempt, a column for each item version. Cut is
// the part of the points that passes now.
type Measured struct {
	Matrix   *psychometrics.Matrix
	Attempts []MeasuredAttempt
	Items    []MeasuredItem
	Cut      float64
}

// MeasuredAttempt is who stands behind a row.
type MeasuredAttempt struct {
	ID         string
	PersonID   string
	PartnerID  string
	FormID     string // of a fixed form
	FormNumber int
	Language   string
	ClosedAt   time.Time
}

// MeasuredItem is what stands behind a column.
type MeasuredItem struct {
	ItemID        string
	ItemVersionID string
	Type          items.Type
	Domain        string
}

// answerOf translates a response from the names that options had in one attempt to the author's, so that the same answer is the
// same text in all attempts, and says which options were chosen, as bits in the author's order.
func answerOf(a items.Arrangement, options []string, response string) (text string, chosen uint64) {
	if response == "" || response == items.Cleared {
		return "", 0
	}
	if len(a.Options) == 0 {
		return response, 0
	}
	if one, ok := strings.CutPrefix(response, `{"choice":"`); ok { // most responses are one choice, and are read without a decoder
		for _, o := range a.Options {
			if one == o.ID+`"}` {
				return `{"choice":"` + o.Option + `"}`, 1 << max(slices.Index(options, o.Option), 0)
			}
		}
	}
	var v any
	if json.Unmarshal([]byte(response), &v) != nil {
		return response, 0
	}
	names := make(map[string]string, len(a.Options))
	for _, o := range a.Options {
		names[o.ID] = o.Option
	}
	v = authored(v, names)
	if members, ok := v.(map[string]any); ok {
		for _, name := range choices(members) {
			if i := slices.Index(options, name); i >= 0 && i < 64 {
				chosen |= 1 << i
			}
		}
	}
	out, err := json.Marshal(v)
	if err != nil {
		return response, 0
	}
	return string(out), chosen
}

// authored renames every string that is an option's name. What was chosen together has no order, and is sorted.
func authored(v any, names map[string]string) any {
	switch v := v.(type) {
	case string:
		if name, ok := names[v]; ok {
			return name
		}
	case []any:
		for i := range v {
			v[i] = authored(v[i], names)
		}
	case map[string]any:
		for k := range v {
			v[k] = authored(v[k], names)
		}
		if set, ok := v["choices"].([]any); ok {
			sort.Slice(set, func(i, j int) bool { return asText(set[i]) < asText(set[j]) })
		}
	}
	return v
}

func choices(members map[string]any) []string {
	if one, ok := members["choice"].(string); ok {
		return []string{one}
	}
	out := []string{}
	set, _ := members["choices"].([]any)
	for _, c := range set {
		out = append(out, asText(c))
	}
	return out
}

func asText(v any) string { s, _ := v.(string); return s }

// optionsOf lists the author's names of an item's options in the author's order: a, b, … z, aa.
func optionsOf(a items.Arrangement) []string {
	out := make([]string, len(a.Options))
	for i, o := range a.Options {
		out[i] = o.Option
	}
	sort.Slice(out, func(i, j int) bool {
		return len(out[i]) < len(out[j]) || len(out[i]) == len(out[j]) && out[i] < out[j]
	})
	return out
}

// pointsOf reads exact points for statistics, which need no more than a float holds.
type pointsOf map[string]float64

func (p pointsOf) read(text string) float64 {
	v, ok := p[text]
	if !ok {
		if r, fine := new(big.Rat).SetString(text); fine {
			v, _ = r.Float64()
		}
		p[text] = v
	}
	return v
}

// scored is what statistics read of an ItemScore.
type scored struct {
	Position int    `json:"position"`
	Points   string `json:"points"`
}

func scoresOf(text []byte) ([]scored, error) {
	var out []scored
	err := json.Unmarshal(text, &out)
	return out, err
}
