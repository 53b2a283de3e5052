package standards

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
)

// Ballot is what a judge sees: the items, the own ratings, and what the panel said in the round before. Of the round that is open
// nobody sees what others say.
type Ballot struct {
	Study    Study
	Dropped  []string
	Shown    map[string]Shown
	Mine     map[string]string
	Before   *Cut              // of the last closed round
	MyBefore map[string]string // the own ratings in it
}

// Ballot gives the caller's own. To everybody else the study is not there.
func (s *Service) Ballot(ctx context.Context, studyID string) (Ballot, error) {
	var b Ballot
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		if b.Study, err = judgedBy(tx, studyID, actor.From(ctx).ID); err != nil {
			return err
		}
		if b.Dropped, err = droppedOf(tx, studyID); err != nil {
			return err
		}
		if b.Mine, err = mine(tx, b.Study, b.Study.Round, actor.From(ctx).ID); err != nil {
			return err
		}
		cuts, err := cutsOf(tx, studyID)
		if err != nil {
			return err
		}
		if len(cuts) > 0 {
			b.Before = &cuts[0]
			if b.MyBefore, err = mine(tx, b.Study, b.Before.Round, actor.From(ctx).ID); err != nil {
				return err
			}
		}
		versions := make([]string, len(b.Study.Items))
		for i, it := range b.Study.Items {
			versions[i] = it.VersionID
		}
		b.Shown, err = s.contents.Shown(ctx, tx, versions)
		return err
	})
	return b, err
}

func judgedBy(tx *gorm.DB, studyID, personID string) (Study, error) {
	var n int
	if err := tx.Raw("select count(*) from standards_judges where study_id = ? and person_id = ?", studyID, personID).Scan(&n).Error; err != nil {
		return Study{}, err
	}
	if n == 0 {
		return Study{}, ErrNothing
	}
	return studyOf(tx, studyID)
}

func mine(tx *gorm.DB, st Study, round int, personID string) (map[string]string, error) {
	var said []Said
	err := tx.Raw("select person_id, item_version_id, rating from standards_ratings where study_id = ? and round = ? and person_id = ?", st.ID, round, personID).Scan(&said).Error
	out := map[string]string{}
	for _, r := range said {
		out[r.ItemVersionID] = r.Rating
	}
	return out, err
}

// Rate keeps ratings of the caller in the open round; one that is sent again is replaced, one that is not sent stands. With bookmarks
// the one item sent is where the bookmark lies now.
func (s *Service) Rate(ctx context.Context, studyID string, round int, ratings []Said) error {
	me := actor.From(ctx).ID
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := judgedBy(tx, studyID, me); err != nil {
			return err
		}
		st, err := hold(tx, studyID)
		if err != nil {
			return err
		}
		switch {
		case st.State != Rating:
			return ErrNotRating
		case st.Round != round:
			return ErrRound
		}
		if err := st.ratable(ratings); err != nil {
			return err
		}
		if st.Method == Bookmark {
			if err := tx.Exec("delete from standards_ratings where study_id = ? and round = ? and person_id = ?", st.ID, round, me).Error; err != nil {
				return err
			}
		}
		for _, r := range ratings {
			err := tx.Exec(`insert into standards_ratings (study_id, round, person_id, item_version_id, rating, saved_at) values (?, ?, ?, ?, ?, ?)
				on conflict (study_id, round, person_id, item_version_id) do update set rating = excluded.rating, saved_at = excluded.saved_at`,
				st.ID, round, me, r.ItemVersionID, r.Rating, s.db.Now()).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ratable refuses what is no rating in this study, all of it at once.
func (s Study) ratable(ratings []Said) error {
	var faults []fault.Field
	if s.Method == Bookmark && len(ratings) != 1 {
		return wrong("ratings", "count", "one item: where the bookmark lies")
	}
	for i, r := range ratings {
		it, ok := s.item(r.ItemVersionID)
		at := fmt.Sprintf("ratings[%d]", i)
		switch {
		case !ok:
			faults = append(faults, fault.Field{Field: at + ".item", Code: "unknown", Detail: "an item of this study"})
		case s.Method == Bookmark && (it.Place == "" || r.Rating != ""):
			faults = append(faults, fault.Field{Field: at, Code: "not_allowed", Detail: "an item of the booklet, without a rating"})
		case s.Method == Angoff:
			if _, fine := percent(r.Rating); !fine {
				faults = append(faults, fault.Field{Field: at + ".rating", Code: "malformed", Detail: "a percentage between 0 and 100 with at most two decimals"})
			}
		}
	}
	if len(faults) > 0 {
		return ErrInput.With(faults...)
	}
	return nil
}
