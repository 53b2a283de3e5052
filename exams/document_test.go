package exams

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// whole is a document that uses everything a document has.
func whole(key, bank string) map[string]any {
	d := document(key, bank)
	d["navigation"] = "sectioned"
	d["sections"] = []any{
		map[string]any{"title": "Cables", "items": 6, "domains": []string{"Routing"}, "time_limit_seconds": 1200, "break_seconds": 300, "navigation": "forward_only"},
		map[string]any{"title": "Locks", "items": 4, "domains": []string{"Security"}, "time_limit_seconds": 900},
	}
	d["blueprint"].(map[string]any)["cognitive_levels"] = []any{map[string]any{"name": "recall", "weight": 1}, map[string]any{"name": "application", "weight": 1}}
	d["blueprint"].(map[string]any)["difficulty"] = map[string]any{"target": "0.65", "tolerance": "0.05"}
	d["forms"] = map[string]any{"mode": "fixed", "count": 2, "max_overlap_percent": 50, "pretest_items": 2, "exposure_cap_percent": 80, "shuffle": true}
	d["agreement"], d["agreement_seconds"] = "Be honest.", 120
	d["languages"], d["second_language_factor_percent"] = []string{"en", "pt-BR"}, 125
	d["lockdown"], d["proctoring"], d["delivery"] = "safe_exam_browser", "live", "appointment"
	d["clock_credit_cap_seconds"], d["never_lower"], d["legal_name_match"] = 900, true, true
	return d
}

func TestADocumentComesBackAsItWasSent(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		sent := whole("whole", "bnk_1")
		var back map[string]any
		h.author().Call(t, "POST", "/api/v1/exams", sent).Want(t, 201).Into(t, &back)
		text, _ := json.Marshal(sent)
		var want map[string]any
		_ = json.Unmarshal(text, &want)
		for member, value := range want {
			a, _ := json.Marshal(value)
			b, _ := json.Marshal(back[member])
			if member == "price" || member == "retake" || member == "scoring" {
				continue
			}
			if string(a) != string(b) {
				t.Errorf("%s: sent %s, got %s", member, a, b)
			}
		}
		// What is left out stays out, so that documents written before read as they did.
		plain := h.author().Call(t, "POST", "/api/v1/exams", document("plain", "bnk_1")).Want(t, 201)
		for _, member := range []string{"sections", "languages", "lockdown", "never_lower", "cognitive_levels", "difficulty"} {
			if strings.Contains(string(plain.Body), `"`+member+`"`) {
				t.Errorf("%s is told of an exam that has none: %s", member, plain.Body)
			}
		}
	})
}

func TestWhatADocumentMayNotSay(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		section := func(changes map[string]any) []any {
			s := map[string]any{"title": "All", "items": 10}
			for k, v := range changes {
				s[k] = v
			}
			return []any{s}
		}
		for name, c := range map[string]struct {
			changes map[string]any
			field   string
			code    string
		}{
			"sectioned without sections":  {map[string]any{"navigation": "sectioned"}, "sections", "required"},
			"sections of another length":  {map[string]any{"sections": section(map[string]any{"items": 9})}, "sections", "sum"},
			"a limit without a lock":      {map[string]any{"sections": section(map[string]any{"time_limit_seconds": 60})}, "sections[0].time_limit_seconds", "not_allowed"},
			"a section above the exam":    {map[string]any{"navigation": "sectioned", "sections": section(map[string]any{"time_limit_seconds": 3601})}, "sections[0].time_limit_seconds", "out_of_range"},
			"a break after the last":      {map[string]any{"navigation": "sectioned", "sections": section(map[string]any{"break_seconds": 60})}, "sections[0].break_seconds", "not_allowed"},
			"a domain of another exam":    {map[string]any{"sections": section(map[string]any{"domains": []string{"Cooking"}})}, "sections[0].domains[0]", "unknown"},
			"domains that cannot fill it": {map[string]any{"sections": section(map[string]any{"domains": []string{"Routing"}})}, "sections", "unfillable"},
			"fixed forms, but none":       {map[string]any{"forms": map[string]any{"mode": "fixed"}}, "forms.count", "out_of_range"},
			"counted per candidate":       {map[string]any{"forms": map[string]any{"count": 3}}, "forms.count", "not_allowed"},
			"overlap":                     {map[string]any{"forms": map[string]any{"max_overlap_percent": 101}}, "forms.max_overlap_percent", "out_of_range"},
			"too many unscored":           {map[string]any{"forms": map[string]any{"pretest_items": 101}}, "forms.pretest_items", "out_of_range"},
			"an anchor twice":             {map[string]any{"forms": map[string]any{"anchors": []string{"itm_a", "itm_a"}}}, "forms.anchors[1]", "duplicate"},
			"a limit on no agreement":     {map[string]any{"agreement_seconds": 60}, "agreement_seconds", "not_allowed"},
			"no language":                 {map[string]any{"languages": []string{"en", "klingon speech"}}, "languages[1]", "malformed"},
			"a language twice":            {map[string]any{"languages": []string{"en", "EN"}}, "languages[1]", "duplicate"},
			"less time for the foreign":   {map[string]any{"languages": []string{"en"}, "second_language_factor_percent": 90}, "second_language_factor_percent", "out_of_range"},
			"credit without end":          {map[string]any{"clock_credit_cap_seconds": 90000}, "clock_credit_cap_seconds", "out_of_range"},
			"a level twice": {map[string]any{"blueprint": map[string]any{"length": 10, "cognitive_levels": []any{
				map[string]any{"name": "a", "weight": 1}, map[string]any{"name": "a", "weight": 1}}}}, "blueprint.cognitive_levels[1].name", "duplicate"},
			"no difficulty": {map[string]any{"blueprint": map[string]any{"length": 10, "difficulty": map[string]any{"target": "1.5"}}}, "blueprint.difficulty.target", "out_of_range"},
		} {
			d := document("bad", "bnk_1")
			for k, v := range c.changes {
				d[k] = v
			}
			answer := h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 422)
			var problem struct {
				Errors []struct{ Field, Code string }
			}
			answer.Into(t, &problem)
			if !slices.ContainsFunc(problem.Errors, func(e struct{ Field, Code string }) bool { return e.Field == c.field && e.Code == c.code }) {
				t.Errorf("%s: %s", name, answer.Body)
			}
		}
	})
}

func TestAllotFindsRoomByMovingOthers(t *testing.T) {
	t.Parallel()
	d := Document{Blueprint: Blueprint{Length: 10, Domains: []Domain{{"a", 5}, {"b", 5}}}, Sections: []Section{
		{Title: "both", Items: 5}, {Title: "only a", Items: 5, Domains: []string{"a"}},
	}}
	plan, ok := d.allot()
	if !ok || plan[0][1] != 5 || plan[1][0] != 5 {
		t.Errorf("%v %v", plan, ok)
	}
	d.Sections[1].Domains = []string{"b"}
	d.Sections[1].Items, d.Sections[0].Items = 6, 4
	if _, ok := d.allot(); ok {
		t.Error("six of five")
	}
}
