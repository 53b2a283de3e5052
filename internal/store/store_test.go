package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestTimesComeBackAsTheyWent(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		at := time.Date(2026, 2, 3, 4, 5, 6, 789000000, time.FixedZone("x", 3600))
		err := db.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("insert into store_installation (id, created_at) values (?, ?)", "a", at).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(tx *gorm.DB) error {
			var back time.Time
			if err := tx.Raw("select created_at from store_installation where created_at <= ? and created_at >= ?", at, at.Add(-time.Microsecond)).Scan(&back).Error; err != nil {
				return err
			}
			if !back.Equal(at) {
				t.Errorf("got %v, want %v", back, at)
			}
			return tx.Exec("delete from store_installation").Error
		})
		if err == nil {
			t.Error("a read transaction wrote")
		}
	})
}

func TestABatchSharesCommitsAndGuardsEachAlone(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		commits := 0
		batch := store.NewBatch(func(ctx context.Context, entries []int) ([]string, error) {
			commits++
			out := []string{}
			err := db.Plain(ctx, func(tx *gorm.DB) error {
				for _, n := range entries {
					if n == 13 {
						return errors.New("unlucky")
					}
					if err := tx.Exec("insert into store_installation (id, created_at) values (?, ?)", fmt.Sprint(n), db.Now()).Error; err != nil {
						return err
					}
					out = append(out, fmt.Sprint(n))
				}
				return nil
			})
			return out, err
		})
		ctx, stop := context.WithCancel(t.Context())
		var ended, done sync.WaitGroup
		for n := range 60 {
			done.Go(func() {
				got, err := batch.Do(t.Context(), n)
				if (n == 13) != (err != nil) || (err == nil && got != fmt.Sprint(n)) {
					t.Error(n, got, err)
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		ended.Go(func() { batch.Run(ctx) })
		done.Wait()
		if commits >= 130 {
			t.Errorf("%d commits for 60 entries", commits)
		}
		stop()
		ended.Wait()
		if _, err := batch.Do(t.Context(), 99); !errors.Is(err, store.ErrUnavailable) {
			t.Error("after the end:", err)
		}
	})
}

// A statement that is a transaction by itself commits after its rows were sent: who read them must hear of a commit that failed.
func TestASingleStatementTellsThatItsCommitFailed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Plain(t.Context(), func(tx *gorm.DB) error {
			if err := tx.Exec("create table single_roots (id integer primary key)").Error; err != nil {
				return err
			}
			return tx.Exec("create table single_leaves (root integer not null references single_roots (id) deferrable initially deferred)").Error
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Single(t.Context(), func(tx *gorm.DB) error {
			rows, err := tx.Raw("insert into single_leaves (root) values (1) returning root").Rows()
			if err != nil {
				return err
			}
			defer func() { _ = rows.Close() }()
			for rows.Next() {
				continue
			}
			return rows.Err()
		})
		if err == nil {
			t.Error("a commit that failed was told as done")
		}
	})
}
