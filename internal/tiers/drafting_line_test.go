package tiers

import (
	"testing"

	"laurel/internal/tiers/rules"
)

func TestAFaultHasItsLine(t *testing.T) {
	t.Parallel()
	v := validation(rules.Parse([]byte("spec: tier/v1\nprogram: p\nversion: \"1\"\ntiers:\n  - key: a\n    rank: -1\n    entry: open\n    require: {all: []}\n")))
	for _, f := range v.Faults {
		if f.Path == "tiers[0].rank" && f.Line == 6 && f.Reason == "out_of_range" {
			return
		}
	}
	t.Error(v)
}
