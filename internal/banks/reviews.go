package banks

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
)

// Submit hands the version that is being written to a reviewer. ErrState, with the state, when nothing is being written.
func (s *Service) Submit(ctx context.Context, itemID string) (Sheaf, error) {
	return s.turn(ctx, itemID, turning{action: "item.submitted", from: VersionDraft, to: VersionInReview})
}

// Approve takes the version in review. Where the bank asks for a second person, its author may not: ErrSecondPerson. A version of
// an item that is drawn is drawn from now on, by forms that are built from now on.
func (s *Service) Approve(ctx context.Context, itemID string) (Sheaf, error) {
	return s.turn(ctx, itemID, turning{action: "item.approved", from: VersionInReview, to: VersionApproved, judges: true})
}

// Decline sends the version in review back to its author, with a comment.
func (s *Service) Decline(ctx context.Context, itemID, comment string) (Sheaf, error) {
	return s.turn(ctx, itemID, turning{action: "item.declined", from: VersionInReview, to: VersionDeclined, judges: true, comment: comment})
}

// turning is a step of a review.
type turning struct {
	action, comment string
	from, to        VersionState
	judges          bool // it is the reviewer's
}

func (s *Service) turn(ctx context.Context, itemID string, t turning) (Sheaf, error) {
	id, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (string, error) {
		it, err := lockItem(tx, itemID)
		if err != nil {
			return "", err
		}
		b, err := bankOf(tx, it.BankID)
		if err != nil {
			return "", err
		}
		version := it.shownVersion()
		var v Version
		if err := tx.Raw("select id, number, state, created_by from item_versions where id = ?", version).Take(&v).Error; err != nil {
			return "", err
		}
		declinedAgain := t.to == VersionInReview && v.State == VersionDeclined
		if v.State != t.from && !declinedAgain {
			return "", ErrState.And("state", v.State)
		}
		who, reviewer := actor.From(ctx).ID, ""
		if t.judges {
			if reviewer = who; b.Review == ReviewSecondPerson && (who == v.CreatedBy || who == it.CreatedBy) {
				return "", ErrSecondPerson.And("state", v.State)
			}
		}
		if err := tx.Exec("update item_versions set state = ?, reviewed_by = ?, comment = ? where id = ?", t.to, reviewer, t.comment, version).Error; err != nil {
			return "", err
		}
		if err := settle(tx, it, b, t.to, reviewer); err != nil {
			return "", err
		}
		return itemID, audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: t.action, Subject: itemID, Reason: t.comment, Detail: map[string]int{"version": v.Number}})
	})
	if err != nil {
		return Sheaf{}, err
	}
	return s.Item(ctx, id)
}

// settle lets the item follow its version: what was approved is what it is drawn and scored by.
func settle(tx *gorm.DB, it Keyed, b Bank, to VersionState, reviewer string) error {
	state, live, working := it.State, it.VersionID, it.WorkingVersionID
	first := it.State == Draft || it.State == InReview
	switch {
	case to == VersionApproved:
		live, working = it.shownVersion(), ""
		if first {
			state = Approved
		}
		if it.Description.kept() {
			if err := describe(tx, it.ID, it.Description); err != nil {
				return err
			}
		}
	case first && to == VersionInReview:
		state = InReview
	case first:
		state = Draft
	}
	approved := it.ApprovedBy
	if to == VersionApproved && b.Review == ReviewSecondPerson {
		approved = reviewer
	}
	return tx.Exec("update items set state = ?, version_id = ?, working_version_id = ?, approved_by = ?, revision = revision + 1 where id = ?",
		state, live, working, approved, it.ID).Error
}

// describe lets the item be drawn and scored by a description.
func describe(tx *gorm.DB, itemID string, d Description) error {
	lists := make([]string, 3)
	for i, list := range [][]string{d.Category, d.Tags, d.References} {
		text, err := json.Marshal(list)
		if err != nil {
			return err
		}
		lists[i] = string(text)
	}
	return tx.Exec(`update items set title = ?, domain = ?, category = ?, tags = ?, source_refs = ?, cognitive_level = ?, difficulty = ?, points = ?, stimulus_id = ?
		where id = ?`, d.Title, d.Domain, lists[0], lists[1], lists[2], d.CognitiveLevel, d.Difficulty, d.Points, d.Stimulus, itemID).Error
}

// reviewed refuses an item of which nobody ever approved what is drawn, however it came to be where it is.
func reviewed(tx *gorm.DB, it Keyed) error {
	var state VersionState
	if err := tx.Raw("select state from item_versions where id = ?", it.VersionID).Scan(&state).Error; err != nil {
		return err
	}
	if state != VersionApproved {
		return ErrState.And("state", state).And("item", it.ID)
	}
	return nil
}

// Move carries items of a bank to another state; all or none. ErrState names the first that may not go there, with its state.
func (s *Service) Move(ctx context.Context, bankID string, itemIDs []string, to ItemState) (int, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (int, error) {
		for _, itemID := range itemIDs {
			it, err := lockItem(tx, itemID)
			if err != nil {
				return 0, err
			}
			if it.BankID != bankID {
				return 0, ErrNothing
			}
			if it.State == to {
				continue
			}
			if !it.State.May(to) || to == InReview || to == Draft || it.State == InReview {
				return 0, ErrState.And("state", it.State).And("item", itemID)
			}
			if to != Retired {
				if err := reviewed(tx, it); err != nil {
					return 0, err
				}
			}
			if err := tx.Exec("update items set state = ?, revision = revision + 1 where id = ?", to, itemID).Error; err != nil {
				return 0, err
			}
			err = audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "item.moved", Subject: itemID, Detail: map[string]ItemState{"from": it.State, "to": to}})
			if err != nil {
				return 0, err
			}
		}
		return len(itemIDs), nil
	})
}
