package accounts

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const mergeColumns = "id, from_id, into_id, reason, from_email, from_state, mails, moved, made_by, made_at, undo_until, undone_at, undone_by"

// MergeWish asks to make the account From a part of the account Into.
type MergeWish struct{ From, Into, Reason string }

// Prospect is what a merge would do.
type Prospect struct {
	Mails   Words
	Changes []AffiliationChange
	Effects []Consequence
}

// AffiliationChange is what a merge would make of an affiliation: moved, ended, or kept with the rights of both.
type AffiliationChange struct {
	AffiliationID, PartnerID, PartnerName, What string
}

// PreviewMerge tells what a merge would do to affiliations, headcounts and standings; nothing of it happens.
func (s *Service) PreviewMerge(ctx context.Context, w MergeWish) (Prospect, error) {
	var p Prospect
	var changes []change
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		p = Prospect{}
		m, err := s.mergeOf(ctx, tx, w)
		if err != nil {
			return err
		}
		p.Mails = m.Mails
		if changes, err = s.united(tx, m); err != nil {
			return err
		}
		for _, c := range changes {
			partner, err := partnerOf(tx, actor.Sight(alone(ctx)), c.before.PartnerID)
			if err != nil {
				return err
			}
			p.Changes = append(p.Changes, AffiliationChange{c.before.ID, partner.ID, partner.Name, c.what()})
		}
		return nil
	})
	if err != nil || s.foresight == nil {
		return p, err
	}
	p.Effects, err = s.foreseen(ctx, Foreseen{Merges: []Merge{{ID: id.New("mrg"), FromID: w.From, IntoID: w.Into}}})
	return p, err
}

func (c change) what() string {
	switch {
	case c.after.State == Ended:
		return "ended"
	case c.after.PersonID != c.before.PersonID:
		return "moved"
	}
	return "kept"
}

// mergeOf is the merge of two accounts that may be merged; their rows are locked, in order.
func (s *Service) mergeOf(ctx context.Context, tx *gorm.DB, w MergeWish) (Merge, error) {
	if !maySupport(ctx) {
		return Merge{}, ErrForbidden
	}
	from, into, err := s.pair(tx, w.From, w.Into)
	if err != nil {
		return Merge{}, err
	}
	if err := mergeable(from, into); err != nil {
		return Merge{}, err
	}
	now := s.db.Now()
	m := Merge{ID: id.New("mrg"), FromID: from.ID, IntoID: into.ID, Reason: w.Reason, FromEmail: from.Email, FromState: from.State, MadeBy: actor.From(ctx).ID, MadeAt: now, UndoUntil: now.Add(undoable)}
	return m, tx.Raw("select email from person_mails where person_id = ? order by email", from.ID).Scan(&m.Mails).Error
}

func (s *Service) pair(tx *gorm.DB, fromID, intoID string) (from, into Person, err error) {
	if from, err = personOf(tx, fromID); err == nil {
		into, err = personOf(tx, intoID)
	}
	return from, into, err
}

// held takes the rows of people, so that whoever merges or undoes waits for the other.
func held(tx *gorm.DB, people ...string) error {
	slices.Sort(people)
	for _, p := range people {
		if err := tx.Exec("update people set updated_at = updated_at where id = ?", p).Error; err != nil {
			return err
		}
	}
	return nil
}

// united are the changes of affiliations that a merge brings.
func (s *Service) united(tx *gorm.DB, m Merge) ([]change, error) {
	var theirs, own []Affiliation
	const open = "select " + affiliationColumns + " from affiliations a where a.person_id = ? and a.state <> 'ended' order by a.id"
	err := tx.Raw(open, m.FromID).Scan(&theirs).Error
	if err == nil {
		err = tx.Raw(open, m.IntoID).Scan(&own).Error
	}
	return unite(m.IntoID, theirs, own, s.db.Now()), err
}

