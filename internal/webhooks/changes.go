package webhooks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Notify puts an event into the feed and on its way to every endpoint that wants it. The same id again does nothing.
func (s *Service) Notify(ctx context.Context, e Event) error {
	body, err := e.body()
	if err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		var known int64
		if err := tx.Raw("select count(*) from webhook_events where id = ?", e.ID).Scan(&known).Error; err != nil || known > 0 {
			return err
		}
		var sequence int64 // the row stays locked until the commit: whoever comes next gets a higher number and commits later
		if err := tx.Raw("update webhook_feed set last = last + 1 where id = 1 returning last").Scan(&sequence).Error; err != nil {
			return fmt.Errorf("take a place in the feed: %w", err)
		}
		return s.keep(ctx, tx, e, &sequence, body)
	})
	if errors.Is(err, errTwin) {
		return nil
	}
	return err
}

func (s *Service) keep(ctx context.Context, tx *gorm.DB, e Event, sequence *int64, body []byte) error {
	now := s.db.Now()
	r := tx.Exec(`insert into webhook_events (id, sequence, type, partner_id, at, payload, created_at, change_sequence)
		values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`, e.ID, sequence, e.Type, e.PartnerID, e.At, body, now, e.Number)
	if r.Error != nil {
		return fmt.Errorf("keep the event: %w", r.Error)
	}
	if r.RowsAffected == 0 {
		return errTwin
	}
	if sequence == nil {
		return nil
	}
	endpoints, err := gorm.G[Endpoint](tx).Table("webhook_endpoints").Where("state = ?", Active).Order("id").Find(ctx)
	if err != nil {
		return fmt.Errorf("find who wants the event: %w", err)
	}
	for _, endpoint := range endpoints {
		if !endpoint.Wants(e.Type) {
			continue
		}
		if _, err := s.owe(ctx, tx, endpoint.ID, e.ID); err != nil {
			return err
		}
	}
	return nil
}

// owe writes a delivery down and says that it is due.
func (s *Service) owe(ctx context.Context, tx *gorm.DB, endpointID, eventID string) (string, error) {
	deliveryID, now := id.New("dlv"), s.db.Now()
	err := tx.Exec(`insert into webhook_deliveries (id, endpoint_id, event_id, state, attempts, tries, next_at, created_at)
		values (?, ?, ?, ?, 0, 0, ?, ?)`, deliveryID, endpointID, eventID, Pending, now, now).Error
	if err != nil {
		return "", fmt.Errorf("write the delivery: %w", err)
	}
	return deliveryID, outbox.Append(ctx, tx, now, DeliveryDue{DeliveryID: deliveryID})
}

// Change is one entry of the feed.
type Change struct {
	Sequence  int64
	ID        string
	Type      string
	PartnerID string
	At        time.Time
	Payload   []byte
}

// Changes reads the feed after a cursor, oldest first and without gaps, as far as the scope sees, and gives the cursor
// to go on from, which moves past everything that types or scope left out. More tells that the next page has entries.
func (s *Service) Changes(ctx context.Context, scope actor.Scope, q Query) (changes []Change, next string, more bool, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return nil, "", false, err
	}
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		var head feed
		if err := tx.Raw("select last, pruned from webhook_feed where id = 1").Scan(&head).Error; err != nil {
			return err
		}
		start, err := head.from(after, q.Cursor != "")
		if err != nil {
			return err
		}
		sql, args := q.statement(scope, cursor{start, after.Behind}, head.Last)
		changes = []Change{}
		if err := tx.Raw(sql, args...).Scan(&changes).Error; err != nil {
			return fmt.Errorf("read the feed: %w", err)
		}
		next, more = cursor{head.Last, after.Behind}.text(), len(changes) > q.Limit
		if more {
			changes = changes[:q.Limit]
			next = cursor{changes[q.Limit-1].Sequence, after.Behind}.text()
		}
		return nil
	})
	return changes, next, more, err
}

// CursorBehind is the end of the feed as tx sees it: what an export made in the same transaction goes on from. Events that
// tell of changes up to the number are in the export already and are left out behind it.
func (s *Service) CursorBehind(tx *gorm.DB, number int64) (string, error) {
	var last int64
	err := tx.Raw("select last from webhook_feed where id = 1").Scan(&last).Error
	return cursor{last, number}.text(), err
}
