package standards

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
)

// Judge is somebody on the panel, and how many items they have rated in the open round.
type Judge struct {
	PersonID string
	Name     string
	Rated    int
}

// Seat puts somebody on the panel. Again, it changes nothing.
func (s *Service) Seat(ctx context.Context, studyID, personID string) error {
	return s.change(ctx, studyID, func(tx *gorm.DB, st Study) error {
		switch {
		case st.Method == Given:
			return ErrMethod
		case st.State == Adopted:
			return ErrAdopted
		}
		return s.seat(ctx, tx, st, personID)
	})
}

func (s *Service) seat(ctx context.Context, tx *gorm.DB, st Study, personID string) error {
	names, err := s.people.Names(ctx, tx, []string{personID})
	if err != nil {
		return err
	}
	if names[personID] == "" {
		return wrong("person", "unknown", "There is no person of that id.")
	}
	var n int
	if err := tx.Raw("select count(*) from standards_judges where study_id = ?", st.ID).Scan(&n).Error; err != nil {
		return err
	}
	if n >= mostJudges {
		return wrong("person", "count", "at most 50 judges")
	}
	now := s.db.Now()
	r := tx.Exec("insert into standards_judges (study_id, person_id, added_by, added_at) values (?, ?, ?, ?) on conflict (study_id, person_id) do nothing",
		st.ID, personID, actor.From(ctx).ID, now)
	if r.Error != nil || r.RowsAffected == 0 {
		return r.Error
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "standard.judge_added", Subject: st.ID, Detail: map[string]string{"person": personID}})
}

// Unseat takes somebody off the panel. ErrRated where ratings of theirs are part of a closed round.
func (s *Service) Unseat(ctx context.Context, studyID, personID string) error {
	return s.change(ctx, studyID, func(tx *gorm.DB, st Study) error {
		var old int
		err := tx.Raw("select count(*) from standards_ratings where study_id = ? and person_id = ? and (round < ? or ? <> 'rating')", st.ID, personID, st.Round, string(st.State)).Scan(&old).Error
		if err != nil {
			return err
		}
		if old > 0 {
			return ErrRated
		}
		if err := tx.Exec("delete from standards_ratings where study_id = ? and person_id = ?", st.ID, personID).Error; err != nil {
			return err
		}
		r := tx.Exec("delete from standards_judges where study_id = ? and person_id = ?", st.ID, personID)
		if r.Error == nil && r.RowsAffected == 0 {
			return ErrNothing
		}
		if r.Error != nil {
			return r.Error
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "standard.judge_removed", Subject: st.ID, Detail: map[string]string{"person": personID}})
	})
}

func judgesOf(tx *gorm.DB, st Study) ([]Judge, error) {
	var out []Judge
	err := tx.Raw(`select j.person_id, (select count(*) from standards_ratings r where r.study_id = j.study_id and r.person_id = j.person_id and r.round = ?) as rated
		from standards_judges j where j.study_id = ? order by j.added_at, j.person_id`, st.Round, st.ID).Scan(&out).Error
	return out, err
}

func ids(judges []Judge) []string {
	out := make([]string, len(judges))
	for i, j := range judges {
		out[i] = j.PersonID
	}
	return out
}
