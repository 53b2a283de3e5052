package scoring

import (
	"math/big"
	"testing"
)

// Sixty points, cut 39 at 700, everything 1000, floor 100. The exact values stand behind the rounded ones.
func TestOneAndTwoSegments(t *testing.T) {
	t.Parallel()
	cut, err := CutAt(39, 60)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ segments, raw, want int }{
		{0, 38, 686}, {1, 38, 686}, {1, 50, 857}, {1, 39, 700}, {1, 60, 1000}, {1, 20, 429}, {1, 0, 143}, // 685.714, 857.143
		{2, 20, 408}, {2, 38, 685}, {2, 50, 857}, {2, 39, 700}, {2, 60, 1000}, {2, 0, 100}, // 407.692, 684.615, 857.143
	} {
		s := Scale{Min: 100, Pass: 700, Max: 1000, Segments: c.segments}
		if got := s.Scaled(big.NewRat(int64(c.raw), 1), cut); got != c.want || !s.Validate() {
			t.Errorf("%d segments: %d points are %d, want %d", c.segments, c.raw, got, c.want)
		}
	}
	last := -1
	for raw := range 61 {
		got := Scale{Min: 100, Pass: 700, Max: 1000, Segments: 2}.Scaled(big.NewRat(int64(raw), 1), cut)
		if got < last || (got >= 700) != (raw >= 39) {
			t.Errorf("%d points are %d after %d", raw, got, last)
		}
		last = got
	}
	if (Scale{Min: 100, Pass: 700, Max: 1000, Segments: 3}).Validate() {
		t.Error("three segments are no scale")
	}
}
