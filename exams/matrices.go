package exams

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"laurel/exams/psychometrics"
)

// matrixChunk is how many attempts are read at a time.
const matrixChunk = 500

// Matrix gives what the graded attempts at an exam earned and chose, compactly, for statistics. ErrNothing for an exam that is not
// there. Voided attempts, and those that still wait for a mark, are left out. No key is read: what was right shows in the points.
func (s *Service) Matrix(_ context.Context, tx *gorm.DB, examKey string, f MatrixFilter) (Measured, error) {
	e, err := examOf(tx, examKey)
	if err != nil {
		return Measured{}, err
	}
	d := e.Draft
	if e.Published != nil {
		d = *e.Published
	}
	out := Measured{}
	if out.Attempts, err = measuredAttempts(tx, examKey, f); err != nil {
		return Measured{}, err
	}
	ids := make([]string, len(out.Attempts))
	for i, a := range out.Attempts {
		ids[i] = a.ID
	}
	b := building{out: &out, column: map[string]int{}, row: map[string]int{}, number: map[string]int{}, points: pointsOf{}}
	for chunk := range slices.Chunk(ids, matrixChunk) {
		if err := b.columns(s, tx, chunk); err != nil {
			return Measured{}, err
		}
	}
	b.begin(ids)
	if cut, err := d.Scoring.Cut(max(b.most, d.Blueprint.Length)); err == nil {
		part, _ := cut.Raw.Float64()
		out.Cut = part / float64(cut.Max)
	}
	for chunk := range slices.Chunk(ids, matrixChunk) {
		if err := s.measure(tx, &b, chunk); err != nil {
			return Measured{}, err
		}
	}
	return out, nil
}

func measuredAttempts(tx *gorm.DB, examKey string, f MatrixFilter) ([]MeasuredAttempt, error) {
	q := `select a.id, a.person_id, r.partner_id, a.form_id, a.language, a.closed_at from attempts a join registrations r on r.id = a.registration_id
		join attempt_results x on x.attempt_id = a.id and x.number = (select max(n.number) from attempt_results n where n.attempt_id = a.id)
		where a.exam_key = ? and a.state = 'graded' and x.state <> 'pending_marking'`
	args := []any{examKey}
	if f.From != nil {
		q, args = q+" and a.closed_at >= ?", append(args, f.From.UTC())
	}
	if f.To != nil {
		q, args = q+" and a.closed_at < ?", append(args, f.To.UTC())
	}
	if len(f.Forms) > 0 {
		q, args = q+" and a.form_id in ?", append(args, f.Forms)
	}
	var all, out []MeasuredAttempt
	if err := tx.Raw(q+" order by a.closed_at, a.id", args...).Scan(&all).Error; err != nil || !f.FirstOnly {
		return all, err
	}
	seen := map[string]bool{}
	for _, a := range all {
		if !seen[a.PersonID] {
			out = append(out, a)
		}
		seen[a.PersonID] = true
	}
	return out, nil
}

// building is a matrix on its way.
type building struct {
	out       *Measured
	column    map[string]int // item version
	columnsOf []psychometrics.Item
	row       map[string]int // attempt
	number    map[string]int // of fixed forms
	most      int            // points of the first form that was met
	points    pointsOf
}

func (b *building) columns(s *Service, tx *gorm.DB, attempts []string) error {
	var ids []string
	if err := tx.Raw("select distinct form_id from attempts where id in ? order by form_id", attempts).Scan(&ids).Error; err != nil {
		return err
	}
	forms, err := s.formsOf(tx, ids)
	if err != nil {
		return err
	}
	for _, one := range ids {
		if forms[one] == nil {
			continue
		}
		if forms[one].Mode != PerCandidate {
			b.number[one] = forms[one].Number
		}
		if b.most == 0 {
			b.most = forms[one].worth()
		}
		for _, it := range forms[one].Slots {
			if _, known := b.column[it.ItemVersionID]; !known {
				b.column[it.ItemVersionID] = len(b.out.Items)
				b.out.Items = append(b.out.Items, MeasuredItem{it.ItemID, it.ItemVersionID, it.Type, it.Domain})
				b.columnsOf = append(b.columnsOf, psychometrics.Item{ID: it.ItemVersionID, Points: float64(max(it.Points, 1)), Scored: !it.Pretest})
			}
		}
	}
	return nil
}

func (b *building) begin(attempts []string) {
	b.out.Matrix = psychometrics.NewMatrix(b.columnsOf, len(attempts))
	person := map[string]uint32{}
	for i, a := range b.out.Attempts {
		b.row[a.ID] = i
		if n, fixed := b.number[a.FormID]; fixed {
			b.out.Attempts[i].FormNumber = n
		} else {
			b.out.Attempts[i].FormID = "" // a form of one attempt is no group
		}
		if _, known := person[a.PersonID]; !known {
			person[a.PersonID] = uint32(len(person)) //nolint:gosec // fewer than two to the thirty-second
		}
		b.out.Matrix.Person[i] = person[a.PersonID]
	}
}

// worth is the scored points of a form.
func (f *Form) worth() int {
	most := 0
	for _, s := range f.Slots {
		if !s.Pretest {
			most += max(s.Points, 1)
		}
	}
	return most
}
