package exams

import (
	"math/rand/v2"
	"slices"
)

// lay gives what was drawn its places, in an order that chance decides: each item in a section that takes its domain, items of one
// stimulus together, and the unscored ones anywhere among the others.
func (d Document) lay(scored, pretest []Drawable, source *rand.Rand) []FormSlot {
	sections := d.fill(scored, source)
	for _, it := range pretest {
		j := d.anySection(it.Domain, source)
		sections[j] = append(sections[j], it)
	}
	var slots []FormSlot
	for j, section := range sections {
		groups := grouped(section)
		source.Shuffle(len(groups), func(a, b int) { groups[a], groups[b] = groups[b], groups[a] })
		for _, it := range slices.Concat(groups...) {
			slots = append(slots, slotOf(it, len(slots)+1, j+1))
		}
	}
	return slots
}

// fill shares scored items among the sections as the blueprint allots them.
func (d Document) fill(scored []Drawable, source *rand.Rand) [][]Drawable {
	plan, _ := d.allot()
	row := map[string]int{}
	for i, share := range d.Blueprint.Shares() {
		row[share.Domain] = i
	}
	groups := grouped(scored)
	source.Shuffle(len(groups), func(a, b int) { groups[a], groups[b] = groups[b], groups[a] })
	slices.SortStableFunc(groups, func(a, b []Drawable) int { return len(b) - len(a) }) // while there is room for them
	sections := make([][]Drawable, len(d.sectioned()))
	for _, group := range groups {
		for n, it := range group {
			i := row[it.Domain]
			if len(d.Blueprint.Domains) == 0 {
				i = 0
			}
			j := roomFor(plan[i], len(group)-n)
			plan[i][j]--
			sections[j] = append(sections[j], it)
		}
	}
	return sections
}

// roomFor finds the section that takes so many items, or else the one that takes most.
func roomFor(room []int, n int) int {
	best := 0
	for j, r := range room {
		if r >= n {
			return j
		}
		if r > room[best] {
			best = j
		}
	}
	return best
}

// anySection picks one that takes the domain, the longer the likelier.
func (d Document) anySection(domain string, source *rand.Rand) int {
	sections := d.sectioned()
	var places []int
	for j, s := range sections {
		if s.takes(domain) {
			places = append(places, slices.Repeat([]int{j}, s.Items)...)
		}
	}
	if len(places) == 0 {
		return source.IntN(len(sections))
	}
	return places[source.IntN(len(places))]
}

// grouped groups items by stimulus, each without one alone.
func grouped(all []Drawable) [][]Drawable {
	var out [][]Drawable
	at := map[string]int{}
	for _, it := range all {
		if i, ok := at[it.StimulusID]; ok && it.StimulusID != "" {
			out[i] = append(out[i], it)
			continue
		}
		at[it.StimulusID] = len(out)
		out = append(out, []Drawable{it})
	}
	return out
}

func slotOf(it Drawable, position, section int) FormSlot {
	return FormSlot{
		Position: position, Section: section, ItemID: it.ID, ItemVersionID: it.VersionID, Type: it.Type, Domain: it.Domain,
		CognitiveLevel: it.CognitiveLevel, Difficulty: it.Difficulty, StimulusID: it.StimulusID, Points: max(it.Points, 1), Pretest: it.Pretest,
	}
}
