package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/store"
)

// KeepKeys is how long an idempotency key is remembered.
const KeepKeys = 72 * time.Hour

// The refusals of idempotent requests.
var (
	ErrKeyReused = fault.New(fault.Invalid, "idempotency_key_reused", "This Idempotency-Key was used before with another request. Use a new key for a new request.")
	ErrInFlight  = fault.New(fault.Conflict, "in_flight", "The same request is being worked on. Wait for its answer, or ask again in a moment.").After(time.Second)
	ErrCreated   = fault.New(fault.Conflict, "already_created", "This was created before. Its secret was shown then and cannot be shown again.")
)

// key names a request: its caller, and what actor.Request holds.
type key struct{ caller, key, hash string }

// Once runs do in a transaction and keeps its answer under the request's idempotency key in the same transaction: a
// repeat gets the first answer and do does not run. Without a key it is DB.Tx. T must survive a round trip through JSON.
func Once[T any](ctx context.Context, db *store.DB, do func(tx *gorm.DB) (T, error)) (T, error) {
	return once(ctx, db, func(tx *gorm.DB) (T, string, error) {
		answer, err := do(tx)
		return answer, "", err
	})
}

// OnceSecret is Once for answers that show a secret: of the answer only the id is kept, and a repeat is ErrCreated.
func OnceSecret[T any](ctx context.Context, db *store.DB, do func(tx *gorm.DB) (answer T, id string, err error)) (T, error) {
	return once(ctx, db, do)
}

type kept struct {
	RequestHash string
	Answer      *string
	ResourceID  string
}

func once[T any](ctx context.Context, db *store.DB, do func(tx *gorm.DB) (T, string, error)) (T, error) {
	var answer T
	request, keyed := actor.RequestOf(ctx)
	key := key{actor.From(ctx).ID, request.Key, request.Hash}
	err := db.Tx(ctx, func(tx *gorm.DB) error {
		var zero T
		answer = zero
		if !keyed {
			var err error
			answer, _, err = do(tx)
			return err
		}
		first, err := claim(tx, key, db.Now())
		if err != nil {
			return err
		}
		if first != nil {
			return repeat(*first, key, &answer)
		}
		var id string
		if answer, id, err = do(tx); err != nil {
			return err
		}
		return keep(tx, key, answer, id)
	})
	return answer, err
}

// claim inserts the key; when it was there before, the first request's row is returned.
func claim(tx *gorm.DB, k key, now time.Time) (*kept, error) {
	if store.Postgres(tx) { // an insert would wait for the twin; a lock on the key tells at once
		var free bool
		if err := tx.Raw("select pg_try_advisory_xact_lock(hashtextextended(?, 0))", k.caller+"\x1f"+k.key).Scan(&free).Error; err != nil {
			return nil, err
		}
		if !free {
			return nil, ErrInFlight
		}
	}
	if err := tx.Exec("delete from outbox_keys where caller = ? and key = ? and created_at < ?", k.caller, k.key, now.Add(-KeepKeys)).Error; err != nil {
		return nil, err
	}
	r := tx.Exec("insert into outbox_keys (caller, key, request_hash, created_at) values (?, ?, ?, ?) on conflict (caller, key) do nothing", k.caller, k.key, k.hash, now)
	if r.Error != nil || r.RowsAffected == 1 {
		return nil, r.Error
	}
	var first kept
	err := tx.Raw("select request_hash, answer, resource_id from outbox_keys where caller = ? and key = ?", k.caller, k.key).Scan(&first).Error
	return &first, err
}

func repeat[T any](first kept, k key, answer *T) error {
	switch {
	case first.RequestHash != k.hash:
		return ErrKeyReused
	case first.ResourceID != "":
		return ErrCreated.And("id", first.ResourceID)
	case first.Answer == nil:
		return ErrInFlight
	}
	if err := json.Unmarshal([]byte(*first.Answer), answer); err != nil {
		return fmt.Errorf("read the kept answer: %w", err)
	}
	return nil
}

func keep[T any](tx *gorm.DB, k key, answer T, id string) error {
	var text *string
	if id == "" {
		body, err := json.Marshal(answer)
		if err != nil {
			return fmt.Errorf("keep the answer: %w", err)
		}
		s := string(body)
		text = &s
	}
	return tx.Exec("update outbox_keys set answer = ?, resource_id = ? where caller = ? and key = ?", text, id, k.caller, k.key).Error
}

// Forget removes idempotency keys that are older than KeepKeys.
func Forget(ctx context.Context, db *store.DB) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("delete from outbox_keys where created_at < ?", db.Now().Add(-KeepKeys)).Error
	})
}
