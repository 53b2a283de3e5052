package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/exams"
	"laurel/internal/banks"
	"laurel/internal/standards"
)

// judged answers standards out of exams.
type judged struct{ exams *exams.Service }

func (j judged) Items(ctx context.Context, tx *gorm.DB, examKey, formID string) ([]standards.Item, error) {
	all, err := j.exams.Judgeables(ctx, tx, examKey, formID)
	out := make([]standards.Item, len(all))
	for i, it := range all {
		out[i] = standards.Item{ItemID: it.ItemID, VersionID: it.ItemVersionID, Type: it.Type, Domain: it.Domain, Weight: it.Weight}
	}
	return out, err
}

func (j judged) Sat(ctx context.Context, tx *gorm.DB, examKey string, forms ...string) (standards.Sat, error) {
	m, err := j.exams.Matrix(ctx, tx, examKey, exams.MatrixFilter{Forms: forms})
	out := standards.Sat{Matrix: m.Matrix}
	for _, a := range m.Attempts {
		out.Forms = append(out.Forms, a.FormID)
	}
	return out, err
}

func (j judged) Line(ctx context.Context, tx *gorm.DB, examKey, formID string) (standards.Line, error) {
	c, err := j.exams.FormCut(ctx, tx, examKey, formID)
	return standards.Line{Raw: c.Raw, Most: c.Max}, err
}

func (j judged) AdoptCut(ctx context.Context, tx *gorm.DB, examKey string, d standards.Decided, studyID string) error {
	return j.exams.AdoptCut(ctx, tx, examKey, exams.Scoring{CutPercent: d.Percent, CutRaw: d.Raw}, studyID)
}

// shownItems gives what items show, to judges; it reads no key.
type shownItems struct{ banks *banks.Service }

func (s shownItems) Shown(ctx context.Context, tx *gorm.DB, versions []string) (map[string]standards.Shown, error) {
	contents, err := s.banks.Contents(ctx, tx, versions, "")
	out := map[string]standards.Shown{}
	for version, c := range contents {
		shown := standards.Shown{StemHTML: c.StemHTML}
		for _, o := range c.Options {
			shown.Options = append(shown.Options, standards.Choice{ID: o.ID, HTML: o.HTML})
		}
		out[version] = shown
	}
	return out, err
}

func (a *App) assembleStandards() {
	s := &a.services
	s.Standards = standards.New(standards.Deps{DB: a.DB, Log: a.log, Exams: judged{s.Exams}, Contents: shownItems{s.Banks}, People: staffNames{s}})
}

// cuts answers exams out of standards, which is made after it.
type cuts struct{ of *services }

func (c cuts) CutFor(ctx context.Context, tx *gorm.DB, formID string) (string, bool, error) {
	return c.of.Standards.CutFor(ctx, tx, formID)
}

func (c cuts) Conversion(ctx context.Context, tx *gorm.DB, equatingID string) (exams.Conversion, error) {
	e, raw, err := c.of.Standards.Conversion(ctx, tx, equatingID)
	return exams.Conversion{ExamKey: e.ExamKey, FormID: e.FromForm, Cut: raw, Adopted: e.AdoptedAt != nil}, err
}
