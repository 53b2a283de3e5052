package standards

import (
	"context"
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/exams/psychometrics"
	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Equating puts the points of one form on the scale of another: y = Slope x + Intercept. It never changes.
type Equating struct {
	ID         string
	ExamKey    string
	FromForm   string
	ToForm     string
	Method     string
	Anchors    []string `gorm:"serializer:json"`
	Slope      string
	Intercept  string
	NFrom      int
	NTo        int
	Formula    string
	ComputedBy string
	ComputedAt time.Time
	AdoptedBy  string
	AdoptedAt  *time.Time
}

const equatingColumns = `e.id, e.exam_key, e.from_form, e.to_form, e.method, e.anchors, e.slope, e.intercept, e.n_from, e.n_to, e.formula, e.computed_by, e.computed_at,
	coalesce(a.adopted_by, '') as adopted_by, a.adopted_at from standards_equatings e left join standards_equating_adoptions a on a.equating_id = e.id`

// Equate computes a conversion from what was sat, and keeps it. Without anchors Tucker takes the items that both forms have.
func (s *Service) Equate(ctx context.Context, e Equating) (Equating, error) {
	if e.FromForm == "" || e.ToForm == "" || e.FromForm == e.ToForm {
		return Equating{}, wrong("to_form", "not_allowed", "two forms that differ")
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Equating, error) {
		for _, form := range []string{e.FromForm, e.ToForm} {
			if _, err := s.exams.Items(ctx, tx, e.ExamKey, form); err != nil {
				return Equating{}, err
			}
		}
		sat, err := s.exams.Sat(ctx, tx, e.ExamKey, e.FromForm, e.ToForm)
		if err != nil {
			return Equating{}, err
		}
		from, to, anchors, err := sat.sides(e)
		if err != nil {
			return Equating{}, err
		}
		c, err := psychometrics.Equate(e.Method, from, to)
		if err != nil {
			return Equating{}, err
		}
		e.ID, e.Anchors, e.ComputedBy, e.ComputedAt = id.New("eqt"), anchors, actor.From(ctx).ID, s.db.Now()
		e.Slope, e.Intercept, e.NFrom, e.NTo, e.Formula = decimal(c.Slope, 8), decimal(c.Intercept, 8), c.NFrom, c.NTo, c.Formula
		return e, s.keepEquating(ctx, tx, e)
	})
}

