package assembly

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// Lack is one thing that the pool is short of. Kind is domain, level, anchor, enemies, overlap, difficulty, uses or pretest.
type Lack struct {
	Kind   string
	Name   string
	Detail string
}

// Shortage is why forms could not be drawn.
type Shortage struct{ Lacks []Lack }

func (s *Shortage) Error() string { return "the bank lacks: " + s.Lacks[0].Detail }

func short(l ...Lack) error {
	if len(l) == 0 {
		return nil
	}
	return &Shortage{l}
}

// fewest is the number of candidates below which a share of them says nothing.
const fewest = 20

// place finds the anchors.
func (b *bench) place() error {
	var lacks []Lack
	count := make([]int, len(b.plan.Domains))
	for _, id := range b.plan.Anchors {
		i := slices.IndexFunc(b.pool, func(it Item) bool { return it.ID == id && !it.Pretest })
		if i < 0 || b.domain[i] < 0 {
			lacks = append(lacks, Lack{"anchor", id, "The anchor " + id + " is not an operational item of the blueprint's domains."})
			continue
		}
		for _, e := range b.enemies[i] {
			if b.anchor[e] {
				lacks = append(lacks, Lack{"anchor", id, "The anchors " + id + " and " + b.pool[e].ID + " are enemies."})
			}
		}
		b.anchor[i] = true
		b.anchors = append(b.anchors, i)
		count[b.domain[i]]++
	}
	for d, n := range count {
		if most := b.plan.Domains[d]; n > most.Items {
			lacks = append(lacks, Lack{"anchor", most.Name, "The anchors hold " + strconv.Itoa(n) + " items" + of(most.Name) + ", a form " + strconv.Itoa(most.Items) + "."})
		}
	}
	if b.plan.Overlap >= 0 && b.plan.Forms > 1 && len(b.anchors) > b.plan.Overlap {
		lacks = append(lacks, Lack{"anchor", "", "The anchors alone are more than two forms may share: " + strconv.Itoa(len(b.anchors)) + " of " + strconv.Itoa(b.plan.Overlap) + "."})
	}
	return short(lacks...)
}

func of(domain string) string {
	if domain == "" {
		return ""
	}
	return " of " + domain
}

// admit sorts out what may be drawn. Items that too many candidates have seen stay out, as long as the others suffice; the least seen
// come back where they do not.
func (b *bench) admit() {
	b.byDomain = make([][]int, len(b.plan.Domains))
	out := make([][]int, len(b.plan.Domains))
	for i, it := range b.pool {
		switch {
		case it.Pretest:
			b.pretest = append(b.pretest, i)
		case b.domain[i] < 0:
		case b.overexposed(i):
			out[b.domain[i]] = append(out[b.domain[i]], i)
		default:
			b.byDomain[b.domain[i]] = append(b.byDomain[b.domain[i]], i)
		}
	}
	for d := range out {
		missing := b.plan.Domains[d].Items - len(b.byDomain[d])
		if missing <= 0 {
			continue
		}
		slices.SortStableFunc(out[d], func(i, j int) int { return cmp.Compare(b.pool[i].Seen, b.pool[j].Seen) })
		b.byDomain[d] = append(b.byDomain[d], out[d][:min(missing, len(out[d]))]...)
		slices.Sort(b.byDomain[d])
	}
}

func (b *bench) overexposed(i int) bool {
	if b.plan.Cap <= 0 || b.anchor[i] {
		return false
	}
	return float64(b.pool[i].Seen+1) > math.Max(1, b.plan.Cap*float64(max(b.plan.Candidates+1, fewest)))
}

// suffices refuses a pool that counting alone shows to be too small.
func (b *bench) suffices() error {
	var lacks []Lack
	for d, part := range b.plan.Domains {
		have := len(b.byDomain[d])
		name := "The bank"
		if part.Name != "" {
			name = "The domain " + part.Name
		}
		if have < part.Items {
			lacks = append(lacks, Lack{"domain", part.Name, name + " needs " + strconv.Itoa(part.Items) + " operational items and has " + strconv.Itoa(have) + "."})
			continue
		}
		if seats := have * b.plan.MaxUses; b.plan.MaxUses > 0 && seats < part.Items*(b.plan.Forms+len(b.beside)) {
			lacks = append(lacks, Lack{"uses", part.Name, name + " has " + strconv.Itoa(have) + " items. " + strconv.Itoa(b.plan.Forms+len(b.beside)) + " forms of " + strconv.Itoa(part.Items) +
				" need " + strconv.Itoa((part.Items*(b.plan.Forms+len(b.beside))+b.plan.MaxUses-1)/b.plan.MaxUses) + " where each may stand in " + strconv.Itoa(b.plan.MaxUses) + "."})
		}
	}
	for l, part := range b.plan.Levels {
		have := 0
		for _, items := range b.byDomain {
			for _, i := range items {
				if b.level[i] == l {
					have++
				}
			}
		}
		if have < part.Items-b.plan.LevelSlack {
			lacks = append(lacks, Lack{"level", part.Name, "The level " + part.Name + " needs " + strconv.Itoa(part.Items-b.plan.LevelSlack) + " operational items and has " + strconv.Itoa(have) + "."})
		}
	}
	if len(b.pretest) < b.plan.Pretest {
		lacks = append(lacks, Lack{"pretest", "", "A form takes " + strconv.Itoa(b.plan.Pretest) + " unscored items, the bank has " + strconv.Itoa(len(b.pretest)) + " in pretest."})
	}
	return short(lacks...)
}
