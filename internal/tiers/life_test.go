package tiers_test

import (
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

func TestTheWholeLifeOfTheStarter(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.employ("ptn_a", "per_1", "per_2", "per_3", "per_4", "per_5")
		b.starter()
		if tier := b.tier("ptn_a"); tier != nil {
			t.Fatal("holds", tier)
		}
		b.award("per_1", "training", "basics", nil)
		if tier := b.tier("ptn_a"); tier != "registered" {
			t.Fatal("trained, and holds", tier)
		}
		b.certified(t)
		b.strategic(t)
		b.falls(t)
	})
}

// certified leads from Registered to Certified: application, two certified, pipeline, an approved case study, a decision.
func (b *bench) certified(t *testing.T) {
	t.Helper()
	now := time.Now().UTC()
	application := b.call("admin", "POST", "/prm/v1/partners/ptn_a/applications", map[string]string{"program": "three-tier-starter", "tier": "certified", "kind": "application"}, 201)
	b.call("admin", "POST", "/prm/v1/applications/"+application["id"].(string)+"/accept", nil, 403)
	b.call("vendor", "POST", "/prm/v1/applications/"+application["id"].(string)+"/accept", nil, 200)
	soon := now.AddDate(0, 0, 20)
	b.award("per_1", "certification", "engineer", &soon)
	b.award("per_2", "certification", "engineer", nil)
	month := now.AddDate(0, -1, 0).Format("2006-01")
	b.call("prm", "PUT", "/prm/v1/partners/ext:SF-1/facts/pipeline/"+month, map[string]any{"value": 999_999, "currency": "USD", "source": "prm", "observed_at": now}, 200)
	evidence := b.call("admin", "POST", "/prm/v1/partners/ptn_a/attestations", map[string]any{"kind": "case_study", "valid_from": now.Format(time.DateOnly)}, 201)
	b.call("vendor", "POST", "/prm/v1/attestations/"+evidence["id"].(string)+"/approve", nil, 200)
	e := b.call("admin", "GET", "/prm/v1/partners/ptn_a/qualification", nil, 200)
	if e["target"] != "certified" || e["result"] != "not_met" || e["summary"] != "Not Certified: 0.01 USD more pipeline; 1 of 2 certified people stops counting within 60 days, on "+soon.Format("2 January 2006")+"." {
		t.Fatal(e["result"], e["summary"])
	}
	b.call("prm", "PUT", "/prm/v1/partners/ext:SF-1/facts/pipeline/"+month, map[string]any{"value": 1_000_000, "currency": "USD", "source": "prm", "observed_at": now}, 200)
	standing := b.call("vendor", "GET", "/prm/v1/partners/ptn_a/standing", nil, 200)
	proposals := standing["proposals"].([]any)
	if len(proposals) != 1 || standing["tier"] != "registered" {
		t.Fatal("no proposal", standing)
	}
	proposal := proposals[0].(map[string]any)["id"].(string)
	ruling := map[string]any{"proposal": proposal, "decision": "accept", "reason": "a good partner"}
	b.call("admin", "POST", "/prm/v1/standing-decisions", ruling, 403)
	if held := b.call("prm", "POST", "/prm/v1/standing-decisions", ruling, 200); held["tier"] != "certified" || len(held["grants"].([]any)) != 4 {
		t.Fatal(held)
	}
	b.call("prm", "POST", "/prm/v1/standing-decisions", ruling, 409)
}

// strategic leads further: an invitation that is accepted, five certified, revenue, NPS, and the top of a cohort.
func (b *bench) strategic(t *testing.T) {
	t.Helper()
	now := time.Now().UTC()
	for _, p := range []string{"per_3", "per_4", "per_5"} {
		b.award(p, "certification", "manager", nil)
	}
	month := now.AddDate(0, -1, 0).Format("2006-01")
	old := now.AddDate(0, 0, -91).Format(time.DateOnly)
	young := now.AddDate(0, 0, -89).Format(time.DateOnly)
	batch := map[string]any{"facts": []any{
		map[string]any{"partner": "ext:SF-1", "metric": "revenue", "period": month, "value": 11_000_000, "currency": "USD", "source": "prm", "observed_at": now,
			"lines": []any{map[string]any{"ref": "c1", "value": 10_000_000, "active_from": old}, map[string]any{"ref": "c2", "value": 1_000_000, "active_from": young}}},
		map[string]any{"partner": "ptn_a", "metric": "joint_nps", "period": month, "value": "50.5", "source": "prm", "observed_at": now},
		map[string]any{"partner": "ptn_a", "metric": "unheard", "period": month, "value": 1, "source": "prm", "observed_at": now},
		map[string]any{"partner": "ptn_zzz", "metric": "joint_nps", "period": month, "value": 1, "source": "prm", "observed_at": now},
	}}
	if result := b.call("prm", "POST", "/prm/v1/facts/batch", batch, 200); result["kept"] != 2.0 || result["refused"] != 2.0 {
		t.Fatal(result)
	}
	b.call("admin", "POST", "/prm/v1/partners/ptn_a/applications", map[string]string{"program": "three-tier-starter", "tier": "strategic", "kind": "invitation"}, 403)
	invitation := b.call("vendor", "POST", "/prm/v1/partners/ptn_a/applications", map[string]string{"program": "three-tier-starter", "tier": "strategic", "kind": "invitation"}, 201)
	b.call("admin", "POST", "/prm/v1/applications/"+invitation["id"].(string)+"/accept", map[string]string{"reason": "gladly"}, 200)
	e := b.call("vendor", "GET", "/prm/v1/partners/ptn_a/qualification", nil, 200)
	if e["target"] != "strategic" || e["result"] != "met" || e["record"] != "accepted" {
		t.Fatal(e["result"], e["summary"])
	}
	standing := b.call("vendor", "GET", "/prm/v1/partners/ptn_a/standing", nil, 200)
	proposal := standing["proposals"].([]any)[0].(map[string]any)["id"].(string)
	b.call("vendor", "POST", "/prm/v1/standing-decisions", map[string]any{"proposal": proposal, "decision": "accept", "reason": "at the top"}, 200)
	if tier := b.tier("ptn_a"); tier != "strategic" {
		t.Fatal(tier)
	}
}

