package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/store"
)

// What our own failures may give back of an attempt's time where the exam says nothing.
const defaultCreditCap = 30 * time.Minute

func (d Document) creditCap() time.Duration {
	if d.ClockCreditCapSeconds > 0 {
		return seconds(d.ClockCreditCapSeconds)
	}
	return defaultCreditCap
}

// creditLocked gives an attempt that is locked the time that the service owes it, one ledger entry for each outage. It writes
// nothing but what this process has not brought home yet; the caller keeps the walk.
func (s *Service) creditLocked(ctx context.Context, tx *gorm.DB, w *walk, now time.Time) error {
	if w.StartedAt == nil || w.State != InProgress && w.State != Paused {
		return nil
	}
	for _, o := range s.failing.over(w.Attempt.ID) {
		if err := s.noteOutage(ctx, tx, o, now); err != nil {
			return err
		}
	}
	var rows []struct {
		ID, Kind, AttemptID string
		FromAt, UntilAt     time.Time
	}
	err := tx.Raw("select id, kind, attempt_id, from_at, until_at from service_outages where until_at > ? and attempt_id in ('', ?)", *w.StartedAt, w.Attempt.ID).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	outages := make([]Outage, len(rows))
	for i, r := range rows {
		outages[i] = Outage{r.ID, r.Kind, r.AttemptID, r.FromAt, r.UntilAt}
	}
	for _, e := range owed(w.Attempt, w.ledger, outages, now) {
		w.enter(e)
		detail := map[string]any{"outage": e.Outage, "kind": e.Reason, "from": e.From, "until": e.Until, "seconds": e.Length.Seconds(),
			"deadline_at": w.DeadlineAt, "deadline_version": w.DeadlineVersion, "section_deadline_at": w.SectionEndAt}
		w.step("credited", now, detail)
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.clock_credited", Subject: w.Attempt.ID, Detail: detail}); err != nil {
			return err
		}
	}
	return nil
}

// As many attempts get their credit in one transaction.
const creditTogether = 50

// CreditOutages gives running attempts the time that the service failed them and says how many it looked at. It may run any number
// of times: an attempt has one entry for one outage.
func (s *Service) CreditOutages(ctx context.Context) (int, error) {
	var open []struct {
		ID, AttemptID string
		UntilAt       time.Time
	}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select id, attempt_id, until_at from service_outages where settled_at is null order by id limit 500").Scan(&open).Error
	})
	if err != nil {
		return 0, err
	}
	total := 0
	for _, o := range open {
		for after := ""; ; {
			n, last, err := s.creditBatch(ctx, o.AttemptID, o.UntilAt, after)
			if err != nil {
				return total, err
			}
			if total += n; n < creditTogether {
				break
			}
			after = last
		}
		err := s.db.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("update service_outages set settled_at = ? where id = ? and settled_at is null", s.db.Now(), o.ID).Error
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// creditBatch looks at the next attempts that an outage, of one attempt or of all, may have cost time.
func (s *Service) creditBatch(ctx context.Context, attemptID string, until time.Time, after string) (n int, last string, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		var ids []string
		err := tx.Raw(`select id from attempts where state in ('in_progress', 'paused') and started_at < ? and id > ? and (cast(? as text) = '' or id = ?)
			order by id limit ?`, until, after, attemptID, attemptID, creditTogether).Scan(&ids).Error
		if err != nil {
			return err
		}
		n, last = len(ids), ""
		for _, one := range ids {
			last = one
			w, err := walkFor(tx, one)
			if err != nil {
				return err
			}
			now, err := store.Clock(tx)
			if err != nil {
				return err
			}
			if err := s.creditLocked(ctx, tx, w, now); err != nil {
				return err
			}
			if len(w.added) == 0 {
				continue
			}
			if err := w.keep(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	return n, last, err
}
