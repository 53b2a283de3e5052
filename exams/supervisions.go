package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Supervision is an attempt as those who watch over it see it: its clock, its ledger and what came too late, and no item of it.
type Supervision struct {
	Attempt Attempt
	Now     time.Time
	Ledger  []Entry
	Late    []LateAnswer
}

// LateAnswer is an answer that was kept aside, and what people decided about it.
type LateAnswer struct {
	ID           string
	AttemptID    string
	Position     int
	Epoch        int64
	Seq          int64
	Response     string
	Flagged      bool
	ReceivedAt   time.Time
	Reason       string
	ProposedBy   string
	ProposedAt   *time.Time
	ConfirmedBy  string
	ConfirmedAt  *time.Time
	ResultNumber int
}

// Supervise reads an attempt for the exam team.
func (s *Service) Supervise(ctx context.Context, attemptID string) (Supervision, error) {
	var v Supervision
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		v = Supervision{}
		err := tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&v.Attempt).Error
		if err = store.Found(err, ErrNothing); err != nil {
			return err
		}
		if v.Now, err = store.Clock(tx); err != nil {
			return err
		}
		if v.Ledger, err = ledgerOf(tx, attemptID); err != nil {
			return err
		}
		v.Late, err = lateOf(tx, attemptID)
		return err
	})
	return v, err
}

const lateColumns = `l.id, l.attempt_id, l.position, l.epoch, l.seq, l.response, l.flagged, l.received_at, coalesce(m.reason, '') as reason,
	coalesce(m.proposed_by, '') as proposed_by, m.proposed_at, coalesce(m.confirmed_by, '') as confirmed_by, m.confirmed_at, coalesce(m.result_number, 0) as result_number`

func lateOf(tx *gorm.DB, attemptID string) ([]LateAnswer, error) {
	var out []LateAnswer
	err := tx.Raw("select "+lateColumns+" from late_responses l left join late_admissions m on m.late_id = l.id where l.attempt_id = ? order by l.received_at, l.id", attemptID).
		Scan(&out).Error
	return out, err
}

// Line is an event of an attempt as it is read afterwards.
type Line struct {
	ID     string
	Kind   string
	Detail string
	Actor  string
	At     time.Time
}

// Log gives the events of an attempt after one of them, in their order. What was answered is not in it.
func (s *Service) Log(ctx context.Context, attemptID, after string, limit int) ([]Line, error) {
	var out []Line
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		var known []string
		err := tx.Raw("select id from attempts where id = ?", attemptID).Scan(&known).Error
		switch {
		case err != nil:
			return err
		case len(known) == 0:
			return ErrNothing
		}
		err = tx.Raw(`select id, kind, detail, actor, at from attempt_events e where attempt_id = ? and (cast(? as text) = '' or (at, id) > (select p.at, p.id from attempt_events p where p.id = ?))
			order by at, id limit ?`, attemptID, after, after, limit).Scan(&out).Error
		for i := range out {
			out[i].Detail = withoutAnswer(out[i].Kind, out[i].Detail)
		}
		return err
	})
	return out, err
}
