package webhooks

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

const (
	// kept is how long the feed remembers; an older cursor has expired.
	kept = 400 * 24 * time.Hour
	// burst is how much one endpoint gets before the next one has its turn.
	burst = 50
	prune = 1000
)

// DeliverDue makes the attempts that are due and returns how many were taken. It goes from endpoint to endpoint and
// leaves one at its first refusal, so that a receiver that hangs costs one time-out and not the others' time.
func (s *Service) DeliverDue(ctx context.Context) (int, error) {
	taken := 0
	endpoints, err := s.dueEndpoints(ctx)
	if err != nil {
		return 0, err
	}
	for _, endpointID := range endpoints {
		n, err := s.deliverTo(ctx, endpointID)
		taken += n
		if err != nil {
			return taken, err
		}
	}
	return taken, nil
}

func (s *Service) dueEndpoints(ctx context.Context) (ids []string, err error) {
	now := s.db.Now()
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw(`select endpoint_id from webhook_deliveries where state = 'pending' and next_at <= ?
			and (leased_until is null or leased_until <= ?) group by endpoint_id order by min(next_at)`, now, now).Scan(&ids).Error
	})
	if err != nil {
		return nil, fmt.Errorf("find what is due: %w", err)
	}
	return ids, nil
}

func (s *Service) deliverTo(ctx context.Context, endpointID string) (taken int, err error) {
	var due []string
	now := s.db.Now()
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw(`select id from webhook_deliveries where endpoint_id = ? and state = 'pending' and next_at <= ?
			and (leased_until is null or leased_until <= ?) order by next_at, id limit ?`, endpointID, now, now, burst).Scan(&due).Error
	})
	if err != nil {
		return 0, fmt.Errorf("find what is due: %w", err)
	}
	for _, deliveryID := range due {
		ok, err := s.attempt(ctx, deliveryID)
		if err != nil || !ok {
			return taken, err
		}
		taken++
	}
	return taken, nil
}

// Prune forgets events that are older than the feed promises to keep, with their deliveries, and returns how many.
func (s *Service) Prune(ctx context.Context) (int, error) {
	removed := 0
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		removed = 0
		if err := tx.Exec("update webhook_feed set last = last where id = 1").Error; err != nil {
			return err
		}
		var old []struct {
			ID       string
			Sequence *int64
		}
		err := tx.Raw("select id, sequence from webhook_events where created_at < ? order by created_at, id limit ?", s.db.Now().Add(-kept), prune).Scan(&old).Error
		if err != nil || len(old) == 0 {
			return err
		}
		ids, upto := make([]string, 0, len(old)), int64(0)
		for _, e := range old {
			ids = append(ids, e.ID)
			if e.Sequence != nil {
				upto = max(upto, *e.Sequence)
			}
		}
		for _, sql := range []string{
			"delete from webhook_attempts where delivery_id in (select id from webhook_deliveries where event_id in ?)",
			"delete from webhook_deliveries where event_id in ?",
			"delete from webhook_events where id in ?",
		} {
			if err := tx.Exec(sql, ids).Error; err != nil {
				return fmt.Errorf("prune the feed: %w", err)
			}
		}
		removed = len(old)
		return tx.Exec("update webhook_feed set pruned = ? where id = 1 and pruned < ?", upto, upto).Error
	})
	return removed, err
}
