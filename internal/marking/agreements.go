package marking

import (
	"context"
	"math/big"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// Concord is the agreement at one exam: of first and second markers as such, and of each two people. Differed counts the works that
// went to a third person.
type Concord struct {
	ExamKey  string
	Overall  Agreement
	Differed int
	Pairs    []Between
}

// Between is the agreement of two people.
type Between struct {
	MarkerA, MarkerB string
	NameA, NameB     string
	Agreement        Agreement
}

type twice struct {
	ExamKey string
	MarkerA string
	MarkerB string
	PointsA int
	PointsB int
	Most    int
	Third   bool
}

func (t twice) pair() Pair {
	most := int64(t.Most)
	return Pair{big.NewRat(int64(t.PointsA), most), big.NewRat(int64(t.PointsB), most)}
}

// Agreements computes, from the marks on record, how well those agree who marked the same responses blind. "" is for all exams.
func (s *Service) Agreements(ctx context.Context, examKey string) ([]Concord, error) {
	var out []Concord
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var rows []twice
		err := tx.Raw(`select w.exam_key, a.marker_id as marker_a, b.marker_id as marker_b, a.points as points_a, b.points as points_b, r.max_points as most,
				exists (select 1 from marking_tasks c where c.work_id = w.id and c.kind = 'adjudication') as third
			from marking_works w join marking_tasks a on a.work_id = w.id and a.kind = 'first' and a.state = 'done'
			join marking_tasks b on b.work_id = w.id and b.kind = 'second' and b.state = 'done'
			join marking_rubrics r on r.id = w.rubric_id where (? = '' or w.exam_key = ?) order by w.exam_key, w.id`, examKey, examKey).Scan(&rows).Error
		if err != nil {
			return err
		}
		out = concords(rows)
		return s.call(ctx, tx, out)
	})
	return out, err
}

func concords(rows []twice) []Concord {
	out := []Concord{}
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(t twice) bool { return t.ExamKey != rows[0].ExamKey })
		if n < 0 {
			n = len(rows)
		}
		out = append(out, concordOf(rows[:n]))
		rows = rows[n:]
	}
	return out
}

func concordOf(rows []twice) Concord {
	c := Concord{ExamKey: rows[0].ExamKey, Pairs: []Between{}}
	var all []Pair
	between := map[[2]string][]Pair{}
	for _, t := range rows {
		all = append(all, t.pair())
		if t.Third {
			c.Differed++
		}
		if t.MarkerA > t.MarkerB { // the same two people in either part
			t.MarkerA, t.MarkerB, t.PointsA, t.PointsB = t.MarkerB, t.MarkerA, t.PointsB, t.PointsA
		}
		key := [2]string{t.MarkerA, t.MarkerB}
		between[key] = append(between[key], t.pair())
	}
	c.Overall = agree(all)
	for key, pairs := range between {
		c.Pairs = append(c.Pairs, Between{MarkerA: key[0], MarkerB: key[1], Agreement: agree(pairs)})
	}
	slices.SortFunc(c.Pairs, func(a, b Between) int { return strings.Compare(a.MarkerA+a.MarkerB, b.MarkerA+b.MarkerB) })
	return c
}

// call puts names to the people of the figures.
func (s *Service) call(ctx context.Context, tx *gorm.DB, list []Concord) error {
	var ids []string
	for _, c := range list {
		for _, p := range c.Pairs {
			ids = append(ids, p.MarkerA, p.MarkerB)
		}
	}
	names, err := s.names.Names(ctx, tx, ids)
	for _, c := range list {
		for i, p := range c.Pairs {
			c.Pairs[i].NameA, c.Pairs[i].NameB = names[p.MarkerA], names[p.MarkerB]
		}
	}
	return err
}
