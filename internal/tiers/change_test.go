package tiers_test

import (
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// A change is one step, and everything that it wrote and told bears its number, a person's ruling and what follows from it too.
func TestEverythingOfAChangeBearsItsNumber(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := settled(t, db)
		for what, table := range map[string]string{"standing": "tier_standings", "decision": "tier_decisions", "headcount": "tier_headcounts"} {
			if n := b.number("select count(*) from " + table + " where sequence = 0"); n != 0 {
				t.Error("a", what, "without a number", n)
			}
		}
		before := b.number("select value from tier_sequence where id = 1")
		b.call("prm", "POST", "/prm/v1/standing-decisions", map[string]any{"partner": "ext:SF-1", "program": "three-tier-starter", "tier": "certified",
			"decision": "override", "reason": "a promise of the board"}, 200)
		if n := b.number("select value from tier_sequence where id = 1"); n != before+1 {
			t.Fatal("a ruling took", n-before, "steps")
		}
		if n := b.number("select count(*) from tier_decisions where sequence = ?", before+1); n != 2 { // the override, and the grace it begins with
			t.Error(n, "decisions bear the number")
		}
		if n := b.number("select sequence from tier_standings where partner_id = 'ptn_a'"); n != before+1 {
			t.Error("the standing bears", n, "instead of", before+1)
		}
		told := b.facts("tiers.standing_changed")
		for _, f := range told[len(told)-2:] {
			if f["sequence"] != float64(before+1) {
				t.Error(f)
			}
		}
	})
}
