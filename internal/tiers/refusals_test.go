package tiers_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

func TestWhoMay(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF 1/x", "three-tier-starter")
		b.partner("ptn_b", "SF-2", "three-tier-starter")
		b.employ("ptn_a", "per_1")
		b.starter()
		b.award("per_1", "certification", "engineer", nil)
		reads := []string{"/headcounts/engineer/people", "/qualification", "/standing", "/standing/history", "/applications"}
		for _, path := range reads {
			b.call("admin", "GET", "/prm/v1/partners/ptn_a"+path, nil, 200)
			b.call("admin", "GET", "/prm/v1/partners/ext:SF%201%2Fx"+path, nil, 200)
			b.call("auditor", "GET", "/prm/v1/partners/ptn_a"+path, nil, 200)
			b.call("prm", "GET", "/prm/v1/partners/ptn_a"+path, nil, 200)
			b.call("nobody", "GET", "/prm/v1/partners/ptn_a"+path, nil, 403)
			b.call("learner", "GET", "/prm/v1/partners/ptn_a"+path, nil, 403)
			b.call("", "GET", "/prm/v1/partners/ptn_a"+path, nil, 401)
			b.sameAs404("other", "GET", "/prm/v1/partners/ptn_a"+path, "/prm/v1/partners/ptn_zzz"+path)
		}
		b.call("admin", "GET", "/api/v1/partners/ptn_a/team", nil, 200)
		b.sameAs404("other", "GET", "/api/v1/partners/ptn_a/team", "/api/v1/partners/ptn_zzz/team")
		b.sameAs404("other", "GET", "/api/v1/partners/ptn_a/team.csv", "/api/v1/partners/ptn_zzz/team.csv")
		b.sameAs404("other", "GET", "/prm/v1/headcounts?partner=ptn_a", "/prm/v1/headcounts?partner=ptn_zzz")
		if data := b.call("other", "GET", "/prm/v1/headcounts", nil, 200)["data"].([]any); len(data) != 0 {
			t.Fatal("a foreign headcount", data)
		}
		if data := b.call("admin", "GET", "/prm/v1/headcounts", nil, 200)["data"].([]any); len(data) != 1 {
			t.Fatal("the own headcount", data)
		}
		for _, path := range []string{"/prm/v1/qualifications", "/prm/v1/standings"} {
			for _, row := range b.call("admin", "GET", path+"?program=three-tier-starter", nil, 200)["data"].([]any) {
				if row.(map[string]any)["partner"].(map[string]any)["id"] != "ptn_a" {
					t.Fatal("a foreign row", row)
				}
			}
		}
		behind := b.vendor.As("prm").Call(t, "GET", "/prm/v1/partners/ptn_a/headcounts/engineer/people", nil)
		if strings.Contains(string(behind.Body), "Person per_1") {
			t.Fatal("a name without people:read", string(behind.Body))
		}
		behind = b.vendor.As("names").Call(t, "GET", "/prm/v1/partners/ptn_a/headcounts/engineer/people", nil)
		if !strings.Contains(string(behind.Body), "Person per_1") {
			t.Fatal("no name with people:read", string(behind.Body))
		}
		attest := map[string]string{"kind": "case_study", "valid_from": "2026-01-01"}
		b.sameAs404body("other", "POST", "/prm/v1/partners/ptn_a/attestations", "/prm/v1/partners/ptn_zzz/attestations", attest)
		b.call("auditor", "POST", "/prm/v1/partners/ptn_a/attestations", attest, 403)
		evidence := b.call("prm", "POST", "/prm/v1/partners/ptn_a/attestations", attest, 201)["id"].(string)
		b.call("prm", "POST", "/prm/v1/attestations/"+evidence+"/approve", nil, 409) // its own
		b.call("admin", "POST", "/prm/v1/attestations/"+evidence+"/approve", nil, 403)
		b.call("second", "POST", "/prm/v1/attestations/"+evidence+"/approve", nil, 200)
		b.call("vendor", "POST", "/prm/v1/attestations/"+evidence+"/approve", nil, 409)
		b.call("admin", "GET", "/prm/v1/attestations/"+evidence, nil, 200)
		b.sameAs404("other", "GET", "/prm/v1/attestations/"+evidence, "/prm/v1/attestations/ats_zzz")
		for who, want := range map[string]int{"admin": 1, "vendor": 1, "other": 0} {
			for query, n := range map[string]int{"": want, "?state=approved": want, "?state=pending": 0} {
				if data := b.call(who, "GET", "/prm/v1/attestations"+query, nil, 200)["data"].([]any); len(data) != n {
					t.Errorf("%s sees %v", who, data)
				}
			}
		}
		invitation := b.call("vendor", "POST", "/prm/v1/partners/ptn_a/applications", map[string]string{"program": "three-tier-starter", "tier": "strategic", "kind": "invitation"}, 201)["id"].(string)
		for who, want := range map[string]int{"admin": 1, "auditor": 1, "other": 0} {
			if data := b.call(who, "GET", "/prm/v1/applications?state=pending", nil, 200)["data"].([]any); len(data) != want {
				t.Errorf("%s sees %v", who, data)
			}
		}
		b.call("admin", "GET", "/prm/v1/partners/ptn_a/applications?state=pending", nil, 200)
		b.call("admin", "GET", "/prm/v1/applications/"+invitation, nil, 200)
		b.sameAs404("other", "GET", "/prm/v1/applications/"+invitation, "/prm/v1/applications/app_zzz")
		b.sameAs404("other", "POST", "/prm/v1/applications/"+invitation+"/accept", "/prm/v1/applications/app_zzz/accept")
		b.call("admin", "POST", "/prm/v1/applications/"+invitation+"/decline", nil, 200)
		b.call("admin", "POST", "/prm/v1/applications/"+invitation+"/accept", nil, 409)
	})
}

