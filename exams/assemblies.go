package exams

import (
	"context"
	"encoding/hex"
	"math/rand/v2"
	"strconv"

	"gorm.io/gorm"

	"laurel/exams/assembly"
	"laurel/internal/id"
)

// workshop is where forms of one published exam are made: what can be drawn, and how many candidates were given each item.
type workshop struct {
	exam       Exam
	document   Document
	pool       []Drawable
	by         map[string]Drawable
	seen       map[string]int
	candidates int
	beside     [][]string // scored items of fixed forms that are there already
	stocks     bool       // what is made is laid ready, not given out at once
	made       tally      // what was laid ready
}

// workshop loads what forms are made of. It reads no key.
func (s *Service) workshop(ctx context.Context, tx *gorm.DB, e Exam, d Document) (*workshop, error) {
	w := &workshop{exam: e, document: d, by: map[string]Drawable{}, made: tally{}}
	var err error
	if w.pool, err = s.bank.Pool(ctx, tx, d.ItemBank); err != nil {
		return nil, err
	}
	for _, it := range w.pool {
		w.by[it.ID] = it
	}
	if w.seen, w.candidates, err = exposures(tx, e.Key, s.db.Now()); err != nil {
		return nil, err
	}
	return w, nil
}

// assemble draws forms and lays them out. They are not kept yet.
func (s *Service) assemble(w *workshop, forms int) ([]*Form, error) {
	seed := newSeed()
	raw, err := hex.DecodeString(seed)
	if err != nil {
		return nil, err
	}
	plan := w.document.plan(forms, [32]byte(raw))
	plan.Candidates, plan.Beside = w.candidates, w.beside
	if w.document.Forms.mode() == Fixed {
		plan.MaxUses = (forms + len(w.beside)) * w.document.Forms.ExposureCapPercent / 100
	}
	drawn, err := assembly.Assemble(drawables(w.pool, w.seen), plan)
	if err != nil {
		return nil, err
	}
	layout := Paper{seed: raw}
	out := make([]*Form, len(drawn.Forms))
	for i, f := range drawn.Forms {
		out[i] = &Form{
			ID: id.New("frm"), ExamKey: w.exam.Key, ExamVersion: w.exam.PublishedVersion, Mode: w.document.Forms.mode(), Languages: w.document.tongues(),
			Shuffle: w.document.Forms.Shuffle, Seed: seed, State: FormOpen, MadeAt: s.db.Now(), Report: reportOf(f, drawn.Target),
			Slots: w.lay(f, layout.source("layout "+strconv.Itoa(i))),
		}
		w.note(f)
	}
	return out, nil
}

func (w *workshop) lay(f assembly.Form, source *rand.Rand) []FormSlot {
	return w.document.lay(w.items(f.Scored), w.items(f.Pretest), source)
}

func (w *workshop) items(ids []string) []Drawable {
	out := make([]Drawable, len(ids))
	for i, one := range ids {
		out[i] = w.by[one]
	}
	return out
}

// note counts a form among those that candidates will be given, so that the next one looks elsewhere.
func (w *workshop) note(f assembly.Form) {
	w.candidates++
	for _, one := range f.Scored {
		w.seen[one]++
	}
	for _, one := range f.Pretest {
		w.seen[one]++
	}
}

// build makes forms and freezes them: all that were asked for, or none.
func (s *Service) build(ctx context.Context, tx *gorm.DB, w *workshop, forms int) ([]*Form, error) {
	made, err := s.assemble(w, forms)
	if err != nil {
		return nil, err
	}
	first := 0
	if w.document.Forms.mode() == Fixed {
		if err := tx.Raw("select coalesce(max(number), 0) + 1 from forms where exam_key = ?", w.exam.Key).Scan(&first).Error; err != nil {
			return nil, err
		}
	}
	for i, f := range made {
		if first > 0 {
			f.Number = first + i
		}
		f.Stocked = w.stocks
		if err := s.freeze(ctx, tx, f); err != nil {
			return nil, err
		}
		if f.Stocked {
			w.made.add(f, 1)
		}
	}
	return made, nil
}
