package tiers_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

func TestTheSameClocksGiveTheSameBytesAndThePastStays(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.employ("ptn_a", "per_1", "per_2")
		b.starter()
		b.award("per_1", "training", "basics", nil)
		put := func(value int) {
			b.call("prm", "PUT", "/prm/v1/partners/ptn_a/facts/pipeline/"+db.Now().Format("2006"), map[string]any{"value": value, "currency": "USD", "source": "prm", "observed_at": db.Now()}, 200)
		}
		put(400_000)
		then := url.QueryEscape(db.Now().Format(time.RFC3339Nano))
		path := "/prm/v1/partners/ptn_a/qualification?target=certified&as_of=" + then + "&known_at=" + then
		first := b.vendor.Call(t, "GET", path, nil)
		if first.Status != 200 || !strings.Contains(string(first.Body), "6,000 USD more pipeline") {
			t.Fatal(string(first.Body))
		}
		put(900_000)
		b.award("per_1", "certification", "engineer", nil)
		b.must(b.NotePerson(b.ctx, tiers.Person{ID: "per_1", Name: "Another name", Country: "AT", Version: 7}))
		if again := b.vendor.Call(t, "GET", path, nil); string(again.Body) != string(first.Body) {
			t.Fatalf("the past changed:\n%s\n%s", first.Body, again.Body)
		}
		now := b.call("vendor", "GET", "/prm/v1/partners/ptn_a/qualification?target=certified", nil, 200)
		if !strings.Contains(now["summary"].(string), "1,000 USD more pipeline") || now["holds"] != "registered" {
			t.Fatal(now["summary"])
		}
		if kept := b.call("auditor", "GET", "/prm/v1/partners/ptn_a/facts", nil, 200)["data"].([]any); len(kept) != 1 {
			t.Fatal(kept)
		}
		if kept := b.call("auditor", "GET", "/prm/v1/partners/ptn_a/facts?history=true", nil, 200)["data"].([]any); len(kept) != 2 {
			t.Fatal(kept)
		}
		day := b.call("vendor", "GET", "/prm/v1/headcounts?as_of=2026-11-22&known_at=2026-11-22T09:00:00Z", nil, 200)
		if day["as_of"] != "2026-11-22T23:59:59.999999Z" || day["known_at"] != "2026-11-22T09:00:00Z" {
			t.Fatal(day)
		}
		b.call("vendor", "GET", "/prm/v1/partners/ptn_a/qualification?target=nowhere", nil, 422)
		b.call("vendor", "GET", "/prm/v1/partners/ptn_a/qualification?program=nowhere", nil, 422)
		b.call("vendor", "GET", "/prm/v1/partners/ptn_a/qualification?horizon=soon", nil, 422)
	})
}

func TestABatchSentTwiceIsKeptOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.starter()
		row := map[string]any{"partner": "ext:SF-1", "metric": "pipeline", "period": "2026-03", "value": 100, "currency": "USD", "source": "prm", "observed_at": db.Now()}
		body := map[string]any{"facts": []any{row}}
		one := b.vendor.As("prm").Call(t, "POST", "/prm/v1/facts/batch", body, "Idempotency-Key: k1")
		two := b.vendor.As("prm").Call(t, "POST", "/prm/v1/facts/batch", body, "Idempotency-Key: k1")
		if one.Status != 200 || string(one.Body) != string(two.Body) {
			t.Fatalf("%s\n%s", one.Body, two.Body)
		}
		row["value"] = 200
		if other := b.vendor.As("prm").Call(t, "POST", "/prm/v1/facts/batch", body, "Idempotency-Key: k1"); other.Status != 422 {
			t.Fatal(other.Status)
		}
		many := make([]any, 501)
		for i := range many {
			many[i] = row
		}
		b.call("prm", "POST", "/prm/v1/facts/batch", map[string]any{"facts": many}, 422)
	})
}

func TestTheSecondWallHidesForeignRows(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		if !db.Postgres() {
			return // the embedded database has the first wall only
		}
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.employ("ptn_a", "per_1")
		b.starter()
		b.award("per_1", "certification", "engineer", nil)
		for _, table := range []string{"tier_headcounts", "tier_standings", "tier_qualifications"} {
			for who, sees := range map[string]bool{"admin": true, "other": false, "vendor": true} {
				n := 0
				b.must(db.Read(actor.With(t.Context(), callers[who]), func(tx *gorm.DB) error {
					return tx.Raw("select count(*) from " + table).Scan(&n).Error
				}))
				if (n > 0) != sees {
					t.Errorf("%s reads %d rows of %s", who, n, table)
				}
			}
		}
	})
}

// asked is a directory with one partner in it.
type asked struct{}

func (asked) Partner(_ context.Context, name string) (tiers.Partner, error) {
	if name != "ext:NEW" && name != "ptn_new" {
		return tiers.Partner{}, tiers.ErrNothing
	}
	return tiers.Partner{ID: "ptn_new", ExternalID: "NEW", Name: "New", Country: "DE", Programs: []string{"three-tier-starter"}, JoinedAt: time.Unix(0, 0).UTC(), Version: 1}, nil
}

func TestAPartnerIsFoundBeforeItsFact(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := openWith(t, db, asked{})
		b.starter()
		b.call("prm", "GET", "/prm/v1/partners/ext:OLD/standing", nil, 404)
		b.call("other", "GET", "/prm/v1/partners/ext:NEW/standing", nil, 404)
		for range 2 {
			if v := b.call("prm", "GET", "/prm/v1/partners/ext:NEW/standing", nil, 200); v["program"] != "three-tier-starter" || v["tier"] != nil {
				t.Fatal(v)
			}
		}
		rows := b.call("prm", "GET", "/prm/v1/standings?program=three-tier-starter", nil, 200)["data"].([]any)
		if len(rows) != 1 {
			t.Fatal(rows)
		}
	})
}

func TestAnOverrideHoldsWhatIsNotEarned(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.starter()
		over := map[string]any{"partner": "ext:SF-1", "program": "three-tier-starter", "tier": "certified", "decision": "override", "reason": "a promise of the board"}
		b.call("vendor", "POST", "/prm/v1/standing-decisions", map[string]any{"decision": "accept", "reason": "x"}, 422)
		b.call("vendor", "POST", "/prm/v1/standing-decisions", map[string]any{"proposal": "prp_zzz", "decision": "accept", "reason": "x"}, 404)
		held := b.call("vendor", "POST", "/prm/v1/standing-decisions", over, 200)
		if held["tier"] != "certified" || held["grace_until"] == nil {
			t.Fatal("an override without a hold starts the grace", held)
		}
		over["hold_until"] = db.Now().AddDate(1, 0, 0).Format(time.DateOnly)
		if held = b.call("vendor", "POST", "/prm/v1/standing-decisions", over, 200); held["grace_until"] != nil || held["hold_until"] == nil {
			t.Fatal(held)
		}
		over["tier"] = "nowhere"
		b.call("vendor", "POST", "/prm/v1/standing-decisions", over, 422)
	})
}
