package tiers_test

import (
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// Two accounts of one person count once while they are merged, whatever is heard in which order, and as two again after that.
func TestMergedAccountsCountOnceAndUndoneAgainTwice(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.partner("ptn_b", "SF-2")
		b.employ("ptn_a", "per_1", "per_2")
		b.employ("ptn_b", "per_3")
		b.award("per_1", "certification", "engineer", nil)
		b.award("per_2", "certification", "engineer", nil)
		b.award("per_1", "certification", "architect", nil)
		count := func(partner, key string, want float64) map[string]any {
			t.Helper()
			tree := b.call("prm", "GET", "/prm/v1/partners/"+partner+"/headcounts/"+key+"/people", nil, 200)
			if tree["count"].(float64) != want {
				t.Errorf("%s %s: %v, not %v", partner, key, tree["count"], want)
			}
			if found, err := b.Sweep(b.ctx); err != nil || len(found) != 0 {
				t.Error("derived wrong", found, err)
			}
			return tree
		}
		count("ptn_a", "engineer", 2)
		one := tiers.Merge{ID: "mrg_1", From: "per_1", Into: "per_2"}
		foreseen, err := b.ForeseePeople(b.ctx, tiers.Foreseen{Merges: []tiers.Merge{one}})
		if err != nil || len(foreseen) != 1 || foreseen[0] != (tiers.Consequence{PartnerID: "ptn_a", What: "headcount", Key: "engineer", From: "2", To: "1"}) {
			t.Fatal(foreseen, err)
		}
		count("ptn_a", "engineer", 2)
		for range 2 {
			b.must(b.NoteMerge(b.ctx, one))
		}
		if tree := count("ptn_a", "engineer", 1); tree["merged_into"].(map[string]any)["per_1"] != "per_2" || tree["counted"].([]any)[0].(map[string]any)["person"] != "per_2" {
			t.Error(tree)
		}
		// what is still said of the first account is counted for the second
		b.award("per_1", "certification", "analyst", nil)
		if tree := count("ptn_a", "analyst", 1); tree["counted"].([]any)[0].(map[string]any)["person"] != "per_2" {
			t.Error(tree)
		}
		// and the one that stays is merged itself: both count at the other partner too
		two := tiers.Merge{ID: "mrg_2", From: "per_2", Into: "per_3"}
		b.must(b.NoteMerge(b.ctx, two))
		count("ptn_a", "engineer", 1)
		count("ptn_b", "architect", 1)
		two.Undone = true
		b.must(b.NoteMerge(b.ctx, two))
		count("ptn_b", "architect", 0)
		for range 2 {
			b.must(b.NoteMerge(b.ctx, tiers.Merge{ID: "mrg_1", From: "per_1", Into: "per_2", Undone: true}))
		}
		count("ptn_a", "engineer", 2)
		if tree := count("ptn_a", "analyst", 1); tree["counted"].([]any)[0].(map[string]any)["person"] != "per_1" || tree["merged_into"] != nil {
			t.Error(tree)
		}
		b.must(b.NoteMerge(b.ctx, one)) // late: it was undone before
		count("ptn_a", "engineer", 2)
	})
}
