package webhooks

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/id"
)

// lease is how long an attempt belongs to one worker.
const lease = time.Minute

// Deliver makes one attempt at a delivery that is due, and does nothing with one that is not, that is done, or that
// another worker holds. A receiver that refuses is no error: the row knows when to try again, and DeliverDue does.
func (s *Service) Deliver(ctx context.Context, deliveryID string) error {
	_, err := s.attempt(ctx, deliveryID)
	return err
}

// attempt tells, beyond Deliver, whether the receiver took it.
func (s *Service) attempt(ctx context.Context, deliveryID string) (taken bool, err error) {
	p, ok, err := s.claim(ctx, deliveryID)
	if err != nil || !ok {
		return false, err
	}
	o, err := s.post(ctx, p)
	if err != nil {
		return false, err
	}
	return o.delivered(), s.record(ctx, p, o)
}

// claim takes the delivery for one lease.
func (s *Service) claim(ctx context.Context, deliveryID string) (p parcel, ok bool, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		p, ok = parcel{lease: id.Token()}, false
		var claimed []Delivery
		err := tx.Raw(`update webhook_deliveries set lease_token = ?, leased_until = ?
			where id = ? and state = 'pending' and next_at <= ? and (leased_until is null or leased_until <= ?)
			returning id, endpoint_id, event_id, state, attempts, tries, next_at, created_at`,
			p.lease, now.Add(lease), deliveryID, now, now).Scan(&claimed).Error
		if err != nil || len(claimed) == 0 {
			return err
		}
		p.delivery = claimed[0]
		if p.endpoint, err = gorm.G[Endpoint](tx).Table("webhook_endpoints").Where("id = ?", p.delivery.EndpointID).Take(ctx); err != nil {
			return fmt.Errorf("find the endpoint: %w", err)
		}
		if p.endpoint.State != Active {
			return giveUp(tx, p.endpoint.ID)
		}
		if err := tx.Raw("select payload from webhook_events where id = ?", p.delivery.EventID).Row().Scan(&p.payload); err != nil {
			return fmt.Errorf("find the message: %w", err)
		}
		p.secrets, err = s.secrets(p.endpoint, now)
		ok = err == nil
		return err
	})
	return p, ok, err
}

// record keeps what came of the attempt, unless the lease has passed to another worker in the meantime.
func (s *Service) record(ctx context.Context, p parcel, o outcome) error {
	d := p.delivery.after(o)
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
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
