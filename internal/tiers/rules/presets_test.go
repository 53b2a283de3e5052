package rules

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func documents(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("../../../assets/programs/*.yaml")
	if err != nil || len(names) < 12 {
		t.Fatalf("%v %v", names, err)
	}
	found := map[string][]byte{}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.Base(name)] = body
	}
	return found
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	var root any
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("program.json", root); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("program.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every kind of program that is known parses, satisfies the schema, and is judged, with nothing known of the partner too.
func TestEveryProgramParsesAndIsJudged(t *testing.T) {
	t.Parallel()
	s := schema(t)
	for name, body := range documents(t) {
		p, err := Parse(body)
		if err != nil {
			t.Errorf("%s: %v", name, faultsOf(err))
			continue
		}
		var document any
		if err := json.Unmarshal(p.Document, &document); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		again, err := Parse(p.Document)
		if err != nil || again.SHA256 != p.SHA256 {
			t.Errorf("%s: %v", name, err)
		}
		shot := snapshot("2026-11-22")
		employee(&shot, "per_1", "per_2")
		for _, tier := range p.Tiers {
			e := judged(t, p, shot, tier.Key)
			if again := judged(t, p, shot, tier.Key); again.ResultSHA256 != e.ResultSHA256 {
				t.Errorf("%s %s is judged differently twice", name, tier.Key)
			}
		}
		Judge(p, shot)
	}
}
