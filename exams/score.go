package exams

import (
	"encoding/json"
	"fmt"
	"math/big"

	"laurel/exams/scoring"
)

// Key is what makes an answer to an item version right, in the shape of the item's type.
type Key struct {
	ItemVersionID string
	Number        int
	Key           string
}

// Result is the outcome of an attempt. Raw and Cut are exact, as a whole number or a quotient.
type Result struct {
	State       string
	Decision    string
	Raw         string
	Max         int
	Cut         string
	ScaledScore int
	CutScore    int
	Domains     []DomainResult `gorm:"serializer:json"`
	Items       []ItemScore    `gorm:"serializer:json"`
}

// The decisions, and the state of a result that needs no human mark.
const (
	Pass     = "pass"
	Fail     = "fail"
	Released = "released"
)

// passed holds for a pass.
func (r Result) passed() bool { return r.Decision == Pass }

// DomainResult is how a domain went, as coarsely as its number of items allows.
type DomainResult struct {
	Name        string       `json:"name"`
	PercentBand scoring.Band `json:"percent_band"`
}

// ItemScore is kept for appeals and statistics. It never leaves to candidates.
type ItemScore struct {
	Position      int    `json:"position"`
	ItemVersionID string `json:"item_version_id"`
	KeyNumber     int    `json:"key_number"`
	Points        string `json:"points"`
}

// Score turns a form, what was answered and the keys into a result. It has no clock, no chance and no float in it: the same
// input gives the same result whenever it is asked. Every item is worth one point.
func Score(slots []Slot, responses []Response, keys []Key, d Document) (Result, error) {
	cut, err := d.Scoring.Cut(len(slots))
	if err != nil {
		return Result{}, err
	}
	answered := map[int]string{}
	for _, r := range responses {
		answered[r.Position] = r.Response
	}
	keyed := map[string]Key{}
	for _, k := range keys {
		keyed[k.ItemVersionID] = k
	}
	raw := new(big.Rat)
	byDomain, count := map[string]*big.Rat{}, map[string]int{}
	out := Result{State: Released, Decision: Fail, Max: len(slots), CutScore: d.Scoring.Scale.Pass, Domains: []DomainResult{}}
	for _, s := range slots {
		points, key, err := scoreSlot(s, answered[s.Position], keyed)
		if err != nil {
			return Result{}, fmt.Errorf("score position %d: %w", s.Position, err)
		}
		raw.Add(raw, points)
		if byDomain[s.Domain] == nil {
			byDomain[s.Domain] = new(big.Rat)
		}
		byDomain[s.Domain].Add(byDomain[s.Domain], points)
		count[s.Domain]++
		out.Items = append(out.Items, ItemScore{s.Position, s.ItemVersionID, key.Number, points.RatString()})
	}
	for _, name := range d.Blueprint.reported(count) {
		out.Domains = append(out.Domains, DomainResult{name, scoring.BandOf(byDomain[name], count[name])})
	}
	if cut.Passed(raw) {
		out.Decision = Pass
	}
	out.Raw, out.Cut, out.ScaledScore = raw.RatString(), cut.Raw.RatString(), d.Scoring.Scale.Scaled(raw, cut)
	return out, nil
}

func scoreSlot(s Slot, response string, keyed map[string]Key) (*big.Rat, Key, error) {
	key, ok := keyed[s.ItemVersionID]
	if !ok {
		return nil, key, fmt.Errorf("item version %s has no key", s.ItemVersionID)
	}
	if response == "" || response == cleared {
		return scoring.Wrong(), key, nil
	}
	k := kindOf(s.Type)
	if k == nil {
		return nil, key, fmt.Errorf("item type %q is not known", s.Type)
	}
	points, err := k.score(s, json.RawMessage(key.Key), json.RawMessage(response))
	return points, key, err
}

// unmarshal reads a key and a response into the shapes of a type.
func unmarshal(rawKey json.RawMessage, key any, raw json.RawMessage, response any) error {
	if err := json.Unmarshal(rawKey, key); err != nil {
		return fmt.Errorf("read the key: %w", err)
	}
	if err := json.Unmarshal(raw, response); err != nil {
		return fmt.Errorf("read the response: %w", err)
	}
	return nil
}

func fractions(worth map[string]string) (map[string]*big.Rat, error) {
	out := make(map[string]*big.Rat, len(worth))
	for id, f := range worth {
		v, ok := scoring.Fraction(f)
		if !ok {
			return nil, fmt.Errorf("the worth of option %s cannot be read", id)
		}
		out[id] = v
	}
	return out, nil
}
