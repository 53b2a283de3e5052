package webhooks

import (
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestNotifyTwiceIsOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, r := newHouse(t, db), newReceiver(t, nil)
		h.endpoint(t, r.URL)
		e := Event{ID: "fct_1", Type: "standing.changed", PartnerID: "prt_1", At: h.db.Now(), Data: 1}
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if err := h.Notify(h.ctx, e); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := h.count(t, "select count(*) from webhook_events"); n != 1 {
			t.Errorf("%d events", n)
		}
		if n := h.count(t, "select count(*) from webhook_deliveries"); n != 1 {
			t.Errorf("%d deliveries", n)
		}
		if n := h.count(t, "select count(*) from outbox_facts"); n != 1 {
			t.Errorf("%d facts", n)
		}
		if n := h.count(t, "select last from webhook_feed"); n != 1 {
			t.Errorf("the feed went to %d", n)
		}
	})
}

// A reader that polls while twenty writers commit must see every event exactly once and in ascending order: a sequence
// that becomes visible behind the cursor would be lost for ever.
func TestFeedHasNoGapsUnderParallelWriters(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		const writers, each = 20, 5
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				for n := range each {
					e := Event{ID: fmt.Sprintf("fct_%d_%d", w, n), Type: "standing.changed", At: h.db.Now(), Data: n}
					if err := h.Notify(h.ctx, e); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { all.Wait(); close(done) }()
		seen, last, at, finished := map[string]bool{}, int64(0), "", false
		for {
			changes, next, _, err := h.Changes(h.ctx, actor.Sight(h.ctx), Query{Cursor: at, Limit: 7})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range changes {
				if seen[c.ID] || c.Sequence != last+1 {
					t.Fatalf("%s has %d after %d", c.ID, c.Sequence, last)
				}
				seen[c.ID], last = true, c.Sequence
			}
			at = next
			if len(changes) == 0 && finished {
				break
			}
			select {
			case <-done:
				finished = true
			default:
			}
		}
		if len(seen) != writers*each {
			t.Errorf("saw %d of %d", len(seen), writers*each)
		}
	})
}

func TestFeedPagesFiltersAndSight(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		for n := range 6 {
			h.tell(t, []string{"headcount.changed", "standing.changed"}[n%2], []string{"prt_a", "prt_b", ""}[n%3])
		}
		admin := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: "per_1", Partners: map[string][]string{"prt_a": {actor.PartnerAdmin}}})
		candidate := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: "per_2", Partners: map[string][]string{"prt_a": {actor.Candidate}}})
		for _, c := range []struct {
			name string
			as   actor.Scope
			q    Query
			want []int64
			more bool
		}{
			{"all", actor.Sight(h.ctx), Query{Limit: 10}, []int64{1, 2, 3, 4, 5, 6}, false},
			{"a page", actor.Sight(h.ctx), Query{Limit: 4}, []int64{1, 2, 3, 4}, true},
			{"the next", actor.Sight(h.ctx), Query{Limit: 4, Cursor: cursor{Place: 4}.text()}, []int64{5, 6}, false},
			{"the end", actor.Sight(h.ctx), Query{Limit: 4, Cursor: cursor{Place: 6}.text()}, []int64{}, false},
			{"one type", actor.Sight(h.ctx), Query{Limit: 10, Types: []string{"standing.changed"}}, []int64{2, 4, 6}, false},
			{"an administrator sees the own partner", actor.Sight(admin), Query{Limit: 10}, []int64{1, 4}, false},
			{"a candidate sees nothing", actor.Sight(candidate), Query{Limit: 10}, []int64{}, false},
		} {
			changes, next, more, err := h.Changes(h.ctx, c.as, c.q)
			got := []int64{}
			for _, change := range changes {
				got = append(got, change.Sequence)
			}
			if d := cmp.Diff(c.want, got); err != nil || d != "" || more != c.more {
				t.Errorf("%s: %s more %t, %v", c.name, d, more, err)
			}
			if want := (cursor{Place: 6}).text(); !c.more && next != want {
				t.Errorf("%s: the cursor does not move past what was left out", c.name)
			}
		}
	})
}

// The second wall alone: without any condition in the statement, the database keeps other partners' events back.
func TestWallInTheDatabase(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		if !db.Postgres() {
			return
		}
		h := newHouse(t, db)
		h.tell(t, "standing.changed", "prt_a")
		h.tell(t, "standing.changed", "prt_b")
		admin := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: "per_1", Partners: map[string][]string{"prt_a": {actor.PartnerAdmin}}})
		var partners []string
		err := db.Read(admin, func(tx *gorm.DB) error { return tx.Raw("select partner_id from webhook_events").Scan(&partners).Error })
		if d := cmp.Diff([]string{"prt_a"}, partners); err != nil || d != "" {
			t.Errorf("%s %v", d, err)
		}
	})
}

func TestCursorsThatDoNotHold(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		for range 3 {
			h.tell(t, "standing.changed", "")
		}
		h.exec(t, "update webhook_events set created_at = ? where sequence <= 2", h.db.Now().Add(-kept-time.Hour))
		if n, err := h.Prune(h.ctx); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := h.Prune(h.ctx); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
		for _, c := range []struct {
			name, cursor string
			want         error
		}{
			{"before what is kept", cursor{Place: 1}.text(), ErrCursorExpired},
			{"ahead of the feed", cursor{Place: 99}.text(), ErrCursorExpired},
			{"noise", "%%%", ErrCursor},
			{"a plain number", "3", ErrCursor},
			{"of a list", encode("whe_123"), ErrCursor},
			{"negative", encode("feed1.-3"), ErrCursor},
			{"padded", encode("feed1.003"), ErrCursor},
			{"no number", encode("feed1."), ErrCursor},
			{"too large", encode("feed1.99999999999999999999"), ErrCursor},
			{"the last pruned", cursor{Place: 2}.text(), nil},
			{"none", "", nil},
		} {
			changes, _, _, err := h.Changes(h.ctx, actor.Sight(h.ctx), Query{Cursor: c.cursor, Limit: 5})
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
			if c.want == nil && len(changes) != 1 {
				t.Errorf("%s: %d changes", c.name, len(changes))
			}
		}
	})
}