func (b *bench) sameAs404(bearer, method, foreign, unknown string) {
	b.t.Helper()
	b.sameAs404body(bearer, method, foreign, unknown, nil)
}

// sameAs404body holds the answer for what is foreign against the answer for what does not exist, but for the request id.
func (b *bench) sameAs404body(bearer, method, foreign, unknown string, body any) {
	b.t.Helper()
	one := b.vendor.As(bearer).Call(b.t, method, foreign, body)
	two := b.vendor.As(bearer).Call(b.t, method, unknown, body)
	cut := func(body []byte) string {
		before, after, _ := strings.Cut(string(body), `"request_id":"`)
		return before + strings.TrimLeft(after, "req_0123456789abcdefghijklmnopqrstuvwxyz")
	}
	if one.Status != 404 || two.Status != 404 || cut(one.Body) != cut(two.Body) {
		b.t.Fatalf("%s: %d %s\n%s: %d %s", foreign, one.Status, one.Body, unknown, two.Status, two.Body)
	}
}

func TestFactsAreRefusedWithTheirName(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.starter()
		now := time.Now().UTC()
		put := func(path string, status int, change map[string]any) string {
			body := map[string]any{"value": 100, "currency": "USD", "source": "prm", "observed_at": now}
			for k, v := range change {
				if body[k] = v; v == nil {
					delete(body, k)
				}
			}
			a := b.vendor.As("prm").Call(t, "PUT", "/prm/v1/partners/ptn_a/facts/"+path, body)
			if a.Status != status {
				t.Fatalf("%s %v: %d %s", path, change, a.Status, a.Body)
			}
			return string(a.Body)
		}
		put("pipeline/2026-03", 200, nil)
		put("pipeline/2026-03", 200, nil)
		for path, code := range map[string]string{
			"unheard/2026-03": "unknown_metric", "pipeline/2026-13": "unknown_period", "pipeline/March": "unknown_period",
			"pipeline/2026-Q1": "period_overlap", "pipeline/2026": "period_overlap", "pipeline/2026-03-09": "period_overlap",
		} {
			metric, _, _ := strings.Cut(path, "/")
			if body := put(path, 422, nil); !strings.Contains(body, code) || !strings.Contains(body, metric) {
				t.Errorf("%s: %s", path, body)
			}
		}
		for code, change := range map[string]map[string]any{
			"other_currency": {"currency": "EUR"}, "bad_value": {"value": "1"}, "out_of_range": {"observed_at": "2026-04-30T00:00:00Z"},
			"bad_date": {"lines": []any{map[string]any{"ref": "c", "value": 1, "active_from": "soon"}}}, "required": {"source": nil},
		} {
			if body := put("pipeline/2026-05", 422, change); !strings.Contains(body, code) && code != "required" {
				t.Errorf("%v: %s", change, body)
			}
		}
		for _, value := range []any{1.5, 1e20, true, nil, []int{1}, "x"} {
			put("pipeline/2026-05", 422, map[string]any{"value": value})
		}
		put("pipeline/2026-05", 422, map[string]any{"observed_at": now.Add(time.Hour)})
		put("joint_nps/2026-05", 422, nil) // no money
		put("joint_nps/2026-05", 200, map[string]any{"value": -12.25, "currency": nil})
		put("pipeline/2026-03", 200, map[string]any{"value": 250})
		kept := 0
		b.must(b.db.Read(b.ctx, countFacts(&kept)))
		if kept != 2 {
			t.Fatal("the contradicted figure is gone:", kept)
		}
	})
}

