package exams

import (
	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/exams/psychometrics"
)

// cell is what is read of one position of an attempt before it is laid out.
type cell struct {
	scored   bool
	points   float64
	response string
}

// sheetOf is the sheet of an attempt by its id.
type sheetOf struct {
	ID    string
	Sheet `gorm:"embedded"`
}

// measure reads a chunk of attempts: the points, the answers and the sheets, each with one statement.
func (s *Service) measure(tx *gorm.DB, b *building, attempts []string) error {
	cells := make(map[string][]cell, len(attempts))
	if err := b.scores(tx, attempts, cells); err != nil {
		return err
	}
	if err := b.answers(tx, attempts, cells); err != nil {
		return err
	}
	var sheets []sheetOf
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
		if err := b.layOut(forms[a.FormID], a, cells[a.ID]); err != nil {
			return err
		}
	}
	return nil
}

func (b *building) scores(tx *gorm.DB, attempts []string, cells map[string][]cell) error {
	rows, err := tx.Raw(`select attempt_id, items from attempt_results x where attempt_id in ?
		and number = (select max(n.number) from attempt_results n where n.attempt_id = x.attempt_id)`, attempts).Rows()
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var attempt string
		var text []byte
		if err := rows.Scan(&attempt, &text); err != nil {
			return err
		}
		scores, err := scoresOf(text)
		if err != nil {
			return err
		}
		of := []cell{}
		for _, it := range scores {
			for len(of) <= it.Position {
				of = append(of, cell{})
			}
			of[it.Position] = cell{scored: true, points: b.points.read(it.Points)}
		}
		cells[attempt] = of
	}
	return rows.Err()
}

func (b *building) answers(tx *gorm.DB, attempts []string, cells map[string][]cell) error {
	rows, err := tx.Raw("select attempt_id, position, response from responses where attempt_id in ?", attempts).Rows()
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var attempt, response string
		var position int
		if err := rows.Scan(&attempt, &position, &response); err != nil {
			return err
		}
		if of := cells[attempt]; position >= 0 && position < len(of) {
			of[position].response = response
		}
	}
	return rows.Err()
}

// layOut sets what was answered in one attempt. A position without points was dropped from scoring, and is left out. An item is
// arranged as this attempt showed it only where its answer has to be told in the author's names.
func (b *building) layOut(f *Form, a sheetOf, of []cell) error {
	paper, err := f.paper(a.Sheet)
	if err != nil {
		return err
	}
	row := b.row[a.ID]
	for position := 1; position <= paper.length() && position < len(of); position++ {
		c := of[position]
		if !c.scored {
			continue
		}
		slot := paper.at(position)
		column := b.column[slot.ItemVersionID]
		it := &b.out.Matrix.Items[column]
		var arranged items.Arrangement
		if it.Options == nil || c.response != "" && c.response != items.Cleared {
			arranged = paper.Slot(position).Arrangement
		}
		if it.Options == nil {
			it.Options = optionsOf(arranged)
		}
		text, chosen := answerOf(arranged, it.Options, c.response)
		b.out.Matrix.Set(row, column, psychometrics.Cell{Points: c.points, Answer: text, Chosen: chosen})
	}
	return nil
}
