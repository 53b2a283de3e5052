package exams

import (
	"context"
	"encoding/json"
	"math/big"

	"gorm.io/gorm"

	"laurel/exams/scoring"
	"laurel/internal/audit"
	"laurel/internal/web"
)

// Judgeable is an item that a panel judges, with the points it adds to a form, exact.
type Judgeable struct {
	ItemID        string
	ItemVersionID string
	Type          string
	Domain        string
	Weight        string
}

// Judgeables gives the scored items of a fixed form; without a form what forms are drawn from, each item with its part of the places
// that the blueprint gives its domain. ErrNothing for an exam, or a form of it, that is not there.
func (s *Service) Judgeables(ctx context.Context, tx *gorm.DB, examKey, formID string) ([]Judgeable, error) {
	e, err := examOf(tx, examKey)
	if err != nil {
		return nil, err
	}
	if formID != "" {
		f, err := s.fixed(tx, examKey, formID)
		if err != nil {
			return nil, err
		}
		var out []Judgeable
		for _, it := range f.Slots {
			if !it.Pretest {
				out = append(out, Judgeable{it.ItemID, it.ItemVersionID, string(it.Type), it.Domain, big.NewRat(int64(max(it.Points, 1)), 1).RatString()})
			}
		}
		return out, nil
	}
	pool, err := s.bank.Pool(ctx, tx, e.Draft.ItemBank)
	if err != nil {
		return nil, err
	}
	return e.Draft.Blueprint.judgeables(pool), nil
}

func (b Blueprint) judgeables(pool []Drawable) []Judgeable {
	there, places, all := map[string]int{}, map[string]int{}, 0
	for _, it := range pool {
		if !it.Pretest {
			there[it.Domain]++
			all++
		}
	}
	for _, share := range b.Shares() {
		places[share.Domain] = share.Items
	}
	var out []Judgeable
	for _, it := range pool {
		want, have := places[it.Domain], there[it.Domain]
		if len(b.Domains) == 0 {
			want, have = b.Length, all
		}
		if it.Pretest || want == 0 {
			continue
		}
		weight := new(big.Rat).Mul(big.NewRat(int64(want), int64(have)), big.NewRat(int64(max(it.Points, 1)), 1))
		out = append(out, Judgeable{it.ID, it.VersionID, string(it.Type), it.Domain, weight.RatString()})
	}
	return out
}

func (s *Service) fixed(tx *gorm.DB, examKey, formID string) (*Form, error) {
	forms, err := s.formsOf(tx, []string{formID})
	if err != nil {
		return nil, err
	}
	f := forms[formID]
	if f == nil || f.ExamKey != examKey || f.Mode == PerCandidate {
		return nil, ErrNothing
	}
	return f, nil
}

// FormCut gives where a fixed form is passed by the published exam, before any equating.
func (s *Service) FormCut(_ context.Context, tx *gorm.DB, examKey, formID string) (scoring.Cut, error) {
	f, err := s.fixed(tx, examKey, formID)
	if err != nil {
		return scoring.Cut{}, err
	}
	d, err := publishedOf(tx, examKey)
	if err != nil {
		return scoring.Cut{}, err
	}
	return d.Scoring.Cut(f.worth())
}

// AdoptCut writes the cut of a study into the draft, as points or as a percentage. Publishing it stays the author's act.
func (s *Service) AdoptCut(ctx context.Context, tx *gorm.DB, examKey string, cut Scoring, studyID string) error {
	e, err := examOf(tx, examKey)
	if err != nil {
		return err
	}
	before := e.Draft.Scoring
	e.Draft.Scoring.CutPercent, e.Draft.Scoring.CutRaw = cut.CutPercent, cut.CutRaw
	if err := e.Draft.Validate(); err != nil {
		return err
	}
	text, err := json.Marshal(e.Draft)
	if err != nil {
		return err
	}
	now := s.db.Now()
	r := tx.Exec("update exams set draft = ?, version = version + 1, updated_at = ? where key = ? and version = ?", string(text), now, examKey, e.Version)
	if r.Error != nil {
		return r.Error
	}
	if r.RowsAffected == 0 {
		return web.ErrStale
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "exam.cut_adopted", Subject: examKey, Detail: map[string]any{
		"study": studyID, "cut_percent": cut.CutPercent, "cut_raw": cut.CutRaw, "cut_percent_before": before.CutPercent, "cut_raw_before": before.CutRaw}})
}
