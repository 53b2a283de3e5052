package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// brute tries every way to seat people and gives the best filling: lexicographic, and the largest total.
func brute(s seating) (best []int, most int) {
	type seat struct{ need, person int }
	options := []seat{}
	for k, n := range s.needs {
		for _, i := range n.people {
			options = append(options, seat{k, i})
		}
	}
	filled := make([]int, len(s.needs))
	roles := make([]map[string]int, len(s.people))
	for i := range roles {
		roles[i] = map[string]int{}
	}
	var try func(at, total int)
	try = func(at, total int) {
		if best == nil || slices.Compare(filled, best) > 0 {
			best = slices.Clone(filled)
		}
		most = max(most, total)
		if at == len(options) {
			return
		}
		try(at+1, total)
		o := options[at]
		role, person := s.needs[o.need].role, roles[o.person]
		limit, limited := s.perRole[role]
		sum, others := 0, false
		for r, n := range person {
			sum += n
			others = others || n > 0 && r != role
		}
		if filled[o.need] == s.needs[o.need].min || limited && person[role] == limit || s.total > 0 && sum == s.total || s.exclusive && others {
			return
		}
		filled[o.need]++
		person[role]++
		try(at+1, total+1)
		filled[o.need]--
		person[role]--
	}
	try(0, 0)
	return best, most
}

func randomSeating(r *rand.Rand) seating {
	s := seating{perRole: map[string]int{}, exclusive: r.IntN(2) == 0}
	roles := []string{"AM", "SE", "FE"}
	for _, role := range roles {
		if r.IntN(4) > 0 {
			s.perRole[role] = r.IntN(3)
		}
	}
	if r.IntN(3) == 0 {
		s.total = 1 + r.IntN(3)
	}
	for i := range 1 + r.IntN(4) {
		s.people = append(s.people, fmt.Sprintf("p%d", i))
	}
	for k := range 1 + r.IntN(4) {
		n := seatNeed{name: fmt.Sprintf("n%d", k), role: roles[r.IntN(3)], min: 1 + r.IntN(2)}
		for i := range s.people {
			if r.IntN(2) == 0 {
				n.people = append(n.people, i)
			}
		}
		s.needs = append(s.needs, n)
	}
	return s
}

func TestSeatingEqualsBruteForce(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for c := range 4000 {
		s := randomSeating(r)
		p := s.solve()
		best, most := brute(s)
		total := 0
		for _, n := range p.filled {
			total += n
		}
		if p.bound || !slices.Equal(p.filled, best) || !s.exclusive && total != most {
			t.Fatalf("case %d: %v, by force %v and %d in all: %+v", c, p.filled, best, most, s)
		}
		checkPlan(t, s, p)
	}
}

// checkPlan holds a plan against its own rules, its cut against what it lacks, and its spare people against a new plan.
func checkPlan(t *testing.T, s seating, p plan) {
	t.Helper()
	all := []int{}
	for k := range s.needs {
		all = append(all, k)
		if len(p.seated(k)) != p.filled[k] {
			t.Fatalf("need %d says %d and seats %v", k, p.filled[k], p.seated(k))
		}
	}
	if s.exclusive && s.torn(p) >= 0 {
		t.Fatal("somebody has two roles")
	}
	needs, _, capacity, wanted := p.cut(all)
	short := 0
	for k, n := range s.needs {
		short += n.min - p.filled[k]
	}
	if (short > 0) != (len(needs) > 0) || short > 0 && wanted-capacity != short {
		t.Fatalf("short of %d, the cut wants %d and has %d: %+v", short, wanted, capacity, s)
	}
	for i := range s.people {
		if !p.spare(i) {
			continue
		}
		if again := s.leaving(i).solve(); !slices.Equal(again.filled, p.filled) {
			t.Fatalf("%d is called spare, but without them %v is not %v: %+v", i, again.filled, p.filled, s)
		}
	}
}

