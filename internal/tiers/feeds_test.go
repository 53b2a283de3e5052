package tiers_test

import (
	"strings"
	"testing"
	"time"

	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

const feeds = `
spec: tier/v1
program: feeds
version: "1"
currency: USD
people: {employment: [employee], status: [active], scope: SCOPE}
designations:
  - key: cloud
    title: Cloud
    external: true
    levels: [base, expert]
seat_rules:
  crew: {per_person: {se: 1, am: 1}, total: 1, pins: required}
tiers:
  - key: fee
    rank: 1
    entry: open
    require: {all: [{fee: {id: dues, product: annual_fee, paid: true}}]}
  - key: implied
    rank: 2
    entry: open
    require: {all: [{headcount: {id: low, of: {certification: [low]}, min: 1}}]}
  - key: equal
    rank: 3
    entry: open
    require: {all: [{headcount: {id: twin, of: {certification: [twin], equivalents: true}, min: 1}}]}
  - key: family
    rank: 4
    entry: open
    require: {all: [{headcount: {id: two, of: {certification: [high]}, min: 2}}]}
  - key: designated
    rank: 5
    entry: open
    require: {all: [{designations: {id: held, of: cloud, level: expert, min: 1}}]}
  - key: seated
    rank: 6
    entry: open
    require: {all: [{seats: {id: crew, group: crew, needs: [{role: se, certification: [high], min: 1}]}}]}
`

func (b *bench) document(yaml string) {
	b.t.Helper()
	v, err := b.ImportProgram(b.ctx, []byte(yaml))
	if err != nil {
		b.t.Fatal(fault.Of(err).Fields)
	}
	_, err = b.Publish(b.ctx, v.Program, v.Version, time.Time{})
	b.must(err)
	b.must(b.SettleProgram(b.ctx, v.Program))
}

func (b *bench) result(t *testing.T, tier, want string) map[string]any {
	t.Helper()
	e := b.call("vendor", "GET", "/prm/v1/partners/ptn_a/qualification?program=feeds&target="+tier, nil, 200)
	if e["result"] != want {
		t.Errorf("%s is %v instead of %s: %v", tier, e["result"], want, e["summary"])
	}
	return e
}

func (b *bench) feeding(scope string) {
	b.t.Helper()
	b.partner("ptn_a", "SF-1", "feeds")
	b.must(b.NotePartner(b.ctx, tiers.Partner{ID: "ptn_b", Country: "AT", ParentID: "ptn_a", JoinedAt: b.db.Now(), Version: 1}))
	b.must(b.NotePartner(b.ctx, tiers.Partner{ID: "ptn_c", Country: "DE", ParentID: "ptn_b", JoinedAt: b.db.Now(), Version: 1}))
	b.employ("ptn_a", "per_1")
	b.document(strings.Replace(feeds, "SCOPE", scope, 1))
	until := b.db.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	b.must(b.NoteCertification(b.ctx, tiers.Certification{Key: "high", Title: "High", Implies: []string{"low"}, Equivalents: []tiers.Equivalent{{Key: "twin", Until: &until}}, Version: 1}))
	b.award("per_1", "certification", "high", nil)
}

func TestCertificationsStandInForOthers(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.feeding("partner")
		b.result(t, "implied", "met")
		b.result(t, "equal", "met")
		b.result(t, "equal&as_of="+db.Now().AddDate(0, 1, 3).Format(time.DateOnly), "not_met")
		b.must(b.NoteCertification(b.ctx, tiers.Certification{Key: "high", Title: "High", Version: 2}))
		b.result(t, "implied", "not_met")
	})
}

