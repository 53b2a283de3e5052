package exams

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const regradeColumns = "id, kind, form_id, form_cut, item_version_id, key_number, state, outlook, changed, created_by, created_at, decided_by, decided_at, finished_at"

// Look asks what a proposed key would change. The answer is computed in the background: the regrade is ready when it is there. The
// same key again gives the same regrade.
func (s *Service) Look(ctx context.Context, versionID string, number int) (Regrade, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Regrade, error) {
		key, err := s.bank.KeyNumber(ctx, tx, versionID, number)
		if err != nil {
			return Regrade{}, err
		}
		if !key.Proposed {
			var known Regrade
			err := tx.Raw("select "+regradeColumns+" from exam_regrades where item_version_id = ? and key_number = ?", versionID, number).Take(&known).Error
			return known, store.Found(err, ErrNotProposed)
		}
		now := s.db.Now()
		r := tx.Exec(`insert into exam_regrades (id, item_version_id, key_number, state, created_by, created_at) values (?, ?, ?, 'looking', ?, ?)
			on conflict (item_version_id, key_number) do nothing`, id.New("rgr"), versionID, number, actor.From(ctx).ID, now)
		if r.Error != nil {
			return Regrade{}, r.Error
		}
		var out Regrade
		err = tx.Raw("select "+regradeColumns+" from exam_regrades where item_version_id = ? and key_number = ?", versionID, number).Take(&out).Error
		if err != nil || r.RowsAffected == 0 {
			return out, err
		}
		return out, audit.Append(ctx, tx, now, audit.Entry{Action: "regrade.asked", Subject: out.ID, Detail: map[string]any{"item_version": versionID, "key": number}})
	})
}

// Conversion is what a conversion between forms comes to: the line of its form on the form's own points.
type Conversion struct {
	ExamKey string
	FormID  string
	Cut     string
	Adopted bool
}

// LookAtLine asks what the line of a conversion would change for attempts that were graded by another one. It was adopted by a second
// person for attempts to come; carrying it to those that were is decided on its own. The same conversion again gives the same regrade.
func (s *Service) LookAtLine(ctx context.Context, equatingID string) (Regrade, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Regrade, error) {
		c, err := s.cuts.Conversion(ctx, tx, equatingID)
		switch {
		case err != nil && fault.Of(err).Kind == fault.NotFound:
			return Regrade{}, ErrNothing
		case err != nil:
			return Regrade{}, err
		case !c.Adopted:
			return Regrade{}, ErrNotAdopted
		}
		now := s.db.Now()
		r := tx.Exec(`insert into exam_regrades (id, kind, item_version_id, key_number, form_id, form_cut, state, created_by, created_at) values (?, 'line', ?, 0, ?, ?, 'looking', ?, ?)
			on conflict (item_version_id, key_number) do nothing`, id.New("rgr"), equatingID, c.FormID, c.Cut, actor.From(ctx).ID, now)
		if r.Error != nil {
			return Regrade{}, r.Error
		}
		var out Regrade
		err = tx.Raw("select "+regradeColumns+" from exam_regrades where item_version_id = ? and key_number = 0", equatingID).Take(&out).Error
		if err != nil || r.RowsAffected == 0 {
			return out, err
		}
		return out, audit.Append(ctx, tx, now, audit.Entry{Action: "regrade.asked", Subject: out.ID, Detail: map[string]any{"equating": equatingID, "form": c.FormID, "form_cut": c.Cut}})
	})
}

// Regrade gives one, with its outlook once that is there.
func (s *Service) Regrade(ctx context.Context, regradeID string) (Regrade, error) {
	var r Regrade
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		if r, err = regradeOf(tx, regradeID); err != nil {
			return err
		}
		one := []Regrade{r}
		err = s.name(ctx, tx, one)
		r = one[0]
		return err
	})
	return r, err
}

// Regrades lists them, newest first.
func (s *Service) Regrades(ctx context.Context, after string, limit int) ([]Regrade, error) {
	var out []Regrade
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		err := tx.Raw("select "+regradeColumns+" from exam_regrades where cast(? as text) = '' or id < ? order by id desc limit ?", after, after, limit).Scan(&out).Error
		if err != nil {
			return err
		}
		return s.name(ctx, tx, out)
	})
	return out, err
}

