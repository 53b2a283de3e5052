package exams

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func (h *house) matrix(t testing.TB, key string, f MatrixFilter) (Measured, error) {
	t.Helper()
	var m Measured
	err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) (err error) {
		m, err = h.Matrix(t.Context(), tx, key, f)
		return err
	})
	return m, err
}

func TestTheMatrixSaysWhatResultsSay(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		raws := map[string]string{}
		for i := range 4 {
			s := h.sit(t, fmt.Sprintf("p%d", i), "net")
			s.answerAll(t, 3*i)
			if i == 3 {
				s.save(t, s.items()[0].Position, nil).Want(t, 200) // cleared again
			}
			s.submit(t).Want(t, 200)
			raws[s.ID] = h.result(t, s.ID).Raw
		}
		h.sit(t, "p9", "net").answerAll(t, 2) // still sits
		m, err := h.matrix(t, "net", MatrixFilter{})
		if err != nil || m.Matrix.Rows != 4 || len(m.Items) != len(m.Matrix.Items) || m.Cut != 0.6 {
			t.Fatalf("%v: %d rows, cut %v", err, m.Matrix.Rows, m.Cut)
		}
		totals := m.Matrix.Sample(nil).Totals
		for row, a := range m.Attempts {
			if want := (pointsOf{}).read(raws[a.ID]); totals[row] != want || a.PersonID == "" || a.ClosedAt.IsZero() {
				t.Errorf("row %d %+v: total %v, result %v", row, a, totals[row], want)
			}
		}
		r := m.Matrix.Analyse(m.Cut, nil)
		unanswered, options := 0, 0
		for i, it := range r.Items {
			unanswered += it.Unanswered
			for _, o := range it.Options {
				options += o.Chosen
			}
			if m.Items[i].Type == items.SingleChoice && len(it.Options) != 4 || m.Items[i].Type == items.Numeric && len(it.Options) != 0 {
				t.Errorf("%s has options %+v", m.Items[i].Type, it.Options)
			}
		}
		if unanswered != 1 || options == 0 {
			t.Errorf("%d unanswered, %d options chosen", unanswered, options)
		}
		if _, err := h.matrix(t, "none", MatrixFilter{}); !errors.Is(err, ErrNothing) {
			t.Errorf("an exam that is not there: %v", err)
		}
		later := time.Now().Add(time.Hour)
		if m, err := h.matrix(t, "net", MatrixFilter{From: &later}); err != nil || m.Matrix.Rows != 0 {
			t.Errorf("nobody sat after now: %v %+v", err, m)
		}
	})
}

// The same answer is the same text, however an attempt named and ordered its options.
func TestAnswersAreToldInTheAuthorsNames(t *testing.T) {
	t.Parallel()
	one := items.Arrangement{Options: []items.Shown{{ID: "X1", Option: "c"}, {ID: "X2", Option: "a"}, {ID: "X3", Option: "b"}}}
	two := items.Arrangement{Options: []items.Shown{{ID: "Y1", Option: "a"}, {ID: "Y2", Option: "b"}, {ID: "Y3", Option: "c"}}}
	a, bitsA := answerOf(one, optionsOf(one), `{"choices":["X1","X2"]}`)
	b, bitsB := answerOf(two, optionsOf(two), `{"choices":["Y1","Y3"]}`)
	if a != b || bitsA != bitsB || bitsA != 0b101 || a != `{"choices":["a","c"]}` {
		t.Errorf("%q %b and %q %b", a, bitsA, b, bitsB)
	}
	if text, bits := answerOf(two, optionsOf(two), `{"order":["Y3","Y1","Y2"]}`); text != `{"order":["c","a","b"]}` || bits != 0 {
		t.Errorf("an order is kept: %q %b", text, bits)
	}
	for _, none := range []string{"", items.Cleared} {
		if text, _ := answerOf(two, nil, none); text != "" {
			t.Errorf("%q is an answer: %q", none, text)
		}
	}
	if text, _ := answerOf(items.Arrangement{}, nil, `{"number":"5"}`); text != `{"number":"5"}` {
		t.Errorf("%q", text)
	}
}
