package psychometrics

import "math"

// None says in a cell that the item was not presented, or that nothing was answered. Other stands for answers beyond the
// number that are told apart.
const (
	None  = 255
	Other = 254
)

// Item is a column of a Matrix. Items that are not scored, those in pretest, are measured against the total and add nothing to it.
type Item struct {
	ID      string
	Points  float64 // the most it is worth
	Scored  bool
	Options []string // in the author's order; a choice is a bit in this order
	levels  []float64
	answers []answer
	coded   map[string]uint8
}

// answer is one distinct response to an item: what it chose, and the points it earned where it was seen last.
type answer struct {
	text   string
	chosen uint64
	right  bool
}

// Matrix is what attempts earned and answered: a byte each for points and answer in each cell, so that ten thousand attempts of
// sixty items take about a megabyte. Period and Person of a row are
// numbers that the caller gives out.
type Matrix struct {
	Items  []Item
	Rows   int
	Period []uint8
	Person []uint32
	scores []uint8
	given  []uint8
}

// NewMatrix makes an empty one: nothing was presented to anybody.
func NewMatrix(items []Item, rows int) *Matrix {
	m := &Matrix{Items: items, Rows: rows, Period: make([]uint8, rows), Person: make([]uint32, rows),
		scores: make([]uint8, rows*len(items)), given: make([]uint8, rows*len(items))}
	for i := range m.scores {
		m.scores[i], m.given[i] = None, None
	}
	for i := range m.Items {
		m.Items[i].coded = map[string]uint8{}
	}
	return m
}

// Cell is what one attempt did with one item. Answer "" is no answer; Chosen are the positions of its options as bits.
type Cell struct {
	Points float64
	Answer string
	Chosen uint64
}

// Set fills a cell. False when the item has more different points than a byte can hold.
func (m *Matrix) Set(row, item int, c Cell) bool {
	it := &m.Items[item]
	level := -1
	for i, v := range it.levels {
		if v == c.Points {
			level = i
			break
		}
	}
	if level < 0 {
		if len(it.levels) == None {
			return false
		}
		level, it.levels = len(it.levels), append(it.levels, c.Points)
	}
	at := row*len(m.Items) + item
	m.scores[at], m.given[at] = uint8(level), it.code(c)
	return true
}

func (it *Item) code(c Cell) uint8 {
	if c.Answer == "" {
		return None
	}
	code, ok := it.coded[c.Answer]
	if !ok {
		if len(it.answers) == Other {
			return Other
		}
		code = uint8(len(it.answers))
		it.coded[c.Answer], it.answers = code, append(it.answers, answer{text: c.Answer, chosen: c.Chosen})
	}
	if c.Points >= it.Points {
		it.answers[code].right = true
	}
	return code
}

// points of a cell; false where the item was not presented.
func (m *Matrix) points(row, item int) (float64, bool) {
	code := m.scores[row*len(m.Items)+item]
	if code == None {
		return 0, false
	}
	return m.Items[item].levels[code], true
}

func (m *Matrix) answered(row, item int) uint8 { return m.given[row*len(m.Items)+item] }

// Keep gives the matrix of the rows that are wanted. Items are shared.
func (m *Matrix) Keep(want func(row int) bool) *Matrix {
	out, k := &Matrix{Items: m.Items}, len(m.Items)
	for row := range m.Rows {
		if !want(row) {
			continue
		}
		out.Rows++
		out.Period, out.Person = append(out.Period, m.Period[row]), append(out.Person, m.Person[row])
		out.scores = append(out.scores, m.scores[row*k:(row+1)*k]...)
		out.given = append(out.given, m.given[row*k:(row+1)*k]...)
	}
	return out
}

// totals are what each row earned and could have earned on the scored items presented to it.
func (m *Matrix) totals() (earned, possible []float64) {
	earned, possible = make([]float64, m.Rows), make([]float64, m.Rows)
	for row := range m.Rows {
		for i := range m.Items {
			if v, ok := m.points(row, i); ok && m.Items[i].Scored {
				earned[row] += v
				possible[row] += m.Items[i].Points
			}
		}
	}
	return earned, possible
}

// complete holds where every row was presented the same scored items.
func (m *Matrix) complete() bool {
	for i := range m.Items {
		for row := 1; row < m.Rows && m.Items[i].Scored; row++ {
			if (m.scores[row*len(m.Items)+i] == None) != (m.scores[i] == None) {
				return false
			}
		}
	}
	return true
}

// share of a by b; not a number where nothing was possible.
func share(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}
