package webhooks

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/store"
)

// Deliver makes one attempt at a delivery that is due, and does nothing with one that is not, that is done, or that
// another worker holds. A receiver that refuses is no error: the row knows when to try again, and DeliverDue rings then.
// After a success it goes on with whatever else is due at the same endpoint, for a while.
func (s *Service) Deliver(ctx context.Context, deliveryID string) error {
	began := s.db.Now()
	for deliveryID != "" && s.db.Now().Sub(began) < shift {
		p, taken, err := s.attempt(ctx, deliveryID)
		if err != nil || !taken {
			return err
		}
		if deliveryID, err = s.nextDue(ctx, p.endpoint.ID); err != nil {
			return err
		}
	}
	return nil
}

// attempt tells whether the receiver took it.
func (s *Service) attempt(ctx context.Context, deliveryID string) (p parcel, taken bool, err error) {
	p, ok, err := s.claim(ctx, deliveryID)
	if err != nil || !ok {
		return p, false, err
	}
	o, err := s.post(ctx, p)
	if err != nil {
		return p, false, err
	}
	return p, o.delivered(), s.record(ctx, p, o)
}

func (s *Service) nextDue(ctx context.Context, endpointID string) (deliveryID string, err error) {
	now := s.db.Now()
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select id from webhook_deliveries where endpoint_id = ? and "+isDue+" order by next_at, id limit 1", endpointID, now, now).Scan(&deliveryID).Error
	})
	if err != nil {
		return "", fmt.Errorf("find what is due: %w", err)
	}
	return deliveryID, nil
}

// claim takes the delivery for one lease, unless as many are on their way to the endpoint as it can bear.
func (s *Service) claim(ctx context.Context, deliveryID string) (p parcel, ok bool, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		p, ok = parcel{lease: id.Token()}, false
		var endpointID string
		if err := tx.Raw("select endpoint_id from webhook_deliveries where id = ?", deliveryID).Scan(&endpointID).Error; err != nil || endpointID == "" {
			return err
		}
		if p.endpoint, err = s.heldEndpoint(ctx, tx, endpointID, now); err != nil || p.endpoint.ID == "" {
			return err
		}
		var claimed []Delivery
		err := tx.Raw(`update webhook_deliveries set lease_token = ?, leased_until = ? where id = ? and `+isDue+`
			returning id, endpoint_id, event_id, state, attempts, tries, next_at, created_at`,
			p.lease, now.Add(lease), deliveryID, now, now).Scan(&claimed).Error
		if err != nil || len(claimed) == 0 {
			return err
		}
		p.delivery = claimed[0]
		if err := tx.Raw("select payload from webhook_events where id = ?", p.delivery.EventID).Row().Scan(&p.payload); err != nil {
			return fmt.Errorf("find the message: %w", err)
		}
		p.secrets, err = s.secrets(p.endpoint, now)
		ok = err == nil
		return err
	})
	return p, ok, err
}

// heldEndpoint locks the endpoint and gives it when one more message may go there; else it gives none.
func (s *Service) heldEndpoint(ctx context.Context, tx *gorm.DB, endpointID string, now time.Time) (Endpoint, error) {
	if err := lock(tx, endpointID); err != nil {
		return Endpoint{}, err
	}
	e, err := gorm.G[Endpoint](tx).Table("webhook_endpoints").Where("id = ?", endpointID).Take(ctx)
	if err != nil {
		return Endpoint{}, fmt.Errorf("find the endpoint: %w", store.Found(err, ErrNoEndpoint))
	}
	if e.State != Active {
		return Endpoint{}, giveUp(tx, endpointID)
	}
	var under int64
	err = tx.Raw("select count(*) from webhook_deliveries where endpoint_id = ? and state = 'pending' and leased_until > ?", endpointID, now).Scan(&under).Error
	if err != nil || !e.bears(under) {
		return Endpoint{}, err
	}
	return e, nil
}
