package tiers_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// hidden is what no sentence may hold.
var hidden = regexp.MustCompile(`per_|ptn_|[a-z]_[a-z]|certified5|\d{4}-\d{2}-\d{2}`)

// spoken walks an answer and holds every sentence in it to that.
func spoken(t *testing.T, at string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			spoken(t, at+"."+name, member)
		}
	case []any:
		for _, member := range v {
			spoken(t, at, member)
		}
	case string:
		name := at[strings.LastIndex(at, ".")+1:]
		sentence := map[string]bool{"summary": true, "event": true, "then": true, "text": true, "why_text": true, "label": true, "title": true}[name] || strings.HasSuffix(name, "_title")
		if sentence && hidden.MatchString(v) {
			t.Errorf("%s: %s", at, v)
		}
	}
}

func TestAnswersAreForPeopleAndNamesForThoseWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.employ("ptn_a", "per_1", "per_2")
		b.starter()
		soon := db.Now().AddDate(0, 0, 20)
		b.award("per_1", "training", "basics", nil)
		b.award("per_1", "certification", "engineer", &soon)
		path := "/prm/v1/partners/ptn_a/qualification?target="
		for _, target := range []string{"registered", "certified", "strategic"} {
			key := b.call("prm", "GET", path+target, nil, 200)
			spoken(t, target, key)
		}
		at := "certified&as_of=" + db.Now().Format(time.RFC3339Nano) + "&known_at=" + db.Now().Format(time.RFC3339Nano)
		admin, key := b.call("admin", "GET", path+at, nil, 200), b.call("prm", "GET", path+at, nil, 200)
		if admin["result_sha256"] != key["result_sha256"] || key["result_sha256"] == "" {
			t.Error("names are in the digest")
		}
		if text, _ := json.Marshal(key); strings.Contains(string(text), "Person per_1") {
			t.Errorf("a name for a key without people:read: %s", text)
		}
		if key["people"] != nil || admin["people"].(map[string]any)["per_1"] != "Person per_1" {
			t.Error(key["people"], admin["people"])
		}
		event := func(e map[string]any) any { return e["forecast"].([]any)[0].(map[string]any)["event"] }
		if event(key) != "The engineer of a person expires" || event(admin) != "The engineer of Person per_1 expires" {
			t.Error(event(key), event(admin))
		}
		if admin["program_title"] != "Three-tier starter" || admin["target_title"] != "Certified" || admin["holds_title"] != "Registered" {
			t.Error(admin["program_title"], admin["target_title"], admin["holds_title"])
		}
		b.titles(t)
	})
}

// titles looks at the lists beside.
func (b *bench) titles(t *testing.T) {
	t.Helper()
	first := func(tree map[string]any) map[string]any { return tree["data"].([]any)[0].(map[string]any) }
	standing := b.call("admin", "GET", "/prm/v1/partners/ptn_a/standing", nil, 200)
	if standing["program_title"] != "Three-tier starter" || standing["tier_title"] != "Registered" {
		t.Error(standing)
	}
	if d := first(b.call("admin", "GET", "/prm/v1/partners/ptn_a/standing/history", nil, 200)); d["to_title"] != "Registered" || d["from_title"] != nil || d["program_title"] != "Three-tier starter" {
		t.Error(d)
	}
	if q := first(b.call("prm", "GET", "/prm/v1/qualifications?program=three-tier-starter&target=strategic", nil, 200)); q["target_title"] != "Strategic" || q["program_title"] != "Three-tier starter" {
		t.Error(q)
	}
	a := b.call("admin", "POST", "/prm/v1/partners/ptn_a/applications", map[string]string{"program": "three-tier-starter", "tier": "certified", "kind": "application"}, 201)
	listed := first(b.call("vendor", "GET", "/prm/v1/applications", nil, 200))
	if a["tier_title"] != "Certified" || listed["tier_title"] != "Certified" || listed["partner_name"] != "Partner ptn_a" || listed["program_title"] != "Three-tier starter" {
		t.Error(a, listed)
	}
	b.call("admin", "POST", "/prm/v1/partners/ptn_a/attestations", map[string]any{"kind": "case_study", "valid_from": "2026-11-01"}, 201)
	if e := first(b.call("vendor", "GET", "/prm/v1/attestations", nil, 200)); e["kind_title"] != "Case study" || e["partner_name"] != "Partner ptn_a" {
		t.Error(e)
	}
}

