package psychometrics

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// lsat6 are the answers of 1000 candidates to five items (Bock and Lieberman 1970), by pattern.
const lsat6 = `00000:3 00001:6 00010:2 00011:11 00100:1 00101:1 00110:3 00111:4 01000:1 01001:8 01011:16 01101:3 01110:2 01111:15 10000:10
10001:29 10010:14 10011:81 10100:3 10101:28 10110:15 10111:80 11000:16 11001:56 11010:21 11011:173 11100:11 11101:61 11110:28 11111:298`

func lsat(t *testing.T) *Matrix {
	t.Helper()
	items := make([]Item, 5)
	for i := range items {
		items[i] = Item{ID: strconv.Itoa(i + 1), Points: 1, Scored: true}
	}
	m, row := NewMatrix(items, 1000), 0
	for _, entry := range strings.Fields(lsat6) {
		pattern, count, _ := strings.Cut(entry, ":")
		n, err := strconv.Atoi(count)
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			for i, c := range pattern {
				m.Person[row] = uint32(row)
				m.Set(row, i, Cell{Points: float64(c - '0'), Answer: string(c)})
			}
			row++
		}
	}
	if row != 1000 {
		t.Fatalf("%d rows", row)
	}
	return m
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s is %.6f, want %.6f ± %g", what, got, want, tolerance)
	}
}

func value(t *testing.T, f Figure) float64 {
	t.Helper()
	v, ok := f.Known()
	if !ok {
		t.Fatalf("%s is withheld: %s", f.Formula, f.Why)
	}
	return v
}

func TestTheClassicalFiguresOfLSAT6(t *testing.T) {
	t.Parallel()
	r := lsat(t).Analyse(0.6, nil)
	want := []struct{ p, total, rest, deleted float64 }{
		{.924, .3620, .1128, .2754}, {.709, .5668, .1532, .2376}, {.553, .6184, .1728, .2168}, {.763, .5344, .1444, .2459}, {.870, .4354, .1216, .2663},
	}
	for i, w := range want {
		it := r.Items[i]
		near(t, "facility of "+it.ID, value(t, it.Facility), w.p, 1e-9)
		near(t, "r with total of "+it.ID, value(t, it.ItemTotal), w.total, .00005)
		near(t, "r with rest of "+it.ID, value(t, it.ItemRest), w.rest, .00005)
		near(t, "alpha without "+it.ID, value(t, it.Deleted), w.deleted, .00005)
		if it.Facility.N != 1000 || it.Facility.Formula == "" || it.ItemRest.Formula == it.ItemTotal.Formula {
			t.Errorf("figures of %s do not say n and formula: %+v", it.ID, it.Facility)
		}
	}
	f := r.Form
	near(t, "mean", value(t, f.Mean), 3.819, 1e-9)
	near(t, "SD", value(t, f.SD), 1.03504, .000005)
	near(t, "alpha", value(t, f.Alpha), .294997, .0000005)
	near(t, "KR-21", value(t, f.KR21), .196441, .0000005)
	near(t, "SEM", value(t, f.SEM), .86907, .000005)
	near(t, "CSEM at 3 of 5", value(t, f.CSEM), math.Sqrt(3*2/4.0), 1e-12)
	near(t, "pass rate", value(t, f.PassRate), .892, 1e-9)
	if f.Alpha.Formula != FormulaKR20 || !f.SameItems || !f.Dichotomous {
		t.Errorf("form: %+v", f)
	}
}

// The formula over pairs of items is for forms that differ; where they do not it says the same.
func TestAlphaOfPairsIsAlphaWhereFormsAreOne(t *testing.T) {
	t.Parallel()
	near(t, "alpha of pairs", lsat(t).covariances().alphaOfPairs(5), .294997, .0000005)
}

func TestFiguresAreWithheldBelowTheirLeastN(t *testing.T) {
	t.Parallel()
	m := lsat(t).Keep(func(row int) bool { return row%50 == 0 })
	r := m.Analyse(0.6, nil)
	for _, f := range []Figure{r.Form.Alpha, r.Form.SEM, r.Form.CSEM, r.Form.Decision.Consistency, r.Items[0].Facility, r.Items[0].ItemRest, r.Items[0].UpperLower} {
		if _, known := f.Known(); known || f.Why != TooFew || f.N != 20 || f.Least < 30 {
			t.Errorf("n 20 and not withheld: %+v", f)
		}
	}
	if len(r.Items[0].Flags) != 0 {
		t.Errorf("a flag came of withheld figures: %+v", r.Items[0].Flags)
	}
	if empty := NewMatrix([]Item{{ID: "a", Points: 1, Scored: true}}, 0).Analyse(0.5, nil); empty.Form.Alpha.Value != nil || empty.Form.N != 0 {
		t.Errorf("nobody sat, and there is an alpha: %+v", empty.Form)
	}
}

// Nobody who decides ties by the order of rows gets the same figure twice.
func TestUpperLowerDoesNotHangOnTheOrderOfRows(t *testing.T) {
	t.Parallel()
	m := lsat(t)
	back := NewMatrix(m.Items, m.Rows)
	for row := range m.Rows {
		for i := range m.Items {
			v, _ := m.points(row, i)
			back.Set(m.Rows-1-row, i, Cell{Points: v, Answer: "x"})
		}
	}
	a, b := m.Analyse(0.6, nil), back.Analyse(0.6, nil)
	for i := range a.Items {
		near(t, "upper-lower of "+a.Items[i].ID, value(t, b.Items[i].UpperLower), value(t, a.Items[i].UpperLower), 1e-12)
	}
	// 298 had all right, 270 are the upper group: all of it right. Below stand 3+20+85 whole and 162 of the 237 with three.
	three := 0.0
	for row := range m.Rows {
		sum, first := 0.0, 0.0
		for i := range m.Items {
			v, _ := m.points(row, i)
			sum += v
			if i == 0 {
				first = v
			}
		}
		switch {
		case sum < 3:
			three += first
		case sum == 3:
			three += first * 162 / 237
		}
	}
	near(t, "upper-lower of 1 by hand", value(t, a.Items[0].UpperLower), 1-three/270, 1e-9)
}
