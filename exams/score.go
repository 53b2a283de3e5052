package exams

import (
	"encoding/json"
	"fmt"
	"math/big"

	"laurel/exams/items"
	"laurel/exams/scoring"
)

// Key is what makes an answer to an item version right, in the shape of the item's type.
type Key struct {
	ItemVersionID string
	Number        int
	Key           string
	CreditAll     bool // the item was dropped for all: whoever met it earns all its points
	Proposed      bool // it waits for a decision and scores nobody
}

// Result is the outcome of an attempt. Raw and Cut are exact, as a whole number or a quotient.
type Result struct {
	Number      int `gorm:"->"` // among those of its attempt, from one on
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

	PendingMarking = "pending_marking" // people or labs have still to say what an answer is worth; there is no decision yet
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
	Pretest       bool   `json:"pretest,omitempty"`
}

// Score turns a form, what was answered and the keys into a result. It has no clock, no chance and no float in it: the same
// input gives the same result whenever it is asked. Every item is worth its points; pretest
// items are scored for statistics and count for nothing.
func Score(slots []Slot, responses []Response, keys []Key, d Document) (Result, error) {
	return score(slots, responses, keysBy(keys), d)
}

// keysBy sorts keys by the item versions they belong to.
func keysBy(keys []Key) map[string]Key {
	keyed := make(map[string]Key, len(keys))
	for _, k := range keys {
		keyed[k.ItemVersionID] = k
	}
	return keyed
}

func score(slots []Slot, responses []Response, keyed map[string]Key, d Document) (Result, error) {
	most := 0
	for _, s := range slots {
		most += s.worth()
	}
	cut, err := d.Scoring.Cut(most)
	if err != nil {
		return Result{}, err
	}
	answered := map[int]Response{}
	for _, r := range responses {
		answered[r.Position] = r
	}
	raw := new(big.Rat)
	byDomain, count, worth := map[string]*big.Rat{}, map[string]int{}, map[string]int{}
	out := Result{State: Released, Decision: Fail, Max: most, CutScore: d.Scoring.Scale.Pass, Domains: []DomainResult{}}
	for _, s := range slots {
		if awaits(s, answered[s.Position]) {
			out.State = PendingMarking
		}
		points, key, err := scoreSlot(s, answered[s.Position], keyed)
		if err != nil {
			return Result{}, fmt.Errorf("score position %d: %w", s.Position, err)
		}
		points.Mul(points, big.NewRat(int64(max(s.Points, 1)), 1))
		out.Items = append(out.Items, ItemScore{s.Position, s.ItemVersionID, key.Number, points.RatString(), s.Pretest})
		if s.Pretest {
			continue
		}
		raw.Add(raw, points)
		if byDomain[s.Domain] == nil {
			byDomain[s.Domain] = new(big.Rat)
		}
		byDomain[s.Domain].Add(byDomain[s.Domain], points)
		count[s.Domain]++
		worth[s.Domain] += s.worth()
	}
	for _, name := range d.Blueprint.reported(count) {
		share := new(big.Rat).Mul(byDomain[name], big.NewRat(int64(count[name]), int64(worth[name])))
		out.Domains = append(out.Domains, DomainResult{name, scoring.BandOf(share, count[name])})
	}
	if cut.Passed(raw) {
		out.Decision = Pass
	}
	out.Raw, out.Cut, out.ScaledScore = raw.RatString(), cut.Raw.RatString(), d.Scoring.Scale.Scaled(raw, cut)
	return out, nil
}

func scoreSlot(s Slot, response Response, keyed map[string]Key) (*big.Rat, Key, error) {
	if key := keyed[s.ItemVersionID]; key.CreditAll {
		return big.NewRat(1, 1), key, nil
	}
	if markedElsewhere(s.Type) {
		points, err := response.marked()
		return points, Key{}, err
	}
	key, ok := keyed[s.ItemVersionID]
	if !ok {
		return nil, key, fmt.Errorf("item version %s has no key", s.ItemVersionID)
	}
	points, err := items.Score(s.Type, s.Arrangement, json.RawMessage(key.Key), json.RawMessage(response.Response))
	return points, key, err
}
