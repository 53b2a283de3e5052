package standards

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
)

// CloseRound computes the cut of the open round. Judges who have not rated every item are refused, unless they may be left out.
func (s *Service) CloseRound(ctx context.Context, studyID string, leaveOut bool) error {
	return s.change(ctx, studyID, func(tx *gorm.DB, st Study) error {
		if st.State != Rating {
			return ErrNotRating
		}
		c, err := s.compute(tx, st)
		if err != nil {
			return err
		}
		if len(c.LeftOut) > 0 && !leaveOut {
			names, err := s.people.Names(ctx, tx, c.LeftOut)
			if err != nil {
				return err
			}
			var unmet []fault.Unmet
			for _, person := range c.LeftOut {
				unmet = append(unmet, fault.Unmet{Kind: "ratings", ID: person, Title: names[person]})
			}
			return ErrIncomplete.Missing(unmet...)
		}
		c.Cause = RoundClosed
		if err := tx.Exec("update standards_studies set state = 'computed' where id = ?", st.ID).Error; err != nil {
			return err
		}
		return s.keepCut(ctx, tx, c)
	})
}

// OpenRound begins the next round, in which judges see what the panel said.
func (s *Service) OpenRound(ctx context.Context, studyID string) error {
	return s.change(ctx, studyID, func(tx *gorm.DB, st Study) error {
		switch {
		case st.Method == Given:
			return ErrMethod
		case st.State == Rating:
			return ErrRating
		case st.State == Adopted:
			return ErrAdopted
		}
		if err := tx.Exec("update standards_studies set state = 'rating', round = round + 1 where id = ?", st.ID).Error; err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "standard.round_opened", Subject: st.ID, Detail: map[string]int{"round": st.Round + 1}})
	})
}

// compute reckons the study's current round from what is at rest.
func (s *Service) compute(tx *gorm.DB, st Study) (Cut, error) {
	judges, err := judgesOf(tx, st)
	if err != nil {
		return Cut{}, err
	}
	dropped, err := droppedOf(tx, st.ID)
	if err != nil {
		return Cut{}, err
	}
	var said []Said
	if err := tx.Raw("select person_id, item_version_id, rating from standards_ratings where study_id = ? and round = ?", st.ID, st.Round).Scan(&said).Error; err != nil {
		return Cut{}, err
	}
	return st.reckon(ids(judges), said, dropped)
}

func (s *Service) keepCut(ctx context.Context, tx *gorm.DB, c Cut) error {
	if c.Judges == nil {
		c.Judges, c.Items, c.LeftOut = []Judged{}, []Spread{}, []string{}
	}
	judges, err := json.Marshal(c.Judges)
	if err != nil {
		return err
	}
	items, err := json.Marshal(c.Items)
	if err != nil {
		return err
	}
	out, err := json.Marshal(c.LeftOut)
	if err != nil {
		return err
	}
	c.ID = id.New("cut")
	now := s.db.Now()
	err = tx.Exec(`insert into standards_cuts (id, study_id, round, cause, cut, most, sd, se, formula, judges, items, left_out, computed_by, computed_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.StudyID, c.Round, c.Cause, c.Cut, c.Most, c.SD, c.SE, c.Formula, string(judges), string(items), string(out), actor.From(ctx).ID, now).Error
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "standard.cut_computed", Subject: c.StudyID, Detail: map[string]any{
		"cut": c.Cut, "of": c.Most, "round": c.Round, "cause": c.Cause, "judges": len(c.Judges)}})
}

// cutsOf lists the computations of a study, newest first.
func cutsOf(tx *gorm.DB, studyID string) ([]Cut, error) {
	var out []Cut
	err := tx.Raw(`select id, study_id, round, cause, cut, most, sd, se, formula, judges, items, left_out, computed_by, computed_at
		from standards_cuts where study_id = ? order by id desc`, studyID).Scan(&out).Error
	return out, err
}