func TestTeamSaysOneWordForEachPerson(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.employ("ptn_a", "per_1", "per_2", "per_3", "per_4", "per_5", "per_6")
		b.starter()
		soon, past := db.Now().AddDate(0, 0, 20), db.Now().Add(-time.Hour)
		b.award("per_1", "certification", "engineer", nil)
		b.award("per_2", "certification", "engineer", &soon)
		b.award("per_3", "certification", "engineer", &past)
		b.award("per_4", "training", "basics", nil)
		for p, percent := range map[string]int{"per_4": 100, "per_5": 40, "per_6": 0} {
			b.must(b.NoteProgress(b.ctx, tiers.Progress{PersonID: p, TrackKey: "basics", TrackTitle: "Basics", Percent: percent, Version: 1}))
		}
		b.must(b.NotePerson(b.ctx, tiers.Person{ID: "per_7", Name: "Person per_7", Email: "seven@example.com", Version: 1}))
		b.must(b.NoteAffiliation(b.ctx, tiers.Affiliation{ID: "aff_7", PersonID: "per_7", PartnerID: "ptn_a", Employment: "employee", State: "pending", ByPartner: true, Version: 1}))
		want := map[string]string{"per_1": "certified", "per_2": "expiring", "per_3": "lapsed", "per_4": "trained", "per_5": "learning", "per_6": "not_started", "per_7": "invited"}
		team := b.call("admin", "GET", "/api/v1/partners/ptn_a/team", nil, 200)["data"].([]any)
		if len(team) != len(want) {
			t.Fatal(team)
		}
		for _, row := range team {
			m := row.(map[string]any)
			person := m["person"].(map[string]any)
			if m["state"] != want[person["id"].(string)] {
				t.Errorf("%v is %v", person, m["state"])
			}
			if person["id"] == "per_7" && person["email"] != "seven@example.com" {
				t.Error(person)
			}
			filtered := b.call("vendor", "GET", "/api/v1/partners/ptn_a/team?state="+m["state"].(string), nil, 200)["data"].([]any)
			if len(filtered) != 1 || filtered[0].(map[string]any)["state"] != m["state"] {
				t.Errorf("the filter %v gives %v", m["state"], filtered)
			}
		}
		counts := team[0].(map[string]any)["certifications"].([]any)[0].(map[string]any)["counts_for"].([]any)
		if diff := counts[0].(map[string]any); diff["tier_title"] != "Certified" || diff["program_title"] != "Three-tier starter" || len(counts) != 2 {
			t.Error(counts)
		}
		tracks := team[3].(map[string]any)["tracks"].([]any)
		if len(tracks) != 1 || tracks[0].(map[string]any)["state"] != "finished" {
			t.Error(tracks)
		}
	})
}

func TestWhoIsGoingToBeLostIsToldOncePerPeriod(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.employ("ptn_a", "per_1", "per_2", "per_3", "per_4")
		ends := func(days int) *time.Time { end := db.Now().AddDate(0, 0, days); return &end }
		told := func() []map[string]any {
			for range 2 {
				_, err := b.SettleDue(b.ctx)
				b.must(err)
			}
			return b.facts("tiers.headcount_expiring")
		}
		first := ends(20)
		b.award("per_1", "certification", "engineer", first)
		b.award("per_2", "certification", "engineer", ends(80))
		b.award("per_3", "certification", "engineer", ends(200))
		b.award("per_4", "certification", "engineer", ends(25))
		b.must(b.NoteAward(b.ctx, tiers.Award{PersonID: "per_4", Kind: "certification", Key: "engineer", Title: "The engineer", Source: "crd_renewed",
			From: db.Now(), Status: "active", Version: 1})) // has renewed: nobody is lost
		facts := told()
		if len(facts) != 2 {
			t.Fatal(facts)
		}
		near, far := facts[0], facts[1]
		if near["within"] != "P30D" || near["count"] != 1.0 || near["first_on"] != first.Format(time.DateOnly) || near["external_id"] != "SF-1" || near["certification_key"] != "engineer" {
			t.Error(near)
		}
		if far["within"] != "P90D" || far["count"] != 2.0 {
			t.Error(far)
		}
		b.age("update tier_awards set valid_to = ? where person_id = 'per_3'", ends(59))
		b.age("update tier_marks set at = ? where name = 'warn_due'", db.Now().AddDate(0, 0, -2))
		if facts = told(); len(facts) != 3 || facts[2]["within"] != "P60D" || facts[2]["count"] != 2.0 {
			t.Fatal(facts)
		}
		b.age("update tier_marks set at = ? where name = 'warn_due'", time.Unix(0, 0))
		if facts = told(); len(facts) != 3 {
			t.Fatal("told again", facts)
		}
	})
}
