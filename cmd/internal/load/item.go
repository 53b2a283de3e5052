package load

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strconv"
)

type rawJSON = json.RawMessage

// item is as much of a delivered item as somebody needs who guesses.
type item struct {
	Position int      `json:"position"`
	Type     string   `json:"type"`
	Options  []choice `json:"options"`
	Stems    []choice `json:"stems"`
	Blanks   []blank  `json:"blanks"`
	Image    *struct {
		Width  int `json:"width"`
		Height int `json:"height"`
	} `json:"image"`
}

type choice struct {
	ID string `json:"id"`
}

type blank struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	Options []choice `json:"options"`
}

// guess gives a response that the item can take, as JSON. Files and labs are left out: null.
func (it item) guess() string {
	switch it.Type {
	case "single_choice", "true_false":
		return string(encode(object{"choice": one(it.Options)}))
	case "multiple_response":
		return string(encode(object{"choices": []string{one(it.Options)}}))
	case "numeric":
		return string(encode(object{"number": strconv.Itoa(rand.IntN(100))})) //nolint:gosec // a guess
	case "short_text", "essay":
		return string(encode(object{"text": "guess " + strconv.Itoa(rand.IntN(1000))})) //nolint:gosec // a guess
	case "matching":
		pairs := map[string]string{}
		for _, s := range it.Stems {
			pairs[s.ID] = one(it.Options)
		}
		return string(encode(object{"pairs": pairs}))
	case "ordering":
		order := make([]string, 0, len(it.Options))
		for _, i := range rand.Perm(len(it.Options)) { //nolint:gosec // a guess
			order = append(order, it.Options[i].ID)
		}
		return string(encode(object{"order": order}))
	case "cloze":
		blanks := map[string]string{}
		for _, b := range it.Blanks {
			blanks[b.ID] = strconv.Itoa(rand.IntN(100)) //nolint:gosec // a guess
			if len(b.Options) > 0 {
				blanks[b.ID] = one(b.Options)
			}
		}
		return string(encode(object{"blanks": blanks}))
	case "hotspot":
		if it.Image != nil {
			return string(encode(object{"points": [][]int{{rand.IntN(max(it.Image.Width, 1)), rand.IntN(max(it.Image.Height, 1))}}})) //nolint:gosec // a guess
		}
	}
	return "null"
}

func one(options []choice) string {
	if len(options) == 0 {
		return ""
	}
	return options[rand.IntN(len(options))].ID //nolint:gosec // a guess
}

// sameJSON compares values, because the server keeps one canonical spelling.
func sameJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}
