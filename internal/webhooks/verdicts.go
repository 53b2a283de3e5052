package webhooks

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/audit"
)

// record keeps what came of the attempt, unless the lease has passed to another worker in the meantime.
func (s *Service) record(ctx context.Context, p parcel, o outcome) error {
	d := p.delivery.after(o)
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := lock(tx, p.endpoint.ID); err != nil { // first, as everywhere: two orders would be a deadlock
			return err
		}
		r := tx.Exec(`update webhook_deliveries set state = ?, attempts = ?, tries = ?, next_at = ?, last_status = ?, last_response = ?,
			last_error = ?, last_at = ?, delivered_at = ?, leased_until = null where id = ? and lease_token = ? and state = 'pending'`,
			d.State, d.Attempts, d.Tries, d.NextAt, d.LastStatus, d.LastResponse, d.LastError, d.LastAt, d.DeliveredAt, d.ID, p.lease)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		err := tx.Exec("insert into webhook_attempts (delivery_id, number, at, status, response, error, took_ms) values (?, ?, ?, ?, ?, ?, ?)",
			d.ID, d.Attempts, o.At, d.LastStatus, d.LastResponse, d.LastError, o.Took.Milliseconds()).Error
		if err != nil {
			return fmt.Errorf("log the attempt: %w", err)
		}
		return s.judge(ctx, tx, p.endpoint.ID, o)
	})
}

// judge keeps since when the endpoint fails and switches it off when that is long enough.
func (s *Service) judge(ctx context.Context, tx *gorm.DB, endpointID string, o outcome) error {
	endpoint, err := gorm.G[Endpoint](tx).Table("webhook_endpoints").Where("id = ?", endpointID).Take(ctx)
	if err != nil {
		return fmt.Errorf("find the endpoint: %w", err)
	}
	since, off := endpoint.after(o, o.At)
	if off == "" {
		return tx.Exec("update webhook_endpoints set failing_since = ? where id = ?", since, endpointID).Error
	}
	r := tx.Exec("update webhook_endpoints set failing_since = ?, state = ?, disabled_reason = ?, updated_at = ? where id = ? and state = ?",
		since, Disabled, off, o.At, endpointID, Active)
	if r.Error != nil || r.RowsAffected == 0 {
		return r.Error
	}
	if err := giveUp(tx, endpointID); err != nil {
		return err
	}
	return audit.Append(ctx, tx, o.At, audit.Entry{Action: "webhook_endpoint.disabled", Subject: endpointID, Reason: off})
}

// giveUp ends what still waits for an endpoint that is off; a replay can send it later.
func giveUp(tx *gorm.DB, endpointID string) error {
	return tx.Exec(`update webhook_deliveries set state = 'failed', next_at = null, leased_until = null, last_error = 'endpoint_disabled'
		where endpoint_id = ? and state = 'pending'`, endpointID).Error
}
