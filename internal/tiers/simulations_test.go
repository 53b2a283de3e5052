package tiers_test

import (
	"reflect"
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestASimulationAnswersAndKeepsNothing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.feeding("partner")
		ask := func(who string, status int, more map[string]any) map[string]any {
			body := map[string]any{"partner": "ptn_a", "program": "feeds", "target": "family"}
			for k, v := range more {
				body[k] = v
			}
			return b.call(who, "POST", "/prm/v1/simulations", body, status)
		}
		before := b.call("vendor", "GET", "/prm/v1/partners/ptn_a/standing/history", nil, 200)
		one := map[string]any{"add": []any{map[string]any{"key": "high", "people": 1}}}
		for _, who := range []string{"admin", "vendor", "prm"} {
			v := ask(who, 200, one)
			changes := v["changes"].([]any)
			if v["from"] != "not_met" || v["to"] != "met" || len(changes) != 2 || changes[1].(map[string]any)["has"] != 2.0 {
				t.Error(who, v["from"], v["to"], changes)
			}
		}
		b.result(t, "family", "not_met")
		if v := ask("admin", 200, map[string]any{"target": "implied", "remove": []string{"per_1"}}); v["from"] != "met" || v["to"] != "not_met" {
			t.Error(v)
		}
		ask("other", 404, one)
		ask("learner", 403, one)
		ask("nobody", 403, one)
		ask("admin", 422, map[string]any{"remove": []string{"per_9"}})
		ask("vendor", 422, map[string]any{"version": "7"})
		ask("vendor", 422, map[string]any{"facts": []any{map[string]any{"metric": "unheard", "period": "2026", "value": 1}}})
		v, err := b.ImportProgram(b.ctx, []byte(strings.NewReplacer("SCOPE", "family", `version: "1"`, `version: "2"`, "min: 2", "min: 1").Replace(feeds)))
		b.must(err)
		ask("admin", 422, map[string]any{"version": v.Version})
		if draft := ask("vendor", 200, map[string]any{"version": v.Version}); draft["to"] != "met" || draft["from"] != "not_met" {
			t.Error(draft)
		}
		if after := b.call("vendor", "GET", "/prm/v1/partners/ptn_a/standing/history", nil, 200); !reflect.DeepEqual(before, after) {
			t.Error("something was kept", before, after)
		}
	})
}