func TestFeesCountWhileTheyAreSettled(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.feeding("partner")
		const path = "/prm/v1/partners/ptn_a/fees/annual_fee/"
		from, until := db.Now().AddDate(0, -1, 0).Format(time.DateOnly), db.Now().AddDate(0, 0, 10).Format(time.DateOnly)
		b.result(t, "fee", "not_met")
		b.call("admin", "PUT", path+from, map[string]any{}, 403)
		b.call("vendor", "PUT", "/prm/v1/partners/ptn_a/fees/anual_fee/"+from, map[string]any{}, 422)
		b.call("vendor", "PUT", path+from, map[string]any{"valid_until": from}, 422)
		b.call("vendor", "DELETE", path+from, nil, 404)
		before := db.Now().Format(time.RFC3339Nano)
		for range 2 {
			b.call("prm", "PUT", path+from, map[string]any{"valid_until": until, "note": "receipt 7"}, 200)
		}
		e := b.result(t, "fee", "met")
		if first := e["forecast"].([]any)[0].(map[string]any); first["on"] != until || !strings.Contains(first["event"].(string), "annual fee") {
			t.Error("the end of the fee is not foreseen", e["forecast"])
		}
		b.result(t, "fee&known_at="+before, "not_met")
		b.result(t, "fee&as_of="+until, "not_met")
		b.call("other", "GET", "/prm/v1/partners/ptn_a/fees", nil, 404)
		for range 2 {
			b.call("vendor", "DELETE", path+from, nil, 204)
		}
		b.result(t, "fee", "not_met")
		if now := b.call("admin", "GET", "/prm/v1/partners/ptn_a/fees", nil, 200)["data"].([]any); len(now) != 0 {
			t.Error(now)
		}
		if all := b.call("admin", "GET", "/prm/v1/partners/ptn_a/fees?superseded=true", nil, 200)["data"].([]any); len(all) != 2 {
			t.Error("the journal has", all)
		}
	})
}

func TestDesignationsAreHeldFromDayToDay(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.feeding("partner")
		const path = "/prm/v1/partners/ptn_a/designations/"
		from := db.Now().AddDate(0, -1, 0).Format(time.DateOnly)
		b.call("vendor", "PUT", path+"nothing/"+from, map[string]any{}, 422)
		b.call("prm", "PUT", path+"cloud/"+from+"?level=base", map[string]any{}, 200)
		b.result(t, "designated", "not_met")
		b.call("prm", "PUT", path+"cloud/"+from+"?level=expert", map[string]any{"note": "audited"}, 200)
		b.result(t, "designated", "met")
		b.call("prm", "PUT", path+"cloud/"+from+"?level=expert", map[string]any{"valid_until": db.Now().Format(time.DateOnly)}, 200)
		b.result(t, "designated", "not_met")
	})
}

func TestAFamilyCountsTogether(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string][2]string{"partner": {"not_met", "not_met"}, "country": {"not_met", "met"}, "family": {"met", "met"}} {
		testkit.Each(t, func(t *testing.T, db *store.DB) {
			b := open(t, db)
			b.feeding(scope)
			b.employ("ptn_c", "per_3")
			b.must(b.NotePerson(b.ctx, tiers.Person{ID: "per_3", Country: "AT", Version: 2}))
			b.award("per_3", "certification", "high", nil)
			b.result(t, "family", want[0])
			b.must(b.NotePerson(b.ctx, tiers.Person{ID: "per_3", Country: "DE", Version: 3}))
			b.result(t, "family", want[1])
			told := b.call("vendor", "GET", "/prm/v1/qualifications?program=feeds&target=family", nil, 200)["data"].([]any)[0].(map[string]any)
			if told["result"] != want[1] {
				t.Error(scope, "was told", told["result"])
			}
			b.must(b.NotePartner(b.ctx, tiers.Partner{ID: "ptn_b", Country: "AT", JoinedAt: db.Now(), Version: 2}))
			b.result(t, "family", "not_met")
		})
	}
}

func TestAPartnerPlacesItsPeople(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.feeding("partner")
		const path = "/prm/v1/partners/ptn_a/seat-pins/feeds"
		pin := func(group, person, role string) map[string]any {
			return map[string]any{"pins": []any{map[string]any{"group": group, "person": person, "role": role}}, "wanted": []string{"cloud"}}
		}
		b.result(t, "seated", "not_met")
		b.call("admin", "PUT", path, pin("crew", "per_1", "pilot"), 422)
		b.call("admin", "PUT", path, pin("crew", "per_9", "se"), 422)
		b.call("other", "PUT", path, pin("crew", "per_1", "se"), 404)
		b.call("learner", "PUT", path, pin("crew", "per_1", "se"), 403)
		b.call("admin", "PUT", "/prm/v1/partners/ptn_a/seat-pins/none", pin("crew", "per_1", "se"), 422)
		first := b.call("admin", "PUT", path, pin("crew", "per_1", "se"), 200)
		if again := b.call("admin", "PUT", path, pin("crew", "per_1", "se"), 200); again["recorded_at"] != first["recorded_at"] {
			t.Error("a repeat was kept", first, again)
		}
		b.result(t, "seated", "met")
		b.call("admin", "PUT", path, map[string]any{"pins": []any{}}, 200)
		b.result(t, "seated", "not_met")
		if p := b.call("admin", "GET", path, nil, 200); len(p["pins"].([]any)) != 0 || p["recorded_by"] != "per_admin" {
			t.Error(p)
		}
	})
}
