package sandbox

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"gorm.io/gorm"
)

// lease is how long a webhook under way is nobody else's.
const lease = 30 * time.Second

type event struct {
	ID       string
	Body     string
	Copies   int
	Attempts int
}

// Deliver posts the webhooks that are due, oldest first, and returns how many it tried. It is a duty for every second.
func (s *Service) Deliver(ctx context.Context) (int, error) {
	var due []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		due = nil
		return tx.Raw("select id from sandbox_events where due_at <= ? order by due_at, id limit 50", s.db.Now()).Scan(&due).Error
	})
	if err != nil {
		return 0, err
	}
	return len(due), s.deliver(ctx, due)
}

func (s *Service) deliver(ctx context.Context, ids []string) error {
	var faults []error
	for _, id := range ids {
		if err := s.deliverOne(ctx, id); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// deliverOne claims the event by moving its due date, posts it, and notes what became of it.
func (s *Service) deliverOne(ctx context.Context, id string) error {
	var e event
	claimed := false
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		r := tx.Exec("update sandbox_events set due_at = ?, attempts = attempts + 1 where id = ? and due_at <= ?", now.Add(lease), id, now)
		claimed = r.RowsAffected == 1
		if r.Error != nil || !claimed {
			return r.Error
		}
		return tx.Raw("select id, body, copies, attempts from sandbox_events where id = ?", id).Scan(&e).Error
	})
	if err != nil || !claimed {
		return err
	}
	taken := true
	for range e.Copies {
		if err := s.post(ctx, e.Body); err != nil {
			s.log.Warn("sandbox webhook was not taken", "event", e.ID, "attempt", e.Attempts, "error", err.Error())
			taken = false
		}
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		if taken {
			return tx.Exec("update sandbox_events set due_at = null, delivered_at = ? where id = ?", now, e.ID).Error
		}
		return tx.Exec("update sandbox_events set due_at = ? where id = ?", again(e.Attempts, now), e.ID).Error
	})
}

func (s *Service) post(ctx context.Context, body string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.hook, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Sandbox-Signature", sign(s.secret, body, s.db.Now()))
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		return errors.New("answered " + res.Status)
	}
	return nil
}
