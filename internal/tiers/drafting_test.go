package tiers_test

import (
	"encoding/json"
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestADraftIsToldAllItsFaults(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		validate := func(document string) map[string]any {
			var body any
			b.must(json.Unmarshal([]byte(document), &body))
			return b.call("vendor", "POST", "/api/v1/program-validations", body, 200)
		}
		good := `{"spec": "tier/v1", "program": "p", "version": "1", "currency": "USD", "tiers": [{"key": "a", "rank": 1, "entry": "open",
			"require": {"all": [{"headcount": {"of": {"kind": "certification"}, "min": 1}}]}}]}`
		if v := validate(good); v["valid"] != true || v["key"] != "p" || len(v["faults"].([]any)) != 0 {
			t.Error(v)
		}
		v := validate(strings.NewReplacer(`"rank": 1`, `"rank": -1`, `"min": 1`, `"mni": 1`).Replace(good))
		paths := map[string]bool{}
		for _, f := range v["faults"].([]any) {
			fault := f.(map[string]any)
			paths[fault["path"].(string)] = true
			if strings.Contains(fault["detail"].(string), "(Line") || fault["reason"] == "" {
				t.Error(fault)
			}
		}
		if v["valid"] != false || !paths["tiers[0].rank"] || len(paths) < 2 {
			t.Error(v)
		}
		b.call("admin", "POST", "/api/v1/program-validations", map[string]any{}, 403)
		if schema := b.call("", "GET", "/schemas/program.json", nil, 200); schema["$defs"] == nil {
			t.Error(schema)
		}
		if none := b.call("vendor", "GET", "/api/v1/programs", nil, 200)["data"].([]any); len(none) != 0 {
			t.Error("a draft was kept", none)
		}
	})
}
