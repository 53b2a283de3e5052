package assembly

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// lacks says which bounds the best draw does not keep, and what the bank would need.
func (b *bench) lacks() []Lack {
	var out []Lack
	for f := range b.plan.Forms {
		for l, part := range b.plan.Levels {
			if off := b.levels[f][l] - part.Items; abs(off) > b.plan.LevelSlack {
				out = append(out, Lack{"level", part.Name, "Form " + strconv.Itoa(f+1) + " takes " + strconv.Itoa(b.levels[f][l]) + " items of the level " + part.Name + " where " +
					strconv.Itoa(part.Items) + " are asked for: its domains hold too few of the levels that are missing."})
			}
		}
		if e := b.expected(f); b.plan.Strict && math.Abs(e-b.target) > b.plan.Tolerance {
			out = append(out, Lack{"difficulty", "", fmt.Sprintf("Form %d expects %.3f of its points, %.3f is asked for within %.3f: the domains hold too few items that are %s.",
				f+1, e, b.target, b.plan.Tolerance, map[bool]string{true: "easier", false: "harder"}[e < b.target])})
		}
		for g := range b.forms {
			if b.plan.Overlap < 0 || b.shared[f][g] <= b.plan.Overlap || g >= f && g < b.plan.Forms {
				continue
			}
			other := "another form"
			if g >= b.plan.Forms {
				other = "a form that is there already"
			}
			out = append(out, Lack{"overlap", "", fmt.Sprintf("Form %d shares %d items with %s, %d are allowed: %s.", f+1, b.shared[f][g], other, b.plan.Overlap, b.tightest())})
		}
	}
	return out
}

// tightest names the domain that leaves forms the least choice.
func (b *bench) tightest() string {
	worst, least := 0, math.Inf(1)
	for d, part := range b.plan.Domains {
		if part.Items == 0 {
			continue
		}
		if room := float64(len(b.byDomain[d])) / float64(part.Items); room < least {
			worst, least = d, room
		}
	}
	name := "the bank"
	if n := b.plan.Domains[worst].Name; n != "" {
		name = "the domain " + n
	}
	return name + " has " + strconv.Itoa(len(b.byDomain[worst])) + " items for " + strconv.Itoa(len(b.forms)) + " forms of " + strconv.Itoa(b.plan.Domains[worst].Items)
}

// drawn adds the unscored items and counts what came out.
func (b *bench) drawn() (Drawn, error) {
	out := Drawn{Target: b.target, Shared: b.shared}
	for f := range b.plan.Forms {
		pretest, err := b.tryOut(f)
		if err != nil {
			return Drawn{}, err
		}
		form := Form{Pretest: pretest, Expected: b.expected(f), Relaxed: slices.ContainsFunc(b.forms[f], b.overexposed)}
		slices.Sort(b.forms[f])
		for _, part := range b.plan.Domains {
			form.Domains = append(form.Domains, Part{part.Name, 0})
		}
		for l, part := range b.plan.Levels {
			form.Levels = append(form.Levels, Part{part.Name, b.levels[f][l]})
		}
		for _, i := range b.forms[f] {
			form.Scored = append(form.Scored, b.pool[i].ID)
			form.Domains[b.domain[i]].Items++
			if b.pool[i].Facility >= 0 {
				form.Known++
			}
		}
		out.Forms = append(out.Forms, form)
	}
	return out, nil
}

// tryOut picks the unscored items of a form: those that fewest have seen, and no enemy of what stands there.
func (b *bench) tryOut(f int) ([]string, error) {
	order := slices.Clone(b.pretest)
	b.source.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	slices.SortStableFunc(order, func(i, j int) int { return (b.pool[i].Seen + b.uses[i]) - (b.pool[j].Seen + b.uses[j]) })
	var out []string
	for _, i := range order {
		if len(out) == b.plan.Pretest {
			break
		}
		if !slices.ContainsFunc(b.enemies[i], func(e int) bool { return b.in[f][e] }) {
			b.in[f][i] = true
			b.uses[i]++
			out = append(out, b.pool[i].ID)
		}
	}
	if len(out) < b.plan.Pretest {
		return nil, short(Lack{"pretest", "", "Form " + strconv.Itoa(f+1) + " finds " + strconv.Itoa(len(out)) + " of " + strconv.Itoa(b.plan.Pretest) + " unscored items that are no enemies of the others."})
	}
	return out, nil
}
