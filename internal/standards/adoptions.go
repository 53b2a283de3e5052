package standards

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
)

// Adoption is a cut that went into the draft of the exam.
type Adoption struct {
	CutID      string
	CutPercent string
	CutRaw     int
	AdoptedBy  string
	AdoptedAt  time.Time
}

// Adopt puts the newest cut of a study into the draft of its exam. Another person than the one who opened the study does so; the same
// cut adopted again changes nothing.
func (s *Service) Adopt(ctx context.Context, studyID string, points bool) error {
	return s.change(ctx, studyID, func(tx *gorm.DB, st Study) error {
		me := actor.From(ctx).ID
		switch {
		case st.State == Rating:
			return ErrRating
		case st.OpenedBy == me:
			return ErrSame
		}
		cuts, err := cutsOf(tx, st.ID)
		if err != nil || len(cuts) == 0 {
			return err
		}
		c, now := cuts[0], s.db.Now()
		d := c.decided(points)
		r := tx.Exec("insert into standards_adoptions (cut_id, study_id, cut_percent, cut_raw, adopted_by, adopted_at) values (?, ?, ?, ?, ?, ?) on conflict (cut_id) do nothing",
			c.ID, st.ID, d.Percent, d.Raw, me, now)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		if err := s.exams.AdoptCut(ctx, tx, st.ExamKey, d, st.ID); err != nil {
			return err
		}
		if err := tx.Exec("update standards_studies set state = 'adopted' where id = ?", st.ID).Error; err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "standard.adopted", Subject: st.ID, Detail: map[string]any{
			"exam": st.ExamKey, "cut": c.ID, "cut_percent": d.Percent, "cut_raw": d.Raw}})
	})
}

func adoptionsOf(tx *gorm.DB, studyID string) ([]Adoption, error) {
	var out []Adoption
	err := tx.Raw("select cut_id, cut_percent, cut_raw, adopted_by, adopted_at from standards_adoptions where study_id = ? order by adopted_at desc", studyID).Scan(&out).Error
	return out, err
}

// Record is all that is known of a study, for who leads it.
type Record struct {
	Study     Study
	Judges    []Judge
	Cuts      []Cut
	Drops     []Drop
	Adoptions []Adoption
	Shown     map[string]Shown
	Names     map[string]string
}

// Record gives a study with its panel and history. Ratings of a round that is open are in none of it.
func (s *Service) Record(ctx context.Context, studyID string) (Record, error) {
	var r Record
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		if r.Study, err = studyOf(tx, studyID); err != nil {
			return err
		}
		if r.Judges, err = judgesOf(tx, r.Study); err != nil {
			return err
		}
		if r.Cuts, err = cutsOf(tx, studyID); err != nil {
			return err
		}
		if r.Drops, err = dropsOf(tx, studyID); err != nil {
			return err
		}
		if r.Adoptions, err = adoptionsOf(tx, studyID); err != nil {
			return err
		}
		versions := make([]string, len(r.Study.Items))
		for i, it := range r.Study.Items {
			versions[i] = it.VersionID
		}
		if r.Shown, err = s.contents.Shown(ctx, tx, versions); err != nil {
			return err
		}
		people := append(ids(r.Judges), r.Study.OpenedBy)
		for _, a := range r.Adoptions {
			people = append(people, a.AdoptedBy)
		}
		r.Names, err = s.people.Names(ctx, tx, people)
		return err
	})
	return r, err
}
