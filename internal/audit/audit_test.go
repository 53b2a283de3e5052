package audit_test

import (
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestTheChainNoticesWhatWasChanged(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		ctx := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: "per_1"})
		log := audit.NewLog(db, func(m []byte) string { return "signed" })
		var done sync.WaitGroup
		for range 12 {
			done.Go(func() {
				if err := db.Tx(ctx, func(tx *gorm.DB) error {
					return audit.Append(ctx, tx, db.Now(), audit.Entry{Action: "right.changed", Subject: "per_2", Detail: map[string]string{"role": "author"}})
				}); err != nil {
					t.Error(err)
				}
			})
		}
		done.Wait()
		// An older transaction anywhere on the server holds sealing back, and other tests have some. Sealing twice is sealing once.
		patience := time.Now().Add(30 * time.Second)
		for sealed, more := 0, 1; sealed < 12 || more > 0; sealed += more {
			var err error
			if more, err = log.Seal(ctx); err != nil || time.Now().After(patience) {
				t.Fatalf("%d sealed, %v", sealed, err)
			}
			if more == 0 {
				time.Sleep(20 * time.Millisecond)
			}
			if err := log.Checkpoint(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if entries, bad, err := log.Verify(ctx); entries != 12 || bad != 0 || err != nil {
			t.Fatalf("%d entries, first bad %d, %v", entries, bad, err)
		}
		for name, statement := range map[string]string{"update": "update audit_entries set reason = 'x'", "delete": "delete from audit_entries"} {
			if err := db.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(statement).Error }); err == nil {
				t.Errorf("%s of sealed entries was allowed", name)
			}
		}
		drop := []string{"drop trigger audit_entries_kept", "drop trigger audit_entries_never_deleted"}
		if db.Postgres() {
			drop = []string{drop[0] + " on audit_entries", drop[1] + " on audit_entries"}
		}
		do := func(statements ...string) {
			t.Helper()
			for _, s := range statements {
				if err := db.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(s).Error }); err != nil {
					t.Fatal(err)
				}
			}
		}
		do(append(drop, "update audit_entries set actor = 'per_9' where sequence = 5")...)
		if _, bad, _ := log.Verify(ctx); bad != 5 {
			t.Errorf("a changed entry: first bad %d, want 5", bad)
		}
		do("update audit_entries set actor = 'per_1' where sequence = 5", "delete from audit_entries where sequence = 12")
		if _, bad, _ := log.Verify(ctx); bad != 12 {
			t.Errorf("a cut-off end: first bad %d, want 12, by the checkpoint", bad)
		}
	})
}