func (s *Service) keepEquating(ctx context.Context, tx *gorm.DB, e Equating) error {
	anchors, err := json.Marshal(e.Anchors)
	if err != nil {
		return err
	}
	err = tx.Exec(`insert into standards_equatings (id, exam_key, from_form, to_form, method, anchors, slope, intercept, n_from, n_to, formula, computed_by, computed_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.ExamKey, e.FromForm, e.ToForm, e.Method, string(anchors), e.Slope, e.Intercept, e.NFrom, e.NTo, e.Formula, e.ComputedBy, e.ComputedAt).Error
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, e.ComputedAt, audit.Entry{Action: "equating.computed", Subject: e.ID, Detail: map[string]string{
		"exam": e.ExamKey, "from": e.FromForm, "to": e.ToForm, "method": e.Method, "slope": e.Slope, "intercept": e.Intercept}})
}

// sides gives the samples of both forms. Anchors that are not scored on both forms are refused.
func (s Sat) sides(e Equating) (from, to psychometrics.Sample, anchors []string, err error) {
	a := s.Matrix.Keep(func(row int) bool { return s.Forms[row] == e.FromForm })
	b := s.Matrix.Keep(func(row int) bool { return s.Forms[row] == e.ToForm })
	common := []string{}
	onA, onB := a.Scored(), b.Scored()
	for _, it := range onA {
		if slices.Contains(onB, it) {
			common = append(common, it)
		}
	}
	anchors = []string{}
	if e.Method == psychometrics.Tucker {
		if anchors = e.Anchors; len(anchors) == 0 {
			anchors = common
		}
		for _, it := range anchors {
			if !slices.Contains(common, it) {
				return from, to, nil, wrong("anchors", "unknown", "items that are scored on both forms")
			}
		}
		if len(anchors) == 0 {
			return from, to, nil, psychometrics.ErrEquating.With(fault.Field{Field: "anchors", Code: "required", Detail: "these forms have no scored item in common"})
		}
	}
	return a.Sample(anchors), b.Sample(anchors), anchors, nil
}

// AdoptEquating makes a conversion the one that gives its form a cut. Another person than the one who computed it does so; again, it
// changes nothing.
func (s *Service) AdoptEquating(ctx context.Context, equatingID string) (Equating, error) {
	var e Equating
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		var err error
		if e, err = equatingOf(tx, equatingID); err != nil {
			return err
		}
		me, now := actor.From(ctx).ID, s.db.Now()
		if e.ComputedBy == me {
			return ErrSame
		}
		if e.AdoptedAt != nil {
			return nil
		}
		r := tx.Exec("insert into standards_equating_adoptions (equating_id, from_form, adopted_by, adopted_at) values (?, ?, ?, ?) on conflict (equating_id) do nothing", e.ID, e.FromForm, me, now)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		e.AdoptedBy, e.AdoptedAt = me, &now
		return audit.Append(ctx, tx, now, audit.Entry{Action: "equating.adopted", Subject: e.ID, Detail: map[string]string{"exam": e.ExamKey, "from": e.FromForm, "to": e.ToForm}})
	})
	return e, err
}

// Equatings lists those of an exam, newest first.
func (s *Service) Equatings(ctx context.Context, examKey string) ([]Equating, error) {
	var out []Equating
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select "+equatingColumns+" where e.exam_key = ? order by e.id desc limit 200", examKey).Scan(&out).Error
	})
	return out, err
}

func equatingOf(tx *gorm.DB, equatingID string) (Equating, error) {
	var e Equating
	err := tx.Raw("select "+equatingColumns+" where e.id = ?", equatingID).Take(&e).Error
	return e, store.Found(err, ErrNothing)
}

// CutFor gives the cut of a form on its own raw points, with two decimals, by the conversion that was adopted last; false where none
// was. The form it was equated to is passed where the published exam says.
func (s *Service) CutFor(ctx context.Context, tx *gorm.DB, formID string) (raw string, ok bool, err error) {
	var found []Equating
	err = tx.Raw("select "+equatingColumns+" where a.adopted_at is not null and e.from_form = ? order by a.adopted_at desc, e.id desc limit 1", formID).Scan(&found).Error
	if err != nil || len(found) == 0 {
		return "", false, err
	}
	raw, err = s.lineOf(ctx, tx, found[0])
	return raw, err == nil, err
}

// Conversion gives an equating with the line it draws for its form.
func (s *Service) Conversion(ctx context.Context, tx *gorm.DB, equatingID string) (Equating, string, error) {
	e, err := equatingOf(tx, equatingID)
	if err != nil {
		return e, "", err
	}
	raw, err := s.lineOf(ctx, tx, e)
	return e, raw, err
}

func (s *Service) lineOf(ctx context.Context, tx *gorm.DB, e Equating) (string, error) {
	to, err := s.exams.Line(ctx, tx, e.ExamKey, e.ToForm)
	if err != nil {
		return "", err
	}
	from, err := s.exams.Line(ctx, tx, e.ExamKey, e.FromForm)
	if err != nil {
		return "", err
	}
	return e.cut(to.Raw, from.Most), nil
}

// cut carries a cut of the to form back to the from form, exactly, to two decimals and inside the points there are.
func (e Equating) cut(to *big.Rat, most int) string {
	x := new(big.Rat).Sub(to, rat(e.Intercept))
	x.Quo(x, rat(e.Slope))
	v, _ := x.Float64()
	if least := 0.01; v < least || math.IsNaN(v) {
		return decimal(least, 2)
	}
	if x.Cmp(big.NewRat(int64(most), 1)) > 0 {
		return decimal(float64(most), 2)
	}
	return x.FloatString(2)
}
