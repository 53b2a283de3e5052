package tiers_test

import (
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// A crowd is what the slice itself would have made of as many words: nothing derived differs.
func TestACrowdIsConsistent(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		err := b.Gather(b.ctx, tiers.Crowd{People: 500, Partners: 24, Awards: 1000})
		if !db.Postgres() {
			if err == nil {
				t.Fatal("gathered without a server")
			}
			return
		}
		b.must(err)
		b.sweeps()
		if n := b.number("select count(*) from tier_spans"); n < 900 || n > 1000 {
			t.Fatal(n)
		}
		rows := b.call("prm", "GET", "/prm/v1/headcounts?partner="+tiers.PartnerOf(1)+"&certification="+tiers.CertificationOf(0), nil, 200)["data"].([]any)
		if len(rows) != 1 {
			t.Fatal(rows)
		}
	})
}
