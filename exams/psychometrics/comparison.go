package psychometrics

import (
	"math"
	"sort"
)

// comparison holds each row as bits: presented, wrong, and which wrong answer. A pair then costs a few counts of bits.
type comparison struct {
	m                       *Matrix
	words, wide             int // of items, of wrong answers
	presented, wrong, given []uint64
	third                   []uint8
	match                   [3][3][]float64 // chance that two wrong answers to an item are the same, by thirds
	usual                   float64         // of the whole exam, the geometric mean: items that all answer alike tell nothing
	least                   []int           // identical answers to look closer at, by how many both got wrong
}

func (m *Matrix) compared() *comparison {
	c := &comparison{m: m, words: (len(m.Items) + 63) / 64}
	offset := make([]int, len(m.Items))
	for i := range m.Items {
		offset[i] = c.wide
		c.wide += len(m.Items[i].answers)
	}
	c.wide = (c.wide + 63) / 64
	c.presented, c.wrong = make([]uint64, m.Rows*c.words), make([]uint64, m.Rows*c.words)
	c.given, c.third = make([]uint64, m.Rows*c.wide), m.thirds()
	for row := range m.Rows {
		for i := range m.Items {
			v, ok := m.points(row, i)
			if !ok {
				continue
			}
			c.presented[row*c.words+i/64] |= 1 << (i % 64)
			if code := m.answered(row, i); code < Other && v < m.Items[i].Points {
				c.wrong[row*c.words+i/64] |= 1 << (i % 64)
				bit := offset[i] + int(code)
				c.given[row*c.wide+bit/64] |= 1 << (bit % 64)
			}
		}
	}
	c.learn()
	return c
}

func (m *Matrix) thirds() []uint8 {
	earned, possible := m.totals()
	part, sorted := make([]float64, m.Rows), make([]float64, m.Rows)
	for row := range m.Rows {
		if possible[row] > 0 {
			part[row] = earned[row] / possible[row]
		}
		sorted[row] = part[row]
	}
	sort.Float64s(sorted)
	low, high := sorted[m.Rows/3], sorted[2*m.Rows/3]
	out := make([]uint8, m.Rows)
	for row, p := range part {
		if p >= high {
			out[row] = 2
		} else if p >= low {
			out[row] = 1
		}
	}
	return out
}

// learn the shares of wrong answers by third. Ten answers of the whole stand behind each third, so that a few do not speak for it.
func (c *comparison) learn() {
	sum, weight := 0.0, 0.0
	for i := range c.m.Items {
		kinds := len(c.m.Items[i].answers)
		var count [3][]float64
		var n [3]float64
		for g := range 3 {
			count[g] = make([]float64, kinds)
		}
		for row := range c.m.Rows {
			if c.wrong[row*c.words+i/64]&(1<<(i%64)) != 0 {
				count[c.third[row]][c.m.answered(row, i)]++
				n[c.third[row]]++
			}
		}
		all := n[0] + n[1] + n[2]
		for g := range 3 {
			for h := range 3 {
				p := 0.0
				for o := range kinds {
					whole := (count[0][o] + count[1][o] + count[2][o]) / math.Max(all, 1)
					p += (count[g][o] + 10*whole) / (n[g] + 10) * (count[h][o] + 10*whole) / (n[h] + 10)
				}
				c.match[g][h] = append(c.match[g][h], p)
			}
		}
		sum, weight = sum+all*math.Log(math.Max(c.match[1][1][i], 0.001)), weight+all
	}
	c.usual = math.Min(math.Exp(sum/math.Max(weight, 1)), 0.999)
}

// screen says for each number of items both got wrong how many identical ones are worth an exact look: those whose binomial chance
// with the usual match is below ten times the threshold.
func (c *comparison) screen(threshold float64) {
	c.least = make([]int, len(c.m.Items)+1)
	for w := range c.least {
		tail := 0.0
		k := w
		for ; k >= 0; k-- {
			tail += math.Exp(lnChoose(float64(w), float64(k)) + float64(k)*math.Log(c.usual) + float64(w-k)*math.Log1p(-c.usual))
			if tail > 10*threshold {
				break
			}
		}
		c.least[w] = k + 1
	}
}
