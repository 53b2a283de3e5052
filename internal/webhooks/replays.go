package webhooks

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const deliveryColumns = `d.id, d.endpoint_id, d.event_id, e.type as event_type, d.state, d.attempts, d.tries, d.next_at,
	d.last_status, d.last_response, d.last_error, d.last_at, d.delivered_at, d.created_at`

// Attempt is one line of a delivery's log.
type Attempt struct {
	DeliveryID string
	Number     int
	At         time.Time
	Status     int
	Response   string
	Error      string
	TookMs     int
}

// Deliveries lists up to limit deliveries of an endpoint older than the id, newest first, with their attempts.
func (s *Service) Deliveries(ctx context.Context, endpointID, before string, limit int) (list []Delivery, log map[string][]Attempt, err error) {
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		if _, err := endpointOf(ctx, tx, endpointID); err != nil {
			return err
		}
		err := tx.Raw("select "+deliveryColumns+` from webhook_deliveries d join webhook_events e on e.id = d.event_id
			where d.endpoint_id = ? and (? = '' or d.id < ?) order by d.id desc limit ?`, endpointID, before, before, limit).Scan(&list).Error
		if err != nil {
			return fmt.Errorf("list deliveries: %w", err)
		}
		log, err = logOf(tx, list)
		return err
	})
	return list, log, err
}

func logOf(tx *gorm.DB, list []Delivery) (map[string][]Attempt, error) {
	ids := make([]string, 0, len(list))
	for _, d := range list {
		ids = append(ids, d.ID)
	}
	var attempts []Attempt
	err := tx.Raw(`select delivery_id, number, at, status, response, error, took_ms from webhook_attempts
		where delivery_id in ? order by delivery_id, number`, ids).Scan(&attempts).Error
	log := make(map[string][]Attempt, len(list))
	for _, a := range attempts {
		log[a.DeliveryID] = append(log[a.DeliveryID], a)
	}
	return log, err
}

// Replay sends a delivery once more from the start of the schedule, under the webhook-id it always had.
func (s *Service) Replay(ctx context.Context, endpointID, deliveryID string) (Delivery, []Attempt, error) {
	var log []Attempt
	d, err := s.replay(ctx, endpointID, deliveryID)
	if err != nil {
		return d, nil, err
	}
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		all, err := logOf(tx, []Delivery{d})
		log = all[d.ID]
		return err
	})
	return d, log, err
}

func (s *Service) replay(ctx context.Context, endpointID, deliveryID string) (Delivery, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Delivery, error) {
		e, err := endpointOf(ctx, tx, endpointID)
		if err != nil {
			return Delivery{}, err
		}
		if e.State != Active {
			return Delivery{}, ErrEndpointOff
		}
		now := s.db.Now()
		r := tx.Exec(`update webhook_deliveries set state = 'pending', tries = 0, next_at = ?, lease_token = '', leased_until = null
			where id = ? and endpoint_id = ?`, now, deliveryID, endpointID)
		if r.Error != nil {
			return Delivery{}, r.Error
		}
		if r.RowsAffected == 0 {
			return Delivery{}, ErrNoDelivery
		}
		if err := outbox.Append(ctx, tx, now, DeliveryDue{DeliveryID: deliveryID}); err != nil {
			return Delivery{}, err
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "webhook_delivery.replayed", Subject: deliveryID}); err != nil {
			return Delivery{}, err
		}
		return deliveryOf(tx, deliveryID)
	})
}

// Test sends a message of type webhook.test to one endpoint, past its subscription and outside the feed.
func (s *Service) Test(ctx context.Context, endpointID string) (Delivery, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Delivery, error) {
		endpoint, err := endpointOf(ctx, tx, endpointID)
		if err != nil {
			return Delivery{}, err
		}
		if endpoint.State != Active {
			return Delivery{}, ErrEndpointOff
		}
		e := Event{ID: id.New("tst"), Type: testType, At: s.db.Now(), Data: map[string]string{"endpoint_id": endpointID}}
		body, err := e.body()
		if err != nil {
			return Delivery{}, err
		}
		if err := s.keep(ctx, tx, e, nil, body); err != nil {
			return Delivery{}, err
		}
		deliveryID, err := s.owe(ctx, tx, endpointID, e.ID)
		if err != nil {
			return Delivery{}, err
		}
		return deliveryOf(tx, deliveryID)
	})
}

func deliveryOf(tx *gorm.DB, deliveryID string) (Delivery, error) {
	var d Delivery
	err := tx.Raw("select "+deliveryColumns+" from webhook_deliveries d join webhook_events e on e.id = d.event_id where d.id = ?", deliveryID).Take(&d).Error
	return d, store.Found(err, ErrNoDelivery)
}
