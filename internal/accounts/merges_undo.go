package accounts

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
)

// Merges lists what an account was merged with, on either side, the newest first.
func (s *Service) Merges(ctx context.Context, personID string) ([]Merge, error) {
	if !actor.From(ctx).IsVendor() && actor.From(ctx).Kind != actor.System {
		return nil, ErrForbidden
	}
	var list []Merge
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		list = nil
		if _, err := personOf(tx, personID); err != nil {
			return err
		}
		return tx.Raw("select "+mergeColumns+" from person_merges where from_id = ? or into_id = ? order by id desc limit 100", personID, personID).Scan(&list).Error
	})
	return list, err
}

// UndoMerge gives both accounts back what was theirs. What was changed since at an affiliation stays changed, and goes back with it.
func (s *Service) UndoMerge(ctx context.Context, mergeID, reason string) (Merge, error) {
	if !maySupport(ctx) {
		return Merge{}, ErrForbidden
	}
	reason, err := normalReason(reason)
	if err != nil {
		return Merge{}, err
	}
	var m Merge
	err = s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		if m, err = only[Merge](tx.Raw("select "+mergeColumns+" from person_merges where id = ?", mergeID), ErrNoMerge); err != nil {
			return err
		}
		if err := held(tx, m.FromID, m.IntoID); err != nil {
			return err
		}
		if err := s.undo(ctx, tx, &m); err != nil {
			return err
		}
		now := *m.UndoneAt
		fact := PersonUnmerged{MergeID: m.ID, FromID: m.FromID, IntoID: m.IntoID, Partners: m.partners(), At: now}
		if err := outbox.Append(ctx, tx, now, fact); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "person.unmerged", Subject: m.FromID, Reason: reason, Detail: map[string]any{"merge": m.ID, "into": m.IntoID}})
	})
	return m, err
}

func (s *Service) undo(ctx context.Context, tx *gorm.DB, m *Merge) error {
	now := s.db.Now()
	if now.After(m.UndoUntil) {
		return ErrMergeFinal.And("undo_until", instant(m.UndoUntil))
	}
	_, into, err := s.pair(tx, m.FromID, m.IntoID)
	if err != nil {
		return err
	}
	if into.MergedInto != "" {
		return ErrMergeLater.And("into", into.MergedInto)
	}
	m.UndoneAt, m.UndoneBy = &now, actor.From(ctx).ID
	ok, err := changed(tx.Exec("update person_merges set undone_at = ?, undone_by = ? where id = ? and undone_at is null", now, m.UndoneBy, m.ID))
	if err != nil {
		return err
	}
	if !ok {
		return ErrMergeUndone.And("state", "undone")
	}
	for _, move := range slices.Backward(m.Moved) {
		if err := s.giveBack(ctx, tx, move); err != nil {
			return err
		}
	}
	for _, do := range []struct {
		sql    string
		values []any
	}{
		{"update person_mails set person_id = ? where person_id = ? and email in ?", []any{m.FromID, m.IntoID, append([]string{""}, m.Mails...)}},
		{"update people set email = ?, state = ?, merged_into = '', rights_version = rights_version + 1, updated_at = ? where id = ?", []any{m.FromEmail, m.FromState, now, m.FromID}},
		{"update people set rights_version = rights_version + 1, updated_at = ? where id = ?", []any{now, m.IntoID}},
	} {
		if err := tx.Exec(do.sql, do.values...).Error; err != nil {
			return fmt.Errorf("undo a merge: %w", err)
		}
	}
	return s.recollide(ctx, tx, *m)
}

// giveBack restores an affiliation. Where the account has begun another one with the partner since, the old one stays ended.
func (s *Service) giveBack(ctx context.Context, tx *gorm.DB, move Move) error {
	current, err := only[Affiliation](tx.Raw("select "+affiliationColumns+" from affiliations a where a.id = ?", move.Before.ID), ErrNoAffiliation)
	if err != nil {
		return err
	}
	after := move.restored(current)
	var others int
	err = tx.Raw("select count(*) from affiliations where person_id = ? and partner_id = ? and state <> 'ended' and id <> ?", after.PersonID, after.PartnerID, after.ID).Scan(&others).Error
	if err != nil {
		return err
	}
	if others > 0 && after.State != Ended {
		after = after.merged(s.db.Now())
	}
	if err := s.calm(alone(ctx), tx, after.ID, "", "The merge was undone"); err != nil {
		return err
	}
	if current.State == after.State && current.PersonID == after.PersonID && slices.Equal(current.Roles, after.Roles) && slices.Equal(current.JobRoles, after.JobRoles) {
		return nil
	}
	_, err = s.keepAffiliation(alone(ctx), tx, current, after)
	return err
}

// unsettled refuses to change an address while it may still have to go back.
func (s *Service) unsettled(tx *gorm.DB, personID, email string) error {
	var open []Merge
	err := tx.Raw("select "+mergeColumns+" from person_merges where into_id = ? and undone_at is null and undo_until > ?", personID, s.db.Now()).Scan(&open).Error
	for _, m := range open {
		if slices.Contains(m.Mails, email) {
			return ErrMailMerged.And("until", instant(m.UndoUntil))
		}
	}
	return err
}

// Selves are the account and those that were merged into it, directly or through others.
func (s *Service) Selves(_ context.Context, tx *gorm.DB, personID string) ([]string, error) {
	found := []string{personID}
	for {
		var more []string
		err := tx.Raw("select id from people where merged_into in ? and id not in ? order by id", found, found).Scan(&more).Error
		if err != nil || len(more) == 0 {
			return found, err
		}
		found = append(found, more...)
	}
}

// SendMergeNotice tells both accounts that they were made one, or are two again. ID becomes the message id.
func (s *Service) SendMergeNotice(ctx context.Context, mergeID, letterID string) error {
	var m Merge
	var from, into Person
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		if m, err = only[Merge](tx.Raw("select "+mergeColumns+" from person_merges where id = ?", mergeID), ErrNoMerge); err == nil {
			from, into, err = s.pair(tx, m.FromID, m.IntoID)
		}
		return err
	})
	if err != nil {
		return err
	}
	from.Email = m.FromEmail
	at, what := m.MadeAt, "two accounts of yours were made one: both addresses now lead to it, with the password of the one that stays"
	if m.UndoneAt != nil {
		at, what = *m.UndoneAt, "your two accounts became two again, each with its own address and password"
	}
	for i, to := range []Person{into, from} {
		err := s.send(ctx, Draft{ID: letterID + []string{"", ".from"}[i], Name: LetterMailChanged, To: to, Data: Data{"What": what, "At": at, "Link": s.letters.Link("/reset")}})
		if err != nil {
			return err
		}
	}
	return nil
}
