package assembly

import (
	"cmp"
	"math"
	"slices"
)

// What a fault weighs in the search: items shared beyond the bound, levels missed, difficulty outside the tolerance, and, among
// forms without faults, how far from the target.
const (
	weightShared = 1000.0
	weightLevel  = 300.0
	weightBeyond = 10_000.0
	weightOff    = 10.0
)

// greedy fills the forms one after the other, the scarcest domain first.
func (b *bench) greedy() error {
	order := make([]int, len(b.plan.Domains))
	for d := range order {
		order[d] = d
	}
	spare := func(d int) int { return len(b.byDomain[d]) - b.plan.Domains[d].Items }
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(spare(i), spare(j)) })
	for f := range b.plan.Forms {
		if !b.complete(f) {
			return short(Lack{"anchor", "", "The anchors belong to sets that do not fit into a form."})
		}
		for _, d := range order {
			for b.room(f)[d] > 0 {
				came := b.next(f, d)
				if came == nil {
					return short(Lack{"enemies", b.plan.Domains[d].Name, "Too many items" + of(b.plan.Domains[d].Name) + " are enemies of each other, or may stand in no more forms: no form could be filled."})
				}
				for _, i := range came {
					b.put(f, i)
				}
			}
		}
	}
	return nil
}

// next picks the item for a domain of a form that costs least, with what comes with it; nothing when none fits.
func (b *bench) next(f, d int) []int {
	var best []int
	least := math.Inf(1)
	for _, i := range b.byDomain[d] {
		if b.in[f][i] {
			continue
		}
		comes := b.comes(f, i)
		if comes == nil {
			continue
		}
		cost := 10*float64(b.uses[i]) + b.source.Float64() + 2*b.freshly(i)
		for g := range b.forms {
			if g != f && b.in[g][i] && b.plan.Overlap >= 0 && b.shared[f][g] >= b.plan.Overlap {
				cost += weightShared
			}
		}
		if l := b.level[i]; l >= 0 && b.levels[f][l] >= b.plan.Levels[l].Items || l < 0 && len(b.plan.Levels) > 0 {
			cost += 5
		}
		for _, e := range b.enemies[i] {
			if !b.in[f][e] {
				cost += 0.5
			}
		}
		if cost < least {
			best, least = comes, cost
		}
	}
	return best
}

// freshly is how much of the exposure cap an item has used up, so that those with room are preferred.
func (b *bench) freshly(i int) float64 {
	if b.plan.Cap <= 0 || b.plan.Candidates == 0 {
		return 0
	}
	return float64(b.pool[i].Seen) / (b.plan.Cap * float64(b.plan.Candidates))
}

// Bounds of the search, so that it ends in any pool.
const (
	passes = 40
	looks  = 96 // items that are tried in a place at most
)

// search exchanges items for others of their domain as long as that makes the forms better. An exchange that costs nothing is made
// too, now and then, to get off a plateau.
func (b *bench) search() {
	for range passes {
		if !b.pass() || b.faultless() && b.alike() {
			return
		}
	}
}

func (b *bench) pass() (better bool) {
	for f := range b.plan.Forms {
		for _, at := range b.source.Perm(len(b.forms[f])) {
			old := b.forms[f][at]
			if b.anchor[old] || b.bound(old) {
				continue
			}
			best, gain := -1, 1e-9
			in := b.byDomain[b.domain[old]]
			start := b.source.IntN(len(in))
			for n := range min(looks, len(in)) {
				i := in[(start+n)%len(in)]
				if b.bound(i) || !b.fits(f, i, old) {
					continue
				}
				if g := b.gain(f, old, i); g > gain || g > -1e-9 && best < 0 && b.source.IntN(8) == 0 {
					best, gain = i, math.Max(g, 0)
				}
			}
			if best >= 0 {
				better = better || gain > 1e-9
				b.replace(f, at, best)
			}
		}
	}
	return better
}

// gain is by how much the forms get better when an item takes the place of another.
func (b *bench) gain(f, old, i int) float64 {
	before := b.ofLevels(f) + b.ofDifficulty(b.earned[f], b.points[f])
	if l := b.level[old]; l >= 0 {
		b.levels[f][l]--
	}
	if l := b.level[i]; l >= 0 {
		b.levels[f][l]++
	}
	after := b.ofLevels(f) + b.ofDifficulty(b.earned[f]-b.worth[old]*b.facility[old]+b.worth[i]*b.facility[i], b.points[f]-b.worth[old]+b.worth[i])
	if l := b.level[old]; l >= 0 {
		b.levels[f][l]++
	}
	if l := b.level[i]; l >= 0 {
		b.levels[f][l]--
	}
	if b.plan.Overlap >= 0 {
		for g := range b.forms {
			if g == f || b.in[g][old] == b.in[g][i] {
				continue
			}
			now, then := b.shared[f][g], b.shared[f][g]+1
			if b.in[g][old] {
				then = now - 1
			}
			before += weightShared * float64(max(now-b.plan.Overlap, 0))
			after += weightShared * float64(max(then-b.plan.Overlap, 0))
		}
	}
	return before - after
}

func (b *bench) ofLevels(f int) float64 {
	cost := 0
	for l, part := range b.plan.Levels {
		cost += max(abs(b.levels[f][l]-part.Items)-b.plan.LevelSlack, 0)
	}
	return weightLevel * float64(cost)
}

func (b *bench) ofDifficulty(earned, points float64) float64 {
	off := math.Abs(earned/points - b.target)
	return weightOff*off + weightBeyond*math.Max(off-b.plan.Tolerance, 0)
}

func (b *bench) ofShared() float64 {
	cost := 0
	for f := range b.plan.Forms {
		for g := range b.forms {
			if b.plan.Overlap >= 0 && (g < f || g >= b.plan.Forms) {
				cost += max(b.shared[f][g]-b.plan.Overlap, 0)
			}
		}
	}
	return weightShared * float64(cost)
}

// total is what all forms together cost.
func (b *bench) total() float64 {
	cost := b.ofShared()
	for f := range b.plan.Forms {
		cost += b.ofLevels(f) + b.ofDifficulty(b.earned[f], b.points[f])
	}
	return cost
}

// sound holds when every bound but that of difficulty is kept.
func (b *bench) sound() bool {
	for f := range b.plan.Forms {
		if b.ofLevels(f) > 0 {
			return false
		}
	}
	return b.ofShared() == 0
}

// faultless holds when every bound is kept.
func (b *bench) faultless() bool {
	for f := range b.plan.Forms {
		if math.Abs(b.expected(f)-b.target) > b.plan.Tolerance {
			return false
		}
	}
	return b.sound()
}

// alike holds when the forms are as good as equal in difficulty.
func (b *bench) alike() bool {
	for f := range b.plan.Forms {
		if math.Abs(b.expected(f)-b.target) > b.plan.Tolerance/4 {
			return false
		}
	}
	return true
}

func (b *bench) expected(f int) float64 { return b.earned[f] / b.points[f] }

func abs(n int) int { return max(n, -n) }
