package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

type happened struct {
	N int `json:"n"`
}

func (happened) FactName() string { return "test.happened" }

func TestTwoRelaysNeverTakeTheSameFact(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		var done sync.WaitGroup
		for i := range 20 {
			done.Go(func() {
				err := db.Tx(t.Context(), func(tx *gorm.DB) error {
					return outbox.Append(t.Context(), tx, db.Now(), happened{i})
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		done.Wait()
		jobs := outbox.NewJobs(db)
		seen := map[string]bool{}
		var mu sync.Mutex
		for range 4 {
			done.Go(func() {
				for {
					made, _, err := jobs.Relay(t.Context(), 3, func(string) []string { return []string{"x", "y"} })
					if err != nil {
						t.Error(err)
					}
					if len(made) == 0 {
						return
					}
					mu.Lock()
					for _, j := range made {
						if seen[j.ID] {
							t.Error("twice", j.ID)
						}
						seen[j.ID] = true
					}
					mu.Unlock()
				}
			})
		}
		done.Wait()
		if waiting, _, err := jobs.Pending(t.Context()); err != nil || waiting != 40 {
			t.Fatalf("waiting %d, want 40 (%v)", waiting, err)
		}
	})
}

func TestALeaseFencesOutTheFirstWorker(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		ctx, jobs := t.Context(), outbox.NewJobs(db)
		if err := db.Tx(ctx, func(tx *gorm.DB) error { return outbox.Append(ctx, tx, db.Now(), happened{1}) }); err != nil {
			t.Fatal(err)
		}
		made, _, err := jobs.Relay(ctx, 10, func(string) []string { return []string{"x"} })
		if err != nil || len(made) != 1 {
			t.Fatal(made, err)
		}
		frozen, fact, ok, err := jobs.Claim(ctx, made[0].ID)
		if err != nil || !ok || fact.Name != "test.happened" {
			t.Fatal(fact, ok, err)
		}
		if _, _, ok, _ := jobs.Claim(ctx, made[0].ID); ok {
			t.Fatal("claimed while leased")
		}
		age(t, db, "update outbox_jobs set leased_until = ?", db.Now().Add(-time.Second))
		second, _, ok, err := jobs.Claim(ctx, made[0].ID)
		if err != nil || !ok {
			t.Fatal("a lapsed lease was not taken over", err)
		}
		if _, err := jobs.Failed(ctx, frozen, "late word"); err != nil {
			t.Fatal(err)
		}
		if err := jobs.Done(ctx, second); err != nil {
			t.Fatal(err)
		}
		if waiting, _, _ := jobs.Pending(ctx); waiting != 0 {
			t.Fatal("the second worker's mark was lost")
		}
	})
}

func age(t *testing.T, db *store.DB, sql string, args ...any) {
	t.Helper()
	if err := db.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec(sql, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func TestOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		as := func(who, key, hash string) context.Context {
			return actor.WithRequest(actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: who}), actor.Request{Key: key, Hash: hash})
		}
		var mu sync.Mutex
		runs := 0
		do := func(*gorm.DB) (string, error) {
			mu.Lock()
			defer mu.Unlock()
			runs++
			return fmt.Sprint("answer ", runs), nil
		}
		var done sync.WaitGroup
		for range 12 {
			done.Go(func() {
				for {
					got, err := outbox.Once(as("per_a", "k", "h"), db, do)
					if errors.Is(err, outbox.ErrInFlight) {
						continue
					}
					if err != nil || got != "answer 1" {
						t.Error(got, err)
					}
					return
				}
			})
		}
		done.Wait()
		if _, err := outbox.Once(as("per_a", "k", "other"), db, do); !errors.Is(err, outbox.ErrKeyReused) {
			t.Error("another body under the same key:", err)
		}
		if got, err := outbox.Once(as("per_b", "k", "h"), db, do); err != nil || got != "answer 2" {
			t.Error("keys of two callers are apart:", got, err)
		}
		refused := fault.New(fault.Conflict, "no", "No.")
		if _, err := outbox.Once(as("per_a", "k2", "h"), db, func(*gorm.DB) (string, error) { return "", refused }); !errors.Is(err, refused) {
			t.Error(err)
		}
		if got, err := outbox.Once(as("per_a", "k2", "h"), db, do); err != nil || got != "answer 3" {
			t.Error("a refusal is not kept:", got, err)
		}
		secret := func(*gorm.DB) (string, string, error) { return "the secret", "key_1", nil }
		if got, err := outbox.OnceSecret(as("per_a", "k3", "h"), db, secret); err != nil || got != "the secret" {
			t.Error(got, err)
		}
		if _, err := outbox.OnceSecret(as("per_a", "k3", "h"), db, secret); !errors.Is(err, outbox.ErrCreated) || fault.Of(err).Extra["id"] != "key_1" {
			t.Error(err)
		}
	})
}