func TestHeadcountQueries(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.partner("ptn_b", "SF-2")
		b.employ("ptn_a", "per_1", "per_2")
		b.employ("ptn_b", "per_3")
		soon := db.Now().AddDate(0, 0, 40)
		for _, p := range []string{"per_1", "per_2", "per_3"} {
			b.award(p, "certification", "engineer", &soon)
		}
		b.award("per_1", "certification", "manager", nil)
		b.award("per_1", "training", "basics", nil)
		get := func(query string) []any {
			return b.call("prm", "GET", "/prm/v1/headcounts?"+query, nil, 200)["data"].([]any)
		}
		counts := func(rows []any) string {
			text := ""
			for _, r := range rows {
				row := r.(map[string]any)
				partner, _ := row["partner"].(map[string]any)
				text += fmt.Sprintf("%v%v%v;", partner["external_id"], row["group"], row["count"])
			}
			return text
		}
		for query, want := range map[string]string{
			"":                                       "SF-1map[certification:engineer]2;SF-1map[certification:manager]1;SF-2map[certification:engineer]1;",
			"group_by=partner":                       "SF-1map[]2;SF-2map[]1;",
			"group_by=partner&basis=awards":          "SF-1map[]3;SF-2map[]1;",
			"group_by=certification":                 "<nil>map[certification:engineer]3;<nil>map[certification:manager]1;",
			"group_by=role,country":                  "<nil>map[country:DE role:engineer]3;",
			"group_by=level":                         "<nil>map[level:professional]3;",
			"kind=training":                          "SF-1map[certification:basics]1;",
			"certification=engineer&valid_for=P60D":  "",
			"certification=engineer&valid_for=P30D":  "SF-1map[certification:engineer]2;SF-2map[certification:engineer]1;",
			"partner=ext:SF-2&certification=manager": "SF-2map[certification:manager]0;",
			"partner=ext:SF-2&certification=unheard": "",
			"employment=contractor":                  "", "country=AT": "", "country=DE&level=professional&role=engineer&group_by=partner": "SF-1map[]2;SF-2map[]1;",
			"as_of=2020-01-01": "",
		} {
			if got := counts(get(query)); got != want {
				t.Errorf("%s: %s", query, got)
			}
		}
		expiring := get("partner=ptn_a&certification=engineer")[0].(map[string]any)["expiring"]
		if fmt.Sprint(expiring) != "[map[count:0 within:P30D] map[count:2 within:P60D] map[count:2 within:P90D]]" {
			t.Error(expiring)
		}
		b.pages(t)
		for _, query := range []string{"group_by=name", "group_by=partner,partner", "as_of=yesterday", "known_at=2026-01-01", "valid_for=60", "kind=all", "basis=x", "cursor=%25", "nonsense=1", "limit=0", "partner=ptn_a&partner=ptn_b"} {
			b.call("prm", "GET", "/prm/v1/headcounts?"+query, nil, 422)
		}
		b.call("prm", "GET", "/prm/v1/headcounts?partner=%25", nil, 404)
	})
}

