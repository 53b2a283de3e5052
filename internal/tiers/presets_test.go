package tiers_test

import (
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// Every preset is listed with where it comes from, told in words, made a program and published, beside all the others.
func TestEveryPresetBecomesAProgram(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		for _, row := range b.call("auditor", "GET", "/api/v1/program-presets", nil, 200)["data"].([]any) {
			p := row.(map[string]any)
			key, version := p["key"].(string), p["version"].(string)
			if p["title"] == "" || p["inspired_by"] == "" || p["source"] == "" || p["golden_cases"].(float64) < 10 {
				t.Errorf("%+v", p)
			}
			told := b.call("auditor", "GET", "/api/v1/program-presets/"+key+"/words", nil, 200)
			if len(told["tiers"].([]any)) == 0 || len(told["checklist"].([]any)) == 0 {
				t.Errorf("%s: %+v", key, told)
			}
			b.call("vendor", "POST", "/api/v1/programs", map[string]string{"preset": key}, 201)
			if v := b.call("vendor", "POST", "/api/v1/programs/"+key+"/versions/"+version+"/publish", map[string]any{}, 200); v["state"] != "published" {
				t.Errorf("%+v", v)
			}
			again := b.call("auditor", "GET", "/api/v1/programs/"+key+"/versions/"+version+"/words", nil, 200)
			if len(again["golden_cases"].([]any)) != len(told["golden_cases"].([]any)) {
				t.Errorf("%s lost its cases on the way", key)
			}
		}
		b.call("auditor", "GET", "/api/v1/program-presets/unheard/words", nil, 404)
		b.call("auditor", "GET", "/api/v1/programs/unheard/versions/1/words", nil, 404)
	})
}

// A version whose rules answer its golden cases differently stays a draft.
func TestAVersionThatContradictsItsCasesIsNotPublished(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		document := `{"spec": "tier/v1", "program": "small", "version": "1", "currency": "USD",
			"tiers": [{"key": "a", "rank": 1, "entry": "open", "require": {"headcount": {"id": "heads", "of": {"kind": "certification"}, "min": 2}}}],
			"golden": [{"name": "One is enough", "as_of": "2026-11-22", "people": [{"id": "ana", "has": [{"key": "engineer"}]}], "expect": {"result": "met"}}]}`
		if a := b.vendor.Call(t, "POST", "/api/v1/programs", document, "Content-Type: application/yaml"); a.Status != 201 {
			t.Fatal(a.Status, string(a.Body))
		}
		a := b.vendor.Call(t, "POST", "/api/v1/programs/small/versions/1/publish", map[string]any{})
		if a.Status != 409 || !strings.Contains(string(a.Body), "golden_cases_differ") || !strings.Contains(string(a.Body), "One is enough: met is expected, the rules answer not_met.") {
			t.Error(a.Status, string(a.Body))
		}
		if v := b.call("auditor", "GET", "/api/v1/programs/small", nil, 200); v["state"] != "draft" {
			t.Error(v)
		}
	})
}
