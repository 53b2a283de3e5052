package assembly

import (
	"math/rand/v2"
	"slices"
)

// bench is a draw under way: the pool in numbers, and what stands in which form.
type bench struct {
	plan     Plan
	pool     []Item
	source   *rand.Rand
	domain   []int // of an item, -1 for one that no domain asks for
	level    []int // of an item, -1 for one that no level asks for
	facility []float64
	worth    []float64
	enemies  [][]int
	byDomain [][]int // eligible scored items
	pretest  []int   // eligible pretest items
	anchors  []int
	anchor   []bool
	beside   [][]int // what is there already, as far as it can still be drawn
	target   float64
	set      []int   // of an item, -1 for one that stands alone
	sets     [][]int // their items
	whole    bool    // sets are taken whole

	forms  [][]int
	in     [][]bool // form, item
	uses   []int    // of an item, in forms
	shared [][]int
	levels [][]int   // form, level
	earned []float64 // expected points of a form
	points []float64 // points of a form
}

func newBench(pool []Item, p Plan, source *rand.Rand) (*bench, error) {
	b := &bench{plan: p, pool: pool, source: source}
	b.read()
	if err := b.place(); err != nil {
		return nil, err
	}
	b.bind()
	b.admit()
	if err := b.suffices(); err != nil {
		return nil, err
	}
	if b.target = p.Target; b.target == 0 {
		b.target = b.mean()
	}
	return b, nil
}

// read puts the pool into numbers.
func (b *bench) read() {
	n := len(b.pool)
	at := make(map[string]int, n)
	for i, it := range b.pool {
		at[it.ID] = i
	}
	b.domain, b.level, b.worth, b.enemies, b.anchor = make([]int, n), make([]int, n), make([]float64, n), make([][]int, n), make([]bool, n)
	for i, it := range b.pool {
		b.domain[i], b.level[i] = indexOf(b.plan.Domains, it.Domain), indexOf(b.plan.Levels, it.Level)
		if len(b.plan.Domains) == 1 && b.plan.Domains[0].Name == "" {
			b.domain[i] = 0
		}
		b.worth[i] = float64(max(it.Points, 1))
		for _, e := range it.Enemies {
			if j, ok := at[e]; ok && j != i {
				b.enemies[i] = append(b.enemies[i], j)
				b.enemies[j] = append(b.enemies[j], i)
			}
		}
	}
	for _, there := range b.plan.Beside {
		var form []int
		for _, id := range there {
			if i, ok := at[id]; ok && !b.pool[i].Pretest {
				form = append(form, i)
			}
		}
		b.beside = append(b.beside, form)
	}
	b.facility = facilities(b.pool)
}

func indexOf(parts []Part, name string) int {
	return slices.IndexFunc(parts, func(p Part) bool { return p.Name == name })
}

// facilities gives an item that nobody has answered the mean of those that are known; a half where none is.
func facilities(pool []Item) []float64 {
	sum, known := 0.0, 0
	for _, it := range pool {
		if it.Facility >= 0 && !it.Pretest {
			sum += it.Facility
			known++
		}
	}
	mean := 0.5
	if known > 0 {
		mean = sum / float64(known)
	}
	out := make([]float64, len(pool))
	for i, it := range pool {
		if out[i] = it.Facility; it.Facility < 0 {
			out[i] = mean
		}
	}
	return out
}

// clear takes everything out of the forms but the anchors.
func (b *bench) clear() {
	f, n := b.plan.Forms+len(b.beside), len(b.pool)
	b.forms, b.in, b.uses, b.shared, b.levels = make([][]int, f), make([][]bool, f), make([]int, n), make([][]int, f), make([][]int, f)
	b.earned, b.points = make([]float64, f), make([]float64, f)
	for i := range f {
		b.in[i], b.shared[i], b.levels[i] = make([]bool, n), make([]int, f), make([]int, len(b.plan.Levels))
	}
	for i := range b.plan.Forms {
		for _, a := range b.anchors {
			b.put(i, a)
		}
	}
	for i, there := range b.beside {
		for _, it := range there {
			b.put(b.plan.Forms+i, it)
		}
	}
}

// put adds an item to a form.
func (b *bench) put(f, i int) {
	b.forms[f] = append(b.forms[f], i)
	b.count(f, i, 1)
}

// count keeps the figures of a form when an item comes (1) or goes (-1).
func (b *bench) count(f, i, by int) {
	b.in[f][i] = by > 0
	b.uses[i] += by
	for g := range b.forms {
		if g != f && b.in[g][i] {
			b.shared[f][g] += by
			b.shared[g][f] += by
		}
	}
	if b.level[i] >= 0 {
		b.levels[f][b.level[i]] += by
	}
	b.earned[f] += float64(by) * b.worth[i] * b.facility[i]
	b.points[f] += float64(by) * b.worth[i]
}

// replace puts an item in the place of another.
func (b *bench) replace(f, at, i int) {
	b.count(f, b.forms[f][at], -1)
	b.forms[f][at] = i
	b.count(f, i, 1)
}

// fits tells whether an item may come into a form in the place of another: it is not there, has no enemy there, and has not been
// used as often as it may. Without another, out is -1.
func (b *bench) fits(f, i, out int) bool {
	if b.in[f][i] || b.plan.MaxUses > 0 && b.uses[i] >= b.plan.MaxUses && !b.anchor[i] {
		return false
	}
	for _, e := range b.enemies[i] {
		if b.in[f][e] && e != out {
			return false
		}
	}
	return true
}

func (b *bench) copy() *bench {
	c := *b
	c.forms, c.in, c.shared, c.levels = deep(b.forms), deep(b.in), deep(b.shared), deep(b.levels)
	c.uses, c.earned, c.points = slices.Clone(b.uses), slices.Clone(b.earned), slices.Clone(b.points)
	return &c
}

func deep[T any](in [][]T) [][]T {
	out := make([][]T, len(in))
	for i := range in {
		out[i] = slices.Clone(in[i])
	}
	return out
}
