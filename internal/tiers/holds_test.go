package tiers_test

import (
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// A held award leaves the headcount without a word about the cause, and comes back as it was; every note may run twice.
func TestAHeldAwardDoesNotCountUntilItIsLifted(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.employ("ptn_a", "per_1", "per_2")
		b.award("per_1", "certification", "engineer", nil)
		b.award("per_2", "certification", "engineer", nil)
		before := db.Now()
		hold := tiers.Hold{PersonID: "per_1", Source: "crd_per_1engineer", Held: true, At: before.Add(time.Microsecond), Version: 2}
		count := func(query string) (int, []any) {
			t.Helper()
			tree := b.call("prm", "GET", "/prm/v1/partners/ptn_a/headcounts/engineer/people"+query, nil, 200)
			return int(tree["count"].(float64)), tree["excluded"].([]any)
		}
		for range 2 {
			b.must(b.NoteHold(b.ctx, hold))
		}
		n, excluded := count("")
		if n != 1 || len(excluded) != 1 {
			t.Fatal(n, excluded)
		}
		if x := excluded[0].(map[string]any); x["why"] != "held" || x["why_text"] != "it is held" {
			t.Error(x)
		}
		if n, _ := count("?as_of=" + before.Format(time.RFC3339Nano)); n != 2 {
			t.Errorf("the hold reaches back: %d", n)
		}
		if rows := b.rows("ptn_a", "engineer"); len(rows) == 0 {
			t.Error("no rows")
		}
		lifted := hold
		lifted.Held, lifted.Version = false, 3
		for range 2 {
			b.must(b.NoteHold(b.ctx, lifted))
			b.must(b.NoteHold(b.ctx, hold)) // late and stale
		}
		if n, excluded := count(""); n != 2 || len(excluded) != 0 {
			t.Fatal(n, excluded)
		}
		if changes := b.facts("tiers.headcount_changed"); len(changes) != 4 { // 1, 2, held 1, lifted 2
			t.Errorf("%d changes of the headcount: %v", len(changes), changes)
		}
		early := tiers.Hold{PersonID: "per_2", Source: "crd_per_2architect", Held: true, At: db.Now(), Version: 2}
		b.must(b.NoteHold(b.ctx, early)) // heard of before the award
		b.award("per_2", "certification", "architect", nil)
		tree := b.call("prm", "GET", "/prm/v1/partners/ptn_a/headcounts/architect/people", nil, 200)
		if tree["count"].(float64) != 0 {
			t.Error(tree)
		}
	})
}
