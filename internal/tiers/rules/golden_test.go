package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func presets(t testing.TB) map[string]*Program {
	t.Helper()
	names, err := filepath.Glob("../../../assets/programs/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("%v %v", names, err)
	}
	found := map[string]*Program{}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(body)
		if err != nil {
			t.Errorf("%s: %v", name, faultsOf(err))
			continue
		}
		if p.Key != strings.TrimSuffix(filepath.Base(name), ".yaml") {
			t.Errorf("%s is called %s", name, p.Key)
		}
		found[p.Key] = p
	}
	return found
}

// The answers in the cases were worked out by hand: where one differs, the rules are wrong.
func TestGoldenCases(t *testing.T) {
	t.Parallel()
	for key, p := range presets(t) {
		if len(p.Golden) < 10 {
			t.Errorf("%s has %d cases", key, len(p.Golden))
		}
		for _, d := range p.Try() {
			t.Errorf("%s %s: %s", key, d.Field, d.Detail)
		}
		for _, tier := range p.Tiers {
			met := false
			for _, c := range p.Golden {
				met = met || c.Ask == tier.Key && c.Expect.Result == Met
			}
			if !met {
				t.Errorf("%s: no case reaches %s", key, tier.Key)
			}
		}
	}
}