// pages reads one row at a time, then asks for what has not changed and for what is not here yet.
func (b *bench) pages(t *testing.T) {
	t.Helper()
	cursor, seen := "", 0
	for {
		page := b.call("prm", "GET", "/prm/v1/headcounts?limit=1&cursor="+cursor, nil, 200)
		seen += len(page["data"].([]any))
		next, more := page["next_cursor"].(string)
		if !more {
			break
		}
		cursor = next
	}
	if seen != 3 {
		t.Error("paged through", seen)
	}
	a := b.vendor.As("prm").Call(t, "GET", "/prm/v1/headcounts", nil)
	tag := a.Header.Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatal(tag)
	}
	a = b.vendor.As("prm").Call(t, "GET", "/prm/v1/headcounts", nil, "If-None-Match: "+tag)
	if a.Status != 304 || len(a.Body) != 0 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	sequence := strings.Trim(tag, `W/"`)
	b.call("prm", "GET", "/prm/v1/headcounts?min_sequence="+sequence, nil, 200)
	a = b.vendor.As("prm").Call(t, "GET", "/prm/v1/headcounts?min_sequence=1"+sequence, nil)
	if a.Status != 503 || a.Header.Get("Retry-After") != "1" {
		t.Fatalf("%d %s %s", a.Status, a.Header.Get("Retry-After"), a.Body)
	}
}

func TestPrograms(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		presets := b.call("auditor", "GET", "/api/v1/program-presets", nil, 200)["data"].([]any)
		if i := slices.IndexFunc(presets, func(p any) bool { return p.(map[string]any)["key"] == "three-tier-starter" }); i < 0 {
			t.Fatal(presets)
		}
		b.call("auditor", "POST", "/api/v1/programs", map[string]string{"preset": "three-tier-starter"}, 403)
		b.call("vendor", "POST", "/api/v1/programs", map[string]string{"preset": "unheard"}, 422)
		made := b.call("vendor", "POST", "/api/v1/programs", map[string]string{"preset": "three-tier-starter"}, 201)
		if made["state"] != "draft" || made["key"] != "three-tier-starter" || made["version"] != "1" {
			t.Fatal(made)
		}
		b.call("vendor", "POST", "/api/v1/programs", map[string]string{"preset": "three-tier-starter"}, 201) // the same draft
		b.call("prm", "GET", "/prm/v1/catalog/programs/three-tier-starter/versions/1", nil, 404)             // a draft
		if rows := b.call("auditor", "GET", "/prm/v1/standings?program=three-tier-starter", nil, 200)["data"].([]any); len(rows) != 0 {
			t.Fatal("a standing in a draft", rows)
		}
		document := "spec: tier/v1\nprogram: three-tier-starter\nversion: \"1\"\ncurrency: USD\ntiers: [{key: a, rank: 1, entry: open, require: {all: []}}]\n"
		yaml := func(body string) testkit.Answer {
			return b.vendor.Call(t, "POST", "/api/v1/programs", body, "Content-Type: application/yaml")
		}
		if a := yaml(document); a.Status != 409 {
			t.Fatal(a.Status, string(a.Body))
		}
		if a := yaml(strings.ReplaceAll(document, `"1"`, `"2"`)); a.Status != 201 {
			t.Fatal(a.Status, string(a.Body))
		}
		a := yaml(strings.ReplaceAll(document, "entry: open", "entry: shut"))
		if a.Status != 422 || !strings.Contains(string(a.Body), `"field":"tiers[0].entry"`) || !strings.Contains(string(a.Body), "program_refused") {
			t.Fatal(a.Status, string(a.Body))
		}
		if a := b.vendor.Call(t, "POST", "/api/v1/programs", document, "Content-Type: text/plain"); a.Status != 415 {
			t.Fatal(a.Status)
		}
		if a := b.vendor.Call(t, "POST", "/api/v1/programs", `{"spec": "tier/v1", "spec": "tier/v1"}`); a.Status != 422 {
			t.Fatal(a.Status)
		}
		b.call("vendor", "POST", "/api/v1/programs/three-tier-starter/versions/9/publish", nil, 404)
		for range 2 {
			if v := b.call("vendor", "POST", "/api/v1/programs/three-tier-starter/versions/1/publish", map[string]any{}, 200); v["state"] != "published" {
				t.Fatal(v)
			}
		}
		if told := b.facts("tiers.program_published"); len(told) != 1 {
			t.Fatal(told)
		}
		v := b.call("prm", "GET", "/prm/v1/catalog/programs/three-tier-starter/versions/1", nil, 200)
		if v["document"].(map[string]any)["currency"] != "USD" {
			t.Fatal(v)
		}
		if p := b.call("auditor", "GET", "/api/v1/programs/three-tier-starter", nil, 200); len(p["versions"].([]any)) != 2 {
			t.Fatal(p)
		}
		b.call("auditor", "GET", "/api/v1/programs/unheard", nil, 404)
		b.call("auditor", "GET", "/prm/v1/standings?program=unheard", nil, 422)
	})
}