// leaving is the same question without one person.
func (s seating) leaving(person int) seating {
	s.needs = slices.Clone(s.needs)
	for k := range s.needs {
		s.needs[k].people = slices.DeleteFunc(slices.Clone(s.needs[k].people), func(i int) bool { return i == person })
	}
	return s
}

// What was asked for later never unseats what was asked for before, need by need.
func TestLaterNeedsUnseatNobody(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		s := randomSeating(r)
		for k := range s.needs {
			prefix := s
			prefix.needs = s.needs[:k+1]
			if got, want := prefix.solve().filled, s.solve().filled[:k+1]; !slices.Equal(got, want) {
				t.Fatalf("with %d needs %v, with all of them %v: %+v", k+1, got, want, s)
			}
		}
	}
}

// Three specialisations, one engineer for all of them who may serve two: eight of nine seats.
func TestThreeSpecialisationsWithOneEngineer(t *testing.T) {
	t.Parallel()
	s := seating{people: []string{"ana", "bo", "cy", "di"}, perRole: map[string]int{"AM": 4, "SE": 2, "FE": 2}}
	for _, spec := range []string{"sec", "rs", "uc"} {
		s.needs = append(s.needs, seatNeed{spec + ".AM", "AM", 1, []int{0}}, seatNeed{spec + ".SE", "SE", 1, []int{1}}, seatNeed{spec + ".FE", "FE", 1, []int{2, 3}})
	}
	p := s.solve()
	total := 0
	for _, n := range p.filled {
		total += n
	}
	needs, people, capacity, wanted := p.cut([]int{7})
	if total != 8 || !slices.Equal(needs, []string{"sec.SE", "rs.SE", "uc.SE"}) || !slices.Equal(people, []int{1}) || capacity != 2 || wanted != 3 {
		t.Errorf("%d filled; %v need %d, %v can take %d", total, needs, wanted, people, capacity)
	}
	for i := range s.people {
		if p.spare(i) {
			t.Errorf("%s is indispensable", s.people[i])
		}
	}
}

func TestTooManyChoicesAreABound(t *testing.T) {
	t.Parallel()
	s := seating{exclusive: true, perRole: map[string]int{}}
	everybody := []int{}
	for i := range mostAmbiguous + 1 {
		s.people, everybody = append(s.people, fmt.Sprint(i)), append(everybody, i)
	}
	s.needs = []seatNeed{{"a", "AM", 15, everybody}, {"b", "SE", 15, everybody}}
	if p := s.solve(); !p.bound || p.filled[0]+p.filled[1] != 30 {
		t.Errorf("%v %v", p.bound, p.filled)
	}
	s.needs[0].min, s.needs[1].min = 1, 0
	if p := s.solve(); p.bound {
		t.Error("nobody is torn here")
	}
}

func bigSeating(people, needs, seats int) seating {
	r := rand.New(rand.NewPCG(5, 6))
	s := seating{perRole: map[string]int{"AM": 4, "SE": 2, "FE": 2}}
	for i := range people {
		s.people = append(s.people, fmt.Sprintf("per_%d", i))
	}
	for k := range needs {
		n := seatNeed{name: fmt.Sprint(k), role: []string{"AM", "SE", "FE"}[k%3], min: seats / needs}
		for i := range people {
			if r.IntN(10) == 0 {
				n.people = append(n.people, i)
			}
		}
		s.needs = append(s.needs, n)
	}
	return s
}

func BenchmarkSeating(b *testing.B) {
	for _, size := range [][3]int{{200, 30, 90}, {2000, 60, 600}, {20000, 60, 3000}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			s := bigSeating(size[0], size[1], size[2])
			for b.Loop() {
				s.solve()
			}
		})
	}
	b.Run("leave-out-each-of-200", func(b *testing.B) {
		s := bigSeating(200, 30, 90)
		for b.Loop() {
			for i := range s.people {
				s.leaving(i).solve()
			}
		}
	})
}
