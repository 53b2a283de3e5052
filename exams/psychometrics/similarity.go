package psychometrics

import (
	"math/bits"
	"sort"
)

// Likeness is two attempts that share more wrong answers than their abilities explain. It is a sign to look, never a verdict.
type Likeness struct {
	A, B      int // rows
	BothWrong int
	Identical int
	Expected  float64
	P         float64
}

// Similarity is what came of comparing all pairs.
type Similarity struct {
	N         int // attempts
	Pairs     int // that share enough items to be compared
	Least     int
	Threshold float64
	Formula   string
	Withheld  bool
	Found     []Likeness
}

// mostFound bounds what is handed on; the least likely come first.
const mostFound = 500

// Similar compares every attempt with every other person's.
func (m *Matrix) Similar() Similarity {
	out := Similarity{N: m.Rows, Least: LeastLike, Formula: FormulaSimilarity}
	if m.Rows < LeastLike {
		out.Withheld = true
		return out
	}
	c := m.compared()
	for a := range m.Rows {
		for b := a + 1; b < m.Rows; b++ {
			if m.Person[a] != m.Person[b] && c.shared(a, b) >= LeastShared {
				out.Pairs++
			}
		}
	}
	if out.Pairs == 0 {
		out.Withheld = true
		return out
	}
	out.Threshold = 0.05 / float64(out.Pairs)
	c.screen(out.Threshold)
	for a := range m.Rows {
		for b := a + 1; b < m.Rows; b++ {
			if l, ok := c.pair(a, b, out.Threshold); ok {
				out.Found = append(out.Found, l)
			}
		}
	}
	sort.SliceStable(out.Found, func(i, j int) bool { return out.Found[i].P < out.Found[j].P })
	out.Found = out.Found[:min(len(out.Found), mostFound)]
	return out
}

func (c *comparison) shared(a, b int) int {
	n := 0
	for w := range c.words {
		n += bits.OnesCount64(c.presented[a*c.words+w] & c.presented[b*c.words+w])
	}
	return n
}

func (c *comparison) pair(a, b int, threshold float64) (Likeness, bool) {
	identical, both := 0, 0
	ga, gb := c.given[a*c.wide:(a+1)*c.wide], c.given[b*c.wide:(b+1)*c.wide]
	for w, bitsOf := range ga {
		identical += bits.OnesCount64(bitsOf & gb[w])
	}
	wa, wb := c.wrong[a*c.words:(a+1)*c.words], c.wrong[b*c.words:(b+1)*c.words]
	for w, bitsOf := range wa {
		both += bits.OnesCount64(bitsOf & wb[w])
	}
	if both == 0 || identical < c.least[both] || c.shared(a, b) < LeastShared || c.m.Person[a] == c.m.Person[b] {
		return Likeness{}, false
	}
	match, expected := c.match[c.third[a]][c.third[b]], 0.0
	chances := make([]float64, 0, both)
	for w, bitsOf := range wa {
		for rest := bitsOf & wb[w]; rest != 0; rest &= rest - 1 {
			p := match[w*64+bits.TrailingZeros64(rest)]
			chances, expected = append(chances, p), expected+p
		}
	}
	p := atLeast(chances, identical)
	return Likeness{a, b, both, identical, expected, p}, p <= threshold
}

// atLeast is the chance of k or more successes in trials with chances of their own: the generalized binomial.
func atLeast(chances []float64, k int) float64 {
	dist := make([]float64, len(chances)+1)
	dist[0] = 1
	for i, p := range chances {
		for j := i + 1; j > 0; j-- {
			dist[j] = dist[j]*(1-p) + dist[j-1]*p
		}
		dist[0] *= 1 - p
	}
	sum := 0.0
	for j := len(dist) - 1; j >= k; j-- {
		sum += dist[j]
	}
	return sum
}