// Merge makes an account a part of another one. Credentials stay signed as they are; whoever signs in with an address of the first is
// the second from then on.
func (s *Service) Merge(ctx context.Context, w MergeWish) (Merge, error) {
	reason, err := normalReason(w.Reason)
	if err != nil {
		return Merge{}, err
	}
	w.Reason = reason
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Merge, error) {
		if err := held(tx, w.From, w.Into); err != nil {
			return Merge{}, err
		}
		m, err := s.mergeOf(ctx, tx, w)
		if err != nil {
			return Merge{}, err
		}
		changes, err := s.united(tx, m)
		if err != nil {
			return Merge{}, err
		}
		for _, c := range changes {
			after, err := s.keepAffiliation(alone(ctx), tx, c.before, c.after)
			if err != nil {
				return Merge{}, err
			}
			m.Moved = append(m.Moved, Move{c.before, after.Version})
		}
		if err := s.absorb(ctx, tx, m); err != nil {
			return Merge{}, err
		}
		return m, s.keepMerge(ctx, tx, m)
	})
}

// absorb closes the account and leads its addresses to the other one. Its own address becomes one that nobody can have.
func (s *Service) absorb(ctx context.Context, tx *gorm.DB, m Merge) error {
	for _, do := range []struct {
		sql    string
		values []any
	}{
		{"update person_mails set person_id = ? where person_id = ?", []any{m.IntoID, m.FromID}},
		{"update people set email = ?, state = 'disabled', merged_into = ?, rights_version = rights_version + 1, updated_at = ? where id = ?", []any{"merged:" + m.FromID, m.IntoID, m.MadeAt, m.FromID}},
		{"update people set rights_version = rights_version + 1, updated_at = ? where id = ?", []any{m.MadeAt, m.IntoID}},
		{"update affiliation_conflicts set person_id = ? where person_id = ? and state = 'open'", []any{m.IntoID, m.FromID}},
	} {
		if err := tx.Exec(do.sql, do.values...).Error; err != nil {
			return fmt.Errorf("merge an account: %w", err)
		}
	}
	if err := s.endSessions(tx, m.FromID, "merged"); err != nil {
		return err
	}
	return s.recollide(ctx, tx, m)
}

// recollide looks again, after affiliations went from one account to another, who claims whom.
func (s *Service) recollide(ctx context.Context, tx *gorm.DB, m Merge) error {
	for _, move := range m.Moved {
		a, err := only[Affiliation](tx.Raw("select "+affiliationColumns+" from affiliations a where a.id = ?", move.Before.ID), ErrNoAffiliation)
		if err != nil {
			return err
		}
		if a.State == Confirmed && a.ValidTo == nil {
			if err := s.collide(alone(ctx), tx, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) keepMerge(ctx context.Context, tx *gorm.DB, m Merge) error {
	err := tx.Exec("insert into person_merges ("+mergeColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		m.ID, m.FromID, m.IntoID, m.Reason, m.FromEmail, m.FromState, m.Mails, m.Moved, m.MadeBy, m.MadeAt, m.UndoUntil, nil, "").Error
	if err != nil {
		return store.Taken(err, ErrMerged)
	}
	fact := PersonMerged{MergeID: m.ID, FromID: m.FromID, IntoID: m.IntoID, Partners: m.partners(), At: m.MadeAt}
	if err := outbox.Append(ctx, tx, m.MadeAt, fact); err != nil {
		return err
	}
	return audit.Append(ctx, tx, m.MadeAt, audit.Entry{Action: "person.merged", Subject: m.FromID, Reason: m.Reason, Detail: map[string]any{"merge": m.ID, "into": m.IntoID, "mails": m.Mails}})
}

// maySupport holds for those who help people with their accounts.
func maySupport(ctx context.Context) bool {
	who := actor.From(ctx)
	return who.Kind == actor.System || who.Has(actor.VendorAdmin, actor.Support)
}
