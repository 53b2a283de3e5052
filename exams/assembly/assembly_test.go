package assembly

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// bank is a pool of n items in each of three domains, of two levels, with facilities from .35 to .94.
func bank(n int) []Item {
	var out []Item
	for d, domain := range []string{"a", "b", "c"} {
		for i := range n {
			number := d*n + i
			out = append(out, Item{
				ID: domain + strconv.Itoa(i), Domain: domain, Level: []string{"recall", "apply"}[i%2], Points: 1, Facility: 0.35 + float64(number*37%60)/100,
			})
		}
	}
	return out
}

func plan(forms int) Plan {
	return Plan{
		Forms: forms, Domains: []Part{{"a", 10}, {"b", 6}, {"c", 4}}, Levels: []Part{{"recall", 8}, {"apply", 12}}, LevelSlack: 1, Tolerance: 0.02, Strict: true, Overlap: 6,
		Seed: [32]byte([]byte(strings.Repeat("s", 32))),
	}
}

func TestParallelForms(t *testing.T) {
	t.Parallel()
	pool := bank(30)
	d, err := Assemble(pool, plan(5))
	if err != nil {
		t.Fatal(err)
	}
	for f, form := range d.Forms {
		if math.Abs(form.Expected-d.Target) > 0.02 || len(form.Scored) != 20 || form.Known != 20 {
			t.Errorf("form %d expects %.3f of %.3f with %d items", f, form.Expected, d.Target, len(form.Scored))
		}
		for g := range f {
			if d.Shared[f][g] > 6 {
				t.Errorf("forms %d and %d share %d", f, g, d.Shared[f][g])
			}
		}
	}
	again, err := Assemble(pool, plan(5))
	if err != nil || !reflect.DeepEqual(d, again) {
		t.Error("the same seed gives other forms")
	}
	slices.Reverse(pool)
	if again, err = Assemble(pool, plan(5)); err != nil || !reflect.DeepEqual(d, again) {
		t.Error("the order of the pool decides")
	}
	other := plan(5)
	other.Seed[0]++
	if again, err = Assemble(pool, other); err != nil || reflect.DeepEqual(d.Forms, again.Forms) {
		t.Error("another seed gives the same forms")
	}
}

// Whatever the pool, what comes out keeps every bound, and what cannot be is refused with a reason.
func TestAssembleKeepsItsPlan(t *testing.T) {
	t.Parallel()
	drawn, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		pool := bank(rapid.IntRange(8, 40).Draw(t, "items"))
		for range rapid.IntRange(0, 30).Draw(t, "pairs") {
			i, j := rapid.IntRange(0, len(pool)-1).Draw(t, "one"), rapid.IntRange(0, len(pool)-1).Draw(t, "other")
			pool[i].Enemies = append(pool[i].Enemies, pool[j].ID)
		}
		for i := range pool {
			if rapid.IntRange(0, 9).Draw(t, "state") == 0 {
				pool[i].Pretest = true
			}
			pool[i].Points = rapid.IntRange(1, 3).Draw(t, "points")
			if rapid.Bool().Draw(t, "known") {
				pool[i].Facility = Unknown
			}
		}
		p := plan(rapid.IntRange(1, 5).Draw(t, "forms"))
		p.Overlap, p.Pretest, p.Strict = rapid.IntRange(-1, 20).Draw(t, "overlap"), rapid.IntRange(0, 2).Draw(t, "pretest"), rapid.Bool().Draw(t, "strict")
		p.MaxUses, p.Seed[3] = rapid.IntRange(0, 3).Draw(t, "uses"), byte(rapid.IntRange(0, 255).Draw(t, "seed"))
		d, err := Assemble(pool, p)
		if err != nil {
			var short *Shortage
			if refused++; !errors.As(err, &short) || len(short.Lacks) == 0 || short.Lacks[0].Detail == "" {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		drawn++
		keeps(t, pool, p, d)
	})
	if drawn < 10 || refused < 3 {
		t.Errorf("%d drawn, %d refused: the test tries too little", drawn, refused)
	}
}