// falls lets an award run out: grace first, then one step down, and the reasons stay in the journal.
func (b *bench) falls(t *testing.T) {
	t.Helper()
	over := b.db.Now().Add(-time.Hour)
	b.age("update tier_awards set valid_to = ? where person_id = 'per_1' and award_key = 'engineer'", over)
	b.age("update tier_spans set ends = ? where person_id = 'per_1' and award_key = 'engineer'", over)
	settled, err := b.SettleDue(b.ctx)
	b.must(err)
	if settled != 1 {
		t.Fatal("settled", settled)
	}
	standing := b.call("vendor", "GET", "/prm/v1/partners/ptn_a/standing", nil, 200)
	if standing["tier"] != "strategic" || standing["grace_until"] == nil {
		t.Fatal("no grace", standing)
	}
	changes := len(b.facts("tiers.standing_changed"))
	ago := b.db.Now().Add(-time.Minute)
	b.age("update tier_standings set grace_until = ?, next_at = ? where partner_id = 'ptn_a'", ago, ago)
	for range 2 {
		_, err = b.SettleDue(b.ctx)
		b.must(err)
	}
	if tier := b.tier("ptn_a"); tier != "certified" {
		t.Fatal("after grace holds", tier)
	}
	if told := len(b.facts("tiers.standing_changed")) - changes; told != 1 {
		t.Fatal("demotion told", told, "times")
	}
	kinds := []string{}
	for _, d := range b.call("auditor", "GET", "/prm/v1/partners/ptn_a/standing/history", nil, 200)["data"].([]any) {
		kinds = append(kinds, d.(map[string]any)["kind"].(string))
	}
	want := []string{"demoted", "grace_started", "promoted", "proposed", "promoted", "proposed", "promoted"}
	if len(kinds) != len(want) {
		t.Fatal(kinds)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Fatal(kinds)
		}
	}
	wrong, err := b.Sweep(b.ctx)
	b.must(err)
	if len(wrong) != 0 {
		t.Fatal(wrong)
	}
}

func TestNotesTwiceAndOutOfOrder(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.employ("ptn_a", "per_1", "per_2")
		count := func() int {
			row := b.call("vendor", "GET", "/prm/v1/headcounts?partner=ptn_a&certification=engineer", nil, 200)["data"].([]any)[0].(map[string]any)
			return int(row["count"].(float64))
		}
		b.award("per_1", "certification", "engineer", nil)
		told := len(b.facts("tiers.headcount_changed"))
		b.award("per_1", "certification", "engineer", nil) // again
		if len(b.facts("tiers.headcount_changed")) != told || told != 1 || count() != 1 {
			t.Fatal(told, b.facts("tiers.headcount_changed"))
		}
		at := db.Now()
		end := tiers.Award{PersonID: "per_1", Kind: "certification", Key: "engineer", Source: "crd_per_1engineer", Status: "revoked", Version: 3, At: at}
		for range 2 {
			b.must(b.NoteAward(b.ctx, end))
		}
		if count() != 0 || len(b.facts("tiers.headcount_changed")) != 2 {
			t.Fatal("revoked", count(), b.facts("tiers.headcount_changed"))
		}
		// the end of the second one is heard of first
		b.must(b.NoteAward(b.ctx, tiers.Award{PersonID: "per_2", Kind: "certification", Key: "engineer", Source: "crd_per_2engineer", Status: "revoked", Version: 2, At: at}))
		b.award("per_2", "certification", "engineer", nil)
		behind := b.call("names", "GET", "/prm/v1/partners/ptn_a/headcounts/engineer/people", nil, 200)
		if behind["count"] != 0.0 || len(behind["excluded"].([]any)) != 2 {
			t.Fatal(behind)
		}
		before := at.Add(-time.Hour).Format(time.RFC3339)
		behind = b.call("names", "GET", "/prm/v1/partners/ptn_a/headcounts/engineer/people?as_of="+before, nil, 200)
		if behind["count"] != 2.0 {
			t.Fatal("an hour before both counted:", behind)
		}
		// an older affiliation changes nothing, a newer one ends it
		from, to := db.Now().AddDate(0, -6, 0), db.Now()
		b.must(b.NoteAffiliation(b.ctx, tiers.Affiliation{ID: "aff_per_1", PersonID: "per_1", PartnerID: "ptn_a", Employment: "employee", State: "pending", Version: 0}))
		b.must(b.NoteAffiliation(b.ctx, tiers.Affiliation{ID: "aff_per_1", PersonID: "per_1", PartnerID: "ptn_a", Employment: "employee", State: "ended",
			ByPerson: true, ByPartner: true, From: &from, To: &to, Version: 2}))
		team := b.call("admin", "GET", "/api/v1/partners/ptn_a/team", nil, 200)["data"].([]any)
		if len(team) != 1 || team[0].(map[string]any)["person"].(map[string]any)["id"] != "per_2" {
			t.Fatal(team)
		}
	})
}