func TestTeamTable(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.employ("ptn_a", "per_1", "per_2", "per_3")
		b.starter()
		b.must(b.NotePerson(b.ctx, tiers.Person{ID: "per_1", Name: " =cmd|' /C calc'!A0", Country: "DE", Version: 2}))
		soon, past := db.Now().AddDate(0, 0, 20), db.Now().Add(-time.Hour)
		b.award("per_1", "certification", "engineer", &soon)
		b.award("per_2", "certification", "engineer", &past)
		b.must(b.NoteProgress(b.ctx, tiers.Progress{PersonID: "per_3", TrackKey: "basics", TrackTitle: "Basics", Percent: 40, Version: 2}))
		b.must(b.NoteProgress(b.ctx, tiers.Progress{PersonID: "per_3", TrackKey: "basics", TrackTitle: "Basics", Percent: 20, Version: 1}))
		csv := string(b.vendor.As("admin").Call(t, "GET", "/api/v1/partners/ptn_a/team.csv", nil).Body)
		if !strings.Contains(csv, "' =cmd") || !strings.Contains(csv, "Basics 40 %") || strings.Count(csv, "\r\n") != 4 {
			t.Error(csv)
		}
		for query, want := range map[string]int{"": 3, "state=expiring": 1, "state=expired": 1, "state=active": 0, "certification=engineer": 2, "job_role=engineer": 3, "job_role=specialist": 0} {
			if team := b.call("admin", "GET", "/api/v1/partners/ptn_a/team?"+query, nil, 200)["data"].([]any); len(team) != want {
				t.Errorf("%s: %v", query, team)
			}
		}
		page := b.call("admin", "GET", "/api/v1/partners/ptn_a/team?limit=2", nil, 200)
		rest := b.call("admin", "GET", "/api/v1/partners/ptn_a/team?limit=2&cursor="+page["next_cursor"].(string), nil, 200)
		if len(page["data"].([]any)) != 2 || len(rest["data"].([]any)) != 1 || rest["next_cursor"] != nil {
			t.Error(page, rest)
		}
		first := page["data"].([]any)[0].(map[string]any)["certifications"].([]any)[0].(map[string]any)
		if fmt.Sprint(first["counts_toward"]) != "[three-tier-starter/certified three-tier-starter/strategic]" {
			t.Error(first)
		}
	})
}

func TestManyAtOnceCountRight(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "three-tier-starter")
		b.starter()
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() { // the affiliation and the award of each person race
				from := db.Now().AddDate(0, -1, 0)
				a := tiers.Affiliation{ID: fmt.Sprint("aff_", i), PersonID: fmt.Sprint("per_", i), PartnerID: "ptn_a", Employment: "employee", State: "confirmed",
					ByPerson: true, ByPartner: true, From: &from, Version: 1}
				if err := b.NoteAffiliation(b.ctx, a); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				a := tiers.Award{PersonID: fmt.Sprint("per_", i), Kind: "certification", Key: "engineer", Source: fmt.Sprint("crd_", i), From: db.Now(), Status: "active", Version: 1}
				if err := b.NoteAward(b.ctx, a); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		told := b.facts("tiers.headcount_changed")
		if len(told) == 0 || told[len(told)-1]["count"] != 12.0 {
			t.Fatal(told)
		}
		last := 0.0
		for _, f := range told {
			if f["previous"] != last || f["count"] == last {
				t.Fatal("a change was lost or told twice", told)
			}
			last = f["count"].(float64)
		}
		wrong, err := b.Sweep(b.ctx)
		if err != nil || len(wrong) != 0 {
			t.Fatal(wrong, err)
		}
	})
}