func keeps(t *rapid.T, pool []Item, p Plan, d Drawn) {
	by, uses := map[string]Item{}, map[string]int{}
	for _, it := range pool {
		by[it.ID] = it
	}
	for f, form := range d.Forms {
		all := append(slices.Clone(form.Scored), form.Pretest...)
		domains, levels, points, earned := map[string]int{}, map[string]int{}, 0.0, 0.0
		for i, one := range all {
			if by[one].Pretest != (i >= len(form.Scored)) {
				t.Fatalf("%s is scored and should not be, or the other way round", one)
			}
			for _, other := range all[:i] {
				if one == other || slices.Contains(by[one].Enemies, other) || slices.Contains(by[other].Enemies, one) {
					t.Fatalf("%s stands beside %s", one, other)
				}
			}
		}
		known, count := 0.0, 0.0
		for _, it := range pool {
			if it.Facility >= 0 && !it.Pretest {
				known += it.Facility
				count++
			}
		}
		for _, one := range form.Scored {
			it := by[one]
			domains[it.Domain]++
			levels[it.Level]++
			uses[one]++
			facility := it.Facility
			if facility < 0 {
				facility = known / count
			}
			points += float64(it.Points)
			earned += float64(it.Points) * facility
		}
		for _, part := range p.Domains {
			if domains[part.Name] != part.Items {
				t.Fatalf("form %d has %d of %s", f, domains[part.Name], part.Name)
			}
		}
		for _, part := range p.Levels {
			if abs(levels[part.Name]-part.Items) > p.LevelSlack {
				t.Fatalf("form %d has %d of %s", f, levels[part.Name], part.Name)
			}
		}
		if count > 0 && math.Abs(earned/points-form.Expected) > 1e-9 || p.Strict && math.Abs(form.Expected-d.Target) > p.Tolerance || len(form.Pretest) != p.Pretest {
			t.Fatalf("form %d expects %.4f, says %.4f, target %.4f", f, earned/points, form.Expected, d.Target)
		}
		for g, other := range d.Forms[:f] {
			shared := 0
			for _, one := range form.Scored {
				if slices.Contains(other.Scored, one) {
					shared++
				}
			}
			if p.Overlap >= 0 && shared > p.Overlap || shared != d.Shared[f][g] {
				t.Fatalf("forms %d and %d share %d", f, g, shared)
			}
		}
	}
	for one, n := range uses {
		if p.MaxUses > 0 && n > p.MaxUses {
			t.Fatalf("%s stands in %d forms", one, n)
		}
	}
}

func TestARefusalNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pool   int
		change func(p *Plan)
		kind   string
		says   string
	}{
		"a small domain":  {9, func(*Plan) {}, "domain", "The domain a needs 10 operational items and has 9."},
		"no overlap":      {12, func(p *Plan) { p.Overlap = 0 }, "overlap", "the domain a has 12 items for 5 forms of 10"},
		"no level":        {30, func(p *Plan) { p.Levels[0].Name = "create" }, "level", "The level create needs 7"},
		"too easy a goal": {30, func(p *Plan) { p.Target = 0.99 }, "difficulty", "too few items that are easier"},
		"no anchor":       {30, func(p *Plan) { p.Anchors = []string{"z9"} }, "anchor", "The anchor z9"},
		"many anchors":    {30, func(p *Plan) { p.Anchors = []string{"c0", "c1", "c2", "c3", "c4"} }, "anchor", "The anchors hold 5 items of c, a form 4."},
		"no pretest":      {30, func(p *Plan) { p.Pretest = 1 }, "pretest", "the bank has 0 in pretest"},
		"few uses":        {30, func(p *Plan) { p.MaxUses = 1 }, "uses", "The domain a has 30 items. 5 forms of 10 need 50"},
	} {
		p := plan(5)
		c.change(&p)
		_, err := Assemble(bank(c.pool), p)
		var short *Shortage
		if !errors.As(err, &short) || short.Lacks[0].Kind != c.kind || !strings.Contains(short.Lacks[0].Detail, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnchorsStandInEveryForm(t *testing.T) {
	t.Parallel()
	p := plan(4)
	p.Anchors, p.Overlap = []string{"a3", "b5", "c1"}, 5
	d, err := Assemble(bank(40), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range d.Forms {
		for _, a := range p.Anchors {
			if !slices.Contains(form.Scored, a) {
				t.Errorf("%s is missing", a)
			}
		}
	}
}

// What too many have seen rests, as long as the rest of the bank suffices.
func TestTheExposureCapRestsItems(t *testing.T) {
	t.Parallel()
	pool := bank(30)
	p := plan(1)
	p.Cap, p.Candidates, p.Strict = 0.5, 100, false
	for i := range pool {
		if i%2 == 0 {
			pool[i].Seen = 60
		}
	}
	for i := range pool {
		pool[i].Level = []string{"recall", "apply"}[i/2%2]
	}
	seen := func() int {
		d, err := Assemble(pool, p)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, one := range d.Forms[0].Scored {
			i := slices.IndexFunc(pool, func(it Item) bool { return it.ID == one })
			n += pool[i].Seen / 60
		}
		if d.Forms[0].Relaxed != (n > 0) {
			t.Error("the form does not say that the cap gave way")
		}
		return n
	}
	if n := seen(); n != 0 {
		t.Errorf("%d items above the cap", n)
	}
	for i := range pool {
		if pool[i].Domain == "a" && i > 10 {
			pool[i].Seen = 60
		}
	}
	if n := seen(); n != 5 {
		t.Errorf("%d items above the cap, five are missing", n)
	}
}

// Forms that follow keep their distance from those that are there.
func TestFormsBesideOthers(t *testing.T) {
	t.Parallel()
	pool := bank(60)
	p := plan(2)
	p.Overlap = 2
	there, err := Assemble(pool, p)
	if err != nil {
		t.Fatal(err)
	}
	p.Beside, p.Seed[0] = [][]string{there.Forms[0].Scored, there.Forms[1].Scored}, 7
	more, err := Assemble(pool, p)
	if err != nil || len(more.Forms) != 2 {
		t.Fatalf("%d forms, %v", len(more.Forms), err)
	}
	for _, form := range more.Forms {
		for _, other := range there.Forms {
			shared := 0
			for _, one := range form.Scored {
				if slices.Contains(other.Scored, one) {
					shared++
				}
			}
			if shared > 2 {
				t.Errorf("%d items shared with a form that was there", shared)
			}
		}
	}
}

func BenchmarkPerCandidate(b *testing.B) {
	pool, p := bank(100), plan(1)
	p.Domains, p.Levels, p.LevelSlack = []Part{{"a", 30}, {"b", 18}, {"c", 12}}, []Part{{"recall", 30}, {"apply", 30}}, 1
	for n := range b.N {
		p.Seed[0], p.Seed[1] = byte(n), byte(n>>8)
		if _, err := Assemble(pool, p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParallel(b *testing.B) {
	pool, p := bank(100), plan(8)
	p.Domains, p.Levels, p.LevelSlack = []Part{{"a", 30}, {"b", 18}, {"c", 12}}, []Part{{"recall", 30}, {"apply", 30}}, 1
	p.Overlap = 20
	for n := range b.N {
		p.Seed[0], p.Seed[1] = byte(n), byte(n>>8)
		if _, err := Assemble(pool, p); err != nil {
			b.Fatal(err)
		}
	}
}

// A form takes a set whole or not at all, as long as whole sets can fill it; where they cannot, there is a form all the same.
func TestSetsStayWhole(t *testing.T) {
	t.Parallel()
	drawn := 0
	rapid.Check(t, func(t *rapid.T) {
		pool := bank(rapid.IntRange(20, 40).Draw(t, "items"))
		for n := range rapid.IntRange(1, 8).Draw(t, "sets") {
			for range rapid.IntRange(2, 4).Draw(t, "size") { // of one domain or across; an item may end up in a later set
				pool[rapid.IntRange(0, len(pool)-1).Draw(t, "member")].Set = "s" + strconv.Itoa(n)
			}
		}
		p := plan(rapid.IntRange(1, 3).Draw(t, "forms"))
		p.Levels, p.Overlap, p.Strict, p.Seed[3] = nil, -1, false, byte(rapid.IntRange(0, 255).Draw(t, "seed"))
		size := map[string]int{}
		sets := map[string]string{}
		for _, it := range pool {
			sets[it.ID] = it.Set
			size[it.Set]++
		}
		d, err := Assemble(pool, p)
		if err != nil {
			t.Fatalf("items that stand alone fill the form: %v", err)
		}
		for f, form := range d.Forms {
			there := map[string]int{}
			for _, it := range form.Scored {
				there[sets[it]]++
			}
			for set, n := range there {
				if set != "" && n != size[set] {
					t.Fatalf("form %d takes %d of %d of %s", f, n, size[set], set)
				}
				if set != "" && size[set] > 1 {
					drawn++
				}
			}
		}
	})
	if drawn == 0 {
		t.Error("no set was ever drawn")
	}
}

func TestSetsThatDoNotFit(t *testing.T) {
	t.Parallel()
	group := func(pool []Item, set string, ids ...string) []Item {
		for i := range pool {
			if slices.Contains(ids, pool[i].ID) {
				pool[i].Set = set
			}
		}
		return pool
	}
	small := Plan{Forms: 1, Domains: []Part{{"a", 3}}, Overlap: -1, Tolerance: 1}
	count := func(d Drawn, ids ...string) (n int) {
		for _, id := range d.Forms[0].Scored {
			if slices.Contains(ids, id) {
				n++
			}
		}
		return n
	}
	for seed := range byte(20) {
		p := small
		p.Seed[0] = seed
		large := []string{"a0", "a1", "a2", "a3"}
		d, err := Assemble(group(bank(8), "s", large...), p)
		if err != nil || count(d, large...) != 0 {
			t.Fatalf("a set larger than its domain stays out: %v, %v", d, err)
		}
		d, err = Assemble(group(bank(4), "s", large...), p)
		if err != nil || count(d, large...) != 3 {
			t.Fatalf("nothing else is there, so it is parted: %v, %v", d, err)
		}
		enemies := group(bank(8), "s", "a0", "a1")
		enemies[0].Enemies = []string{"a1"}
		if d, err = Assemble(enemies, p); err != nil || count(d, "a0", "a1") != 0 {
			t.Fatalf("a set of enemies stays out: %v, %v", d, err)
		}
		p.Anchors = []string{"a0"}
		if d, err = Assemble(group(bank(8), "s", "a0", "a5", "a6"), p); err != nil || count(d, "a0", "a5", "a6") != 3 {
			t.Fatalf("an anchor brings its set: %v, %v", d, err)
		}
	}
}
