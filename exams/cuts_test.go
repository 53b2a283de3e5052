package exams

import (
	"errors"
	"math/big"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestAnAdoptedCutGoesIntoTheDraftOnly(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		adopt := func(cut Scoring) error {
			return h.db.Tx(as(t, "author:eve"), func(tx *gorm.DB) error { return h.AdoptCut(as(t, "author:eve"), tx, "net", cut, "std_1") })
		}
		if err := adopt(Scoring{CutPercent: "64.25"}); err != nil {
			t.Fatal(err)
		}
		e, err := h.Exam(as(t, "author:eve"), "net")
		if err != nil || e.Draft.Scoring.CutPercent != "64.25" || e.Published.Scoring.CutPercent != "60" || e.Version != 2 {
			t.Errorf("%v: draft %+v, published %+v, version %d", err, e.Draft.Scoring, e.Published.Scoring, e.Version)
		}
		if err := adopt(Scoring{CutRaw: 99}); !errors.Is(err, ErrInput) {
			t.Errorf("a cut above everything: %v", err)
		}
		n := h.count(t, "select count(*) from audit_entries where action = 'exam.cut_adopted'")
		if n != 1 {
			t.Errorf("%d lines in the audit log", n)
		}
		err = h.db.Read(as(t, "author:eve"), func(tx *gorm.DB) error {
			all, err := h.Judgeables(as(t, "author:eve"), tx, "net", "")
			sum := new(big.Rat)
			for _, it := range all {
				w, _ := new(big.Rat).SetString(it.Weight)
				sum.Add(sum, w)
			}
			if err != nil || len(all) != 20 || sum.Cmp(big.NewRat(10, 1)) != 0 {
				t.Errorf("%v: %d items weigh %s, want 20 that weigh 10", err, len(all), sum)
			}
			_, err = h.Judgeables(as(t, "author:eve"), tx, "net", "frm_none")
			if !errors.Is(err, ErrNothing) {
				t.Errorf("a form that is not there: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
