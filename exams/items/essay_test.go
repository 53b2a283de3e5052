package items

import (
	"encoding/json"
	"strings"
	"testing"
)

// An essay of two thousand words fits in every script; what is longer than its item takes is refused, and no other type grew.
func TestTheLengthOfAnEssay(t *testing.T) {
	t.Parallel()
	text := func(s string) json.RawMessage { raw, _ := json.Marshal(map[string]string{"text": s}); return raw }
	short := Arrangement{Bounds: Bounds{Characters: 10}}
	for _, c := range []struct {
		what  string
		kind  Type
		in    Arrangement
		raw   json.RawMessage
		taken bool
	}{
		{"2,000 words of Chinese", Essay, Arrangement{}, text(strings.Repeat("\u5b57\u8a5e", 6_000)), true},
		{"5,000 words of English", Essay, Arrangement{}, text(strings.Repeat("letters ", 5_000)), true},
		{"40,001 characters", Essay, Arrangement{}, text(strings.Repeat("a", 40_001)), false},
		{"64 KiB, each escaped", Essay, Arrangement{}, json.RawMessage(`{"text":"` + strings.Repeat(`\u5b57`, 21_845) + `"}`), true},
		{"more than 64 KiB", Essay, Arrangement{}, text(strings.Repeat("\u5b57", 21_846)), false},
		{"as long as asked", Essay, short, text(strings.Repeat("\u5b57", 10)), true},
		{"longer than asked", Essay, short, text("eleven char"), false},
		{"a long short text", ShortText, Arrangement{}, text(strings.Repeat("a", MaxResponseBytes)), false},
	} {
		if _, ok := Read(c.kind, c.in, c.raw); ok != c.taken {
			t.Errorf("%s: taken is %t", c.what, ok)
		}
	}
}
