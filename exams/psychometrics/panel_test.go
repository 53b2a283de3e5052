package psychometrics

import (
	"math/big"
	"testing"
)

func rats(values ...string) []*big.Rat {
	out := make([]*big.Rat, len(values))
	for i, v := range values {
		out[i], _ = new(big.Rat).SetString(v)
	}
	return out
}

func TestModifiedAngoff(t *testing.T) {
	t.Parallel()
	ratings := [][]*big.Rat{
		rats(".60", ".75", ".40", ".85", ".55"), rats(".65", ".70", ".50", ".80", ".50"),
		rats(".55", ".80", ".45", ".90", ".60"), rats(".60", ".75", ".45", ".85", ".55"),
	}
	ones := rats("1", "1", "1", "1", "1")
	p := Angoff(ratings, ones)
	if p.Cut.Cmp(big.NewRat(16, 5)) != 0 || p.Judges != 4 {
		t.Errorf("cut %s of %d judges, want 16/5 of 4", p.Cut, p.Judges)
	}
	for i, want := range rats("3.15", "3.15", "3.30", "3.20") {
		if p.Sums[i].Cmp(want) != 0 {
			t.Errorf("judge %d: %s, want %s", i+1, p.Sums[i], want)
		}
	}
	near(t, "SD", value(t, p.SD), .070711, .0000005)
	near(t, "SE", value(t, p.SE), .035355, .0000005)

	// The second item is dropped: its ratings go, nothing else changes.
	for j := range ratings {
		ratings[j] = append(ratings[j][:1:1], ratings[j][2:]...)
	}
	if q := Angoff(ratings, ones[1:]); q.Cut.Cmp(big.NewRat(49, 20)) != 0 {
		t.Errorf("without the second item the cut is %s, want 49/20", q.Cut)
	}
	if one := Angoff(ratings[:1], ones[1:]); one.SE.Value != nil || one.Cut.Cmp(big.NewRat(12, 5)) != 0 {
		t.Errorf("one judge: %+v", one)
	}
}

func TestABookmarkStandsWhereTwoThirdsAreEarned(t *testing.T) {
	t.Parallel()
	// Twenty items of rising difficulty; a candidate of level l answers the first l of them, 10 candidates on each level 0..20.
	items := make([]Item, 20)
	for i := range items {
		items[i] = Item{ID: string(rune('a' + i)), Points: 1, Scored: true}
	}
	m := NewMatrix(items, 210)
	for row := range m.Rows {
		for i := range items {
			v := 0.0
			if i < row/10 {
				v = 1
			}
			m.Set(row, i, Cell{Points: v, Answer: "x"})
		}
	}
	places := m.Places()
	near(t, "place of the tenth item", value(t, places[9]), 9.67, 1e-9) // between 9 and 10 right
	near(t, "place of the last", value(t, places[19]), 19.67, 1e-9)
	p := Bookmark(rats("9", "10", "12", "9"))
	if p.Cut.Cmp(big.NewRat(10, 1)) != 0 {
		t.Errorf("cut %s", p.Cut)
	}
	near(t, "SE", value(t, p.SE), 0.70711, .00001)
	few := m.Keep(func(row int) bool { return row < 60 }).Places()
	if few[0].Value != nil || few[0].Why != TooFew {
		t.Errorf("60 attempts and a place: %+v", few[0])
	}
}

func TestCohensKappa(t *testing.T) {
	t.Parallel()
	// 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: 0.7 observed, 0.5 by chance.
	var marks [][2]int
	for pair, n := range map[[2]int]int{{1, 1}: 20, {1, 0}: 5, {0, 1}: 10, {0, 0}: 15} {
		for range n {
			marks = append(marks, pair)
		}
	}
	near(t, "kappa", value(t, Kappa(marks, 2, Unweighted)), 0.4, 1e-12)
	near(t, "linear weights on two marks", value(t, Kappa(marks, 2, LinearBy)), 0.4, 1e-12)
	three := [][2]int{{0, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 2}, {2, 2}}
	near(t, "linear", value(t, Kappa(three, 3, LinearBy)), 0.625, 1e-12)
	near(t, "quadratic", value(t, Kappa(three, 3, Quadratic)), 0.75, 1e-12)
	if f := Kappa([][2]int{{1, 1}, {1, 1}, {1, 1}}, 2, Unweighted); f.Value != nil || f.Why != NoSpread {
		t.Errorf("one mark only, and agreement beyond chance: %+v", f)
	}
	if f := Kappa(nil, 2, Unweighted); f.Why != TooFew {
		t.Errorf("nothing marked: %+v", f)
	}
}
