package webhooks

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/outbox"
)

const (
	// kept is how long the feed remembers; an older cursor has expired.
	kept  = 400 * 24 * time.Hour
	prune = 1000
)

// DeliverDue rings for every endpoint at which something is due, and returns for how many: it says once more that the
// oldest delivery is due, and the worker who hears it goes on with the others. It sends nothing itself, so that a
// receiver that hangs cannot hold up the calendar.
func (s *Service) DeliverDue(ctx context.Context) (int, error) {
	rung := 0
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		var endpoints []string
		err := tx.Raw(`update webhook_endpoints set rung_at = ? where (rung_at is null or rung_at <= ?)
			and id in (select endpoint_id from webhook_deliveries where `+isDue+`) returning id`, now, now.Add(-again), now, now).Scan(&endpoints).Error
		if err != nil {
			return fmt.Errorf("find where something is due: %w", err)
		}
		rung = len(endpoints)
		for _, endpointID := range endpoints {
			var deliveryID string
			err := tx.Raw("select id from webhook_deliveries where endpoint_id = ? and "+isDue+" order by next_at, id limit 1", endpointID, now, now).Scan(&deliveryID).Error
			if err != nil {
				return fmt.Errorf("find what is due: %w", err)
			}
			if deliveryID == "" { // taken in between
				continue
			}
			if err := outbox.Append(ctx, tx, now, DeliveryDue{DeliveryID: deliveryID}); err != nil {
				return err
			}
		}
		return nil
	})
	return rung, err
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
