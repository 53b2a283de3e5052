package banks

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/web"
)

const textDraftColumns = "stimulus_id, title, html, media, state, comment, created_by, created_at"

// reviewed tells whether a change of the text has to wait: its bank asks for a second person, and an item that left its author's hands
// stands on it, or its new version that waits for somebody. A text of drafts alone is looked at together with them.
func (s Stimulus) reviewed(tx *gorm.DB) (bool, error) {
	var n int64
	err := tx.Raw(`select count(*) from items i join item_banks b on b.id = i.bank_id left join item_versions w on w.id = i.working_version_id and w.state = ?
		where i.bank_id = ? and b.review = ? and i.state <> ? and (i.stimulus_id = ? or cast(w.content as text) like ?)`,
		VersionInReview, s.BankID, ReviewSecondPerson, Draft, s.ID, `%"`+s.ID+`"%`).Scan(&n).Error
	return n > 0, err
}

// keep lets a change wait, in the place of one that waited before.
func (d TextDraft) keep(tx *gorm.DB, revision int64) error {
	if err := passRevision(tx, d.StimulusID, revision); err != nil {
		return err
	}
	media, err := json.Marshal(d.Media)
	if err != nil {
		return err
	}
	return tx.Exec("insert into item_stimulus_drafts ("+textDraftColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (stimulus_id) do update set title = excluded.title,
		html = excluded.html, media = excluded.media, state = excluded.state, comment = excluded.comment, created_by = excluded.created_by, created_at = excluded.created_at`,
		d.StimulusID, d.Title, d.HTML, string(media), d.State, d.Comment, d.CreatedBy, d.CreatedAt).Error
}

// take makes a change what the text says.
func (d TextDraft) take(tx *gorm.DB, revision int64) error {
	if err := passRevision(tx, d.StimulusID, revision); err != nil {
		return err
	}
	media, err := json.Marshal(d.Media)
	if err != nil {
		return err
	}
	err = tx.Exec("update item_stimuli set title = ?, html = ?, media = ?, updated_at = ? where id = ?", d.Title, d.HTML, string(media), d.CreatedAt, d.StimulusID).Error
	if err != nil {
		return err
	}
	return tx.Exec("delete from item_stimulus_drafts where stimulus_id = ?", d.StimulusID).Error
}

// passRevision moves a text on from the revision that was read; who read an older one is refused.
func passRevision(tx *gorm.DB, stimulusID string, revision int64) error {
	r := tx.Exec("update item_stimuli set revision = revision + 1 where id = ? and revision = ?", stimulusID, revision)
	if r.Error == nil && r.RowsAffected == 0 {
		return web.ErrStale
	}
	return r.Error
}

// ApproveText makes the change that waits what the text says. Who wrote it may not: ErrSecondPerson. ErrState where none waits.
func (s *Service) ApproveText(ctx context.Context, stimulusID, ifMatch string) (Stimulus, error) {
	return s.judgeText(ctx, stimulusID, ifMatch, func(d TextDraft) (TextDraft, string) {
		d.CreatedAt = s.db.Now()
		return d, "stimulus.change_approved"
	})
}

// DeclineText sends the change that waits back to who wrote it, with a comment.
func (s *Service) DeclineText(ctx context.Context, stimulusID, ifMatch, comment string) (Stimulus, error) {
	return s.judgeText(ctx, stimulusID, ifMatch, func(d TextDraft) (TextDraft, string) {
		d.State, d.Comment = VersionDeclined, comment
		return d, "stimulus.change_declined"
	})
}

func (s *Service) judgeText(ctx context.Context, stimulusID, ifMatch string, decide func(d TextDraft) (TextDraft, string)) (Stimulus, error) {
	var out Stimulus
	err := s.db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if out, err = stimulusOf(tx, stimulusID); err != nil {
			return err
		}
		switch {
		case out.Draft == nil:
			return ErrState.And("state", VersionApproved)
		case out.Draft.State != VersionInReview:
			return ErrState.And("state", out.Draft.State)
		case out.Draft.CreatedBy == actor.From(ctx).ID:
			return ErrSecondPerson.And("state", out.Draft.State)
		}
		if err := web.Match(ifMatch, out.ETag()); err != nil {
			return err
		}
		d, action := decide(*out.Draft)
		put := d.take
		if d.State == VersionDeclined {
			put = d.keep
		}
		if err := put(tx, out.Revision); err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: action, Subject: stimulusID, Reason: d.Comment, Detail: map[string]string{"written_by": d.CreatedBy}}); err != nil {
			return err
		}
		out, err = stimulusOf(tx, stimulusID)
		return err
	})
	return out, err
}
