package exams

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"laurel/exams/items"
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
		if err := b.fill(s, tx, chunk); err != nil {
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
	cells     map[cellAt]float64
}

type cellAt struct{ row, position int }

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

func (b *building) fill(s *Service, tx *gorm.DB, attempts []string) error {
	var results []struct {
		AttemptID string
		Items     []ItemScore `gorm:"serializer:json"`
	}
	err := tx.Raw(`select attempt_id, items from attempt_results x where attempt_id in ?
		and number = (select max(n.number) from attempt_results n where n.attempt_id = x.attempt_id)`, attempts).Scan(&results).Error
	if err != nil {
		return err
	}
	b.cells = map[cellAt]float64{}
	for _, r := range results {
		for _, it := range r.Items {
			b.cells[cellAt{b.row[r.AttemptID], it.Position}] = b.points.read(it.Points)
		}
	}
	return b.answers(s, tx, attempts)
}

// answers lays the papers of attempts out and sets what was answered on each.
func (b *building) answers(s *Service, tx *gorm.DB, attempts []string) error {
	rows, err := tx.Raw("select attempt_id, position, response from responses where attempt_id in ?", attempts).Rows()
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	said := map[cellAt]string{}
	for rows.Next() {
		var attempt, response string
		var position int
		if err := rows.Scan(&attempt, &position, &response); err != nil {
			return err
		}
		said[cellAt{b.row[attempt], position}] = response
	}
	if err := rows.Err(); err != nil {
		return err
	}
	var sheets []struct {
		ID    string
		Sheet `gorm:"embedded"`
	}
	if err := tx.Raw("select id, form_id, seed, language from attempts where id in ?", attempts).Scan(&sheets).Error; err != nil {
		return err
	}
	ids := make([]string, len(sheets))
	for i, a := range sheets {
		ids[i] = a.FormID
	}
	forms, err := s.formsOf(tx, ids)
	if err != nil {
		return err
	}
	for _, a := range sheets {
		if forms[a.FormID] == nil {
			continue
		}
		paper, err := forms[a.FormID].paper(a.Sheet)
		if err != nil {
			return err
		}
		for _, slot := range paper.Slots() {
			b.set(b.row[a.ID], slot.Position, slot.ItemVersionID, slot.Arrangement, said[cellAt{b.row[a.ID], slot.Position}])
		}
	}
	return nil
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

// set fills a cell. A position without points was dropped from scoring, and is left out.
func (b *building) set(row, position int, version string, a items.Arrangement, response string) {
	points, scored := b.cells[cellAt{row, position}]
	if !scored {
		return
	}
	it := &b.out.Matrix.Items[b.column[version]]
	if it.Options == nil {
		it.Options = optionsOf(a)
	}
	text, chosen := answerOf(a, it.Options, response)
	b.out.Matrix.Set(row, b.column[version], psychometrics.Cell{Points: points, Answer: text, Chosen: chosen})
}
