package tiers_test

import (
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestTheSweepFindsAndMendsWhatWasDerivedWrong(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.employ("ptn_a", "per_1", "per_2")
		b.award("per_1", "certification", "engineer", nil)
		b.award("per_2", "certification", "engineer", nil)
		if found, err := b.Sweep(b.ctx); err != nil || len(found) != 0 {
			t.Fatal("nothing is wrong", found, err)
		}
		b.age("delete from tier_spans where person_id = ?", "per_2")
		found, err := b.Sweep(b.ctx)
		if err != nil || len(found) != 1 || found[0].Told != 1 || found[0].Is != 2 || found[0].CertificationKey != "engineer" {
			t.Fatal(found, err)
		}
		if found, err = b.Sweep(b.ctx); err != nil || len(found) != 0 {
			t.Fatal("not mended", found, err)
		}
		rows := b.call("prm", "GET", "/prm/v1/headcounts?partner=ptn_a&certification=engineer", nil, 200)["data"].([]any)
		if rows[0].(map[string]any)["count"] != 2.0 {
			t.Error(rows)
		}
	})
}
