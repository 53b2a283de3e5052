package tiers_test

import (
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// The partner above sees how many and until when; people only where the partner below says so, and not their addresses.
func TestADistributorSeesNumbersAndNoPeopleUnlessAllowed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_b", "SF-2")
		b.must(b.NotePartner(b.ctx, tiers.Partner{ID: "ptn_a", ExternalID: "SF-1", Name: "Below", Country: "DE", ParentID: "ptn_b", Version: 1, JoinedAt: db.Now()}))
		b.employ("ptn_a", "per_1", "per_2")
		soon := db.Now().AddDate(0, 0, 20)
		b.award("per_1", "certification", "engineer", &soon)
		b.award("per_2", "certification", "engineer", nil)
		const of, team, sharing = "/api/v1/partners/ptn_b/resellers", "/api/v1/partners/ptn_b/resellers/ptn_a/team", "/api/v1/partners/ptn_a/sharing"
		seen := b.vendor.As("other").Call(t, "GET", of, nil).Want(t, 200)
		if text := string(seen.Body); !strings.Contains(text, `"certified_count":2`) || !strings.Contains(text, `"count":2,"within_30_days":1,"within_60_days":1,"within_90_days":1`) || strings.Contains(text, "per_") || strings.Contains(text, "Person") {
			t.Error(text)
		}
		b.call("other", "GET", team, nil, 404)
		b.call("admin", "GET", of, nil, 404) // the one below does not look up
		b.call("other", "PUT", sharing, map[string]any{"people": true}, 404)
		b.call("vendor", "PUT", sharing, map[string]any{"people": true}, 403)
		b.call("admin", "PUT", sharing, map[string]any{}, 422)
		for range 2 {
			if s := b.call("admin", "PUT", sharing, map[string]any{"people": true}, 200); s["people"] != true || s["parent"] != "ptn_b" {
				t.Error(s)
			}
		}
		if shown := b.vendor.As("other").Call(t, "GET", team, nil).Want(t, 200); !strings.Contains(string(shown.Body), "Person per_1") || strings.Contains(string(shown.Body), "@") {
			t.Error(string(shown.Body))
		}
		b.call("admin", "PUT", sharing, map[string]any{"people": false}, 200)
		b.call("other", "GET", team, nil, 404)
		b.call("other", "PUT", "/api/v1/partners/ptn_b/sharing", map[string]any{"people": true}, 409)
	})
}
