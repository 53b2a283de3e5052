package rules

import "strings"

// summary is the answer in one sentence.
func (h *hearing) summary(t Tier, e Explanation, b *bench) string {
	parts := []string{}
	switch e.Result {
	case Met:
		parts = append(parts, "every requirement is met")
		parts = append(parts, waiting(t, e)...)
	case NotMet:
		parts = append(parts, b.lacks(h)...)
	case Unknown:
		parts = append(parts, b.lacks(h)...)
		parts = append(parts, b.unknowns()...)
	}
	parts = append(parts, b.risks()...)
	lead := map[Result]string{Met: t.Title, NotMet: "Not " + t.Title, Unknown: "Not known whether " + t.Title}[e.Result]
	return lead + ": " + strings.Join(parts, "; ") + "."
}

// waiting says what stands between met requirements and the tier.
func waiting(t Tier, e Explanation) []string {
	if e.Rule == "keep" || !t.Entry.ByRecord() {
		return nil
	}
	record := "an " + string(t.Entry)
	switch e.Record {
	case "accepted":
		return []string{record + " was accepted"}
	case "pending":
		return []string{record + " waits for an answer"}
	}
	return []string{record + " is still needed"}
}

func (b *bench) lacks(h *hearing) []string {
	found := []string{}
	for i, n := range b.nodes {
		if n.Result != NotMet || !b.open(i) {
			continue
		}
		if lack := b.rules[i].test.lack(h, n); lack != "" {
			if b.choice(i) {
				lack = "or " + lack
			}
			found = append(found, lack)
		}
	}
	return found
}

// choice is true for a part that stands beside an earlier one in a list of alternatives.
func (b *bench) choice(i int) bool {
	up := b.parent[i]
	if up < 0 || b.rules[up].test.kind() != KindAny {
		return false
	}
	return b.parts[up][0] != i
}

func (b *bench) unknowns() []string {
	found := []string{}
	for i, n := range b.nodes {
		if n.Result != Unknown || len(b.parts[i]) > 0 || !b.open(i) {
			continue
		}
		text := n.Label + " is not known"
		if n.WhyText != "" {
			text += " (" + n.WhyText + ")"
		}
		found = append(found, text)
	}
	return found
}

// risks say who is going to be lost, once for each group of people.
func (b *bench) risks() []string {
	found := []string{}
	for _, n := range b.nodes {
		if n.AtRisk == nil || n.AtRisk.Losing == 0 {
			continue
		}
		horizon, _ := ParsePeriod(n.AtRisk.Horizon)
		verb, first := " stop", ", the first on "
		if n.AtRisk.Losing == 1 {
			verb, first = " stops", ", on "
		}
		text := grouped(int64(n.AtRisk.Losing)) + " of " + grouped(int64(len(n.Counted))) + " " + n.Label + verb + " counting within " + horizon.Words() + first + dayWords(n.AtRisk.FirstOn)
		if !has(found, text) {
			found = append(found, text)
		}
	}
	return found
}
