package tiers

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"laurel/internal/tiers/rules"
)

// Difference is something derived that was kept otherwise than it follows from the copies. Key is a person, a certification, or
// program and tier or track.
type Difference struct {
	PartnerID, Kind, Key, Told, Is string
}

// The kinds of differences.
const (
	spanWrong          = "span"
	headcountWrong     = "headcount"
	qualificationWrong = "qualification"
	standingWrong      = "standing"
)

// Found is a difference and when it was found.
type Found struct {
	ID string
	Difference
	FoundAt time.Time
}

// differing compares what is kept with what is, cell by cell; what is on neither side is nobody.
func differing(kind string, told, is map[place]int) []Difference {
	places := map[place]bool{}
	for p := range told {
		places[p] = true
	}
	for p := range is {
		places[p] = true
	}
	found := []Difference{}
	for p := range places {
		if told[p] != is[p] {
			found = append(found, Difference{p.partner, kind, p.key, strconv.Itoa(told[p]), strconv.Itoa(is[p])})
		}
	}
	slices.SortFunc(found, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.PartnerID, b.PartnerID), cmp.Compare(a.Key, b.Key))
	})
	return found
}

// answer is what is kept of one tier of a program.
type answer struct {
	Target, Result, Version string
	EvaluatedAt             time.Time
}

// stale is true where a settlement would keep something else.
func stale(p *rules.Program, kept []answer, results map[string]rules.Result) bool {
	if len(kept) != len(p.Tiers) {
		return true
	}
	for _, k := range kept {
		if k.Version != p.Version || string(results[k.Target]) != k.Result {
			return true
		}
	}
	return false
}