func regradeOf(tx *gorm.DB, regradeID string) (Regrade, error) {
	var r Regrade
	err := tx.Raw("select "+regradeColumns+" from exam_regrades where id = ?", regradeID).Take(&r).Error
	return r, store.Found(err, ErrNothing)
}

// FinishRegrades computes outlooks that were asked for and carries adopted keys through. It may run anywhere, again, and beside
// itself.
func (s *Service) FinishRegrades(ctx context.Context) (int, error) {
	var due []Regrade
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select " + regradeColumns + " from exam_regrades where state in ('looking', 'applying') order by id limit 20").Scan(&due).Error
	})
	if err != nil {
		return 0, err
	}
	for i, r := range due {
		if r.State == RegradeLooking {
			err = s.look(ctx, r)
		} else {
			err = s.carry(ctx, r)
		}
		if err != nil {
			return i, err
		}
	}
	return len(due), nil
}

// look scores every attempt that met the item with the proposed key beside the adopted ones, and keeps what would turn.
func (s *Service) look(ctx context.Context, r Regrade) error {
	attempts, err := s.met(ctx, r)
	if err != nil {
		return err
	}
	out := Outlook{Attempts: len(attempts), Flips: []Flip{}, Credentials: []Turn{}, Consequences: []Consequence{}}
	for _, attemptID := range attempts {
		err := s.db.Read(ctx, func(tx *gorm.DB) error {
			a, was, now, err := s.rescored(ctx, tx, attemptID, &r)
			if err != nil {
				return err
			}
			differs, kept, flip := compared(a, was, now)
			if differs {
				out.Scores++
			}
			if kept {
				out.Kept++
			}
			if flip != nil {
				out.Flips = append(out.Flips, *flip)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(out.Flips) > 0 {
		if out.Credentials, out.Consequences, err = s.foresight.Foresee(ctx, out.Flips); err != nil {
			return err
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("update exam_regrades set outlook = ?, state = 'ready' where id = ? and state = 'looking'", string(text), r.ID).Error
	})
}

// met are the graded attempts that a regrade is about, oldest first: at the form, or at one that has the item version.
func (s *Service) met(ctx context.Context, r Regrade) ([]string, error) {
	var out []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if r.Kind == RegradeLine {
			return tx.Raw("select id from attempts where state = 'graded' and form_id = ? order by id", r.FormID).Scan(&out).Error
		}
		return tx.Raw(`select a.id from attempts a join forms f on f.id = a.form_id where a.state = 'graded' and cast(f.slots as text) like ? order by a.id`,
			"%\""+r.ItemVersionID+"\"%").Scan(&out).Error
	})
	return out, err
}

// rescored scores an attempt again, with a proposed key in the place of the adopted one, or by another line, when there is a regrade to
// look at.
func (s *Service) rescored(ctx context.Context, tx *gorm.DB, attemptID string, r *Regrade) (a Attempt, was, now Result, err error) {
	if err = tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&a).Error; err != nil {
		return a, was, now, err
	}
	err = tx.Raw("select state, decision, raw, scaled_score from attempt_results where attempt_id = ? order by number desc limit 1", attemptID).Take(&was).Error
	if err != nil {
		return a, was, now, err
	}
	paper, err := s.paper(tx, a.Sheet)
	if err != nil {
		return a, was, now, err
	}
	responses, err := markedResponses(tx, a.ID)
	if err != nil {
		return a, was, now, err
	}
	if responses, err = admittedOver(tx, a.ID, responses); err != nil {
		return a, was, now, err
	}
	slots := paper.Slots()
	keys, err := s.bank.Keys(ctx, tx, versionsOf(slots))
	if err != nil {
		return a, was, now, err
	}
	a = r.redrawn(a)
	if r != nil && r.Kind == RegradeKey {
		proposed, err := s.bank.KeyNumber(ctx, tx, r.ItemVersionID, r.KeyNumber)
		if err != nil {
			return a, was, now, err
		}
		for i := range keys {
			if keys[i].ItemVersionID == r.ItemVersionID {
				keys[i] = proposed
			}
		}
	}
	now, err = Score(slots, responses, keys, a.Policy)
	return a, was, now, err
}
