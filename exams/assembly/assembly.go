// Package assembly draws forms from a bank: by domain and cognitive level, alike in difficulty, apart in items. The same pool, plan
// and seed give the same forms. It has no clock, no chance of its own and no database.
package assembly

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Item is what can be drawn. Facility is the share of its points that candidates earn; below nothing where it is not known.
type Item struct {
	ID       string
	Domain   string
	Level    string
	Points   int
	Facility float64
	Pretest  bool
	Enemies  []string
	Set      string // of items that belong together, such as those on one text; nothing for one that stands alone
	Seen     int    // candidates who were given it in the period that counts
}

// Unknown is the facility of an item that nobody has answered.
const Unknown = -1

// Part is so many items of one name.
type Part struct {
	Name  string
	Items int
}

// Plan is what forms are to be. Domains are met exactly; the domain "" is every item. Levels are met within LevelSlack items each.
type Plan struct {
	Forms      int
	Domains    []Part
	Levels     []Part
	LevelSlack int
	Target     float64 // of the expected share of points; that of the bank under the blueprint when nothing
	Tolerance  float64 // how far from it a form may be
	Strict     bool    // what lies outside the tolerance is refused, not only reported
	Overlap    int     // items that any two forms may share at most; below nothing for no bound
	MaxUses    int     // forms that an item may stand in at most; nothing for no bound
	Anchors    []string
	Pretest    int
	Cap        float64    // share of candidates who may be given an item; nothing for no bound
	Candidates int        // in the period that Seen counts
	Beside     [][]string // items of forms that are there already: the bounds on sharing and uses hold against them too
	Seed       [32]byte
}

// Form is what was drawn: the ids of its items, in the order of the bank.
type Form struct {
	Scored   []string
	Pretest  []string
	Expected float64 // share of points that candidates are expected to earn
	Known    int     // scored items whose facility is known
	Domains  []Part
	Levels   []Part
	Relaxed  bool // it holds items above the exposure cap, because the others did not suffice
}

// Drawn is the outcome of an assembly.
type Drawn struct {
	Forms  []Form
	Target float64
	Shared [][]int // scored items that two forms share; those that were there already come last
}

// restarts are how often a draw that ran into a corner begins again.
const restarts = 40

// Assemble draws forms. When the pool does not allow them the error is a *Shortage that names what it lacks.
func Assemble(pool []Item, p Plan) (Drawn, error) {
	pool = slices.Clone(pool)
	slices.SortFunc(pool, func(a, b Item) int { return cmp.Compare(a.ID, b.ID) })
	source := rand.New(rand.NewChaCha8(p.Seed)) //nolint:gosec // ChaCha8 under a seed from a secure source
	b, err := newBench(pool, p, source)
	if err != nil {
		return Drawn{}, err
	}
	best, err := b.draw()
	if b.whole && (err != nil || len(best.lacks()) > 0) {
		b.whole = false
		best, err = b.draw()
	}
	if err != nil {
		return Drawn{}, err
	}
	if lacks := best.lacks(); len(lacks) > 0 {
		return Drawn{}, &Shortage{lacks}
	}
	return best.drawn()
}

// draw is the best of several draws.
func (b *bench) draw() (best *bench, err error) {
	for range restarts {
		b.clear()
		if stuck := b.greedy(); stuck != nil {
			err = stuck
			continue
		}
		b.search()
		if best == nil || b.total() < best.total() {
			best = b.copy()
		}
		if best.faultless() || best.sound() && !b.plan.Strict {
			break
		}
	}
	if best == nil {
		return nil, err
	}
	return best, nil
}

// mean is the expected share of points under the blueprint when every item of a domain is as likely as any other.
func (b *bench) mean() float64 {
	sum, weight := 0.0, 0.0
	for d, part := range b.plan.Domains {
		var s, w float64
		for _, i := range b.byDomain[d] {
			s += b.worth[i] * b.facility[i]
			w += b.worth[i]
		}
		if w > 0 {
			sum += s / w * float64(part.Items)
			weight += float64(part.Items)
		}
	}
	if weight == 0 {
		return math.NaN()
	}
	return sum / weight
}
