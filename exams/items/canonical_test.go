package items

import (
	"strings"
	"testing"
)

// The fast way to the one spelling gives it, byte for byte, whatever the text holds: logs are sealed with it.
func TestAppendCanonicalIsCanonical(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", "plain", `{"position":3,"response":"{\"choice\":\"a\"}","flagged":false}`, `\`, `"`, `a\"b\\`, "tab\tline\nfeed\rnul\x00bell\a\b\f\x1f", "\x7f", "<a>&amp;'",
		"naïve", "日本", "line\u2028and\u2029", "broken \xff\xc3", strings.Repeat(`x"\`, 500) + "é",
	}
	for c := range 256 {
		texts = append(texts, string([]byte{'a', byte(c), 'z'}), string([]byte{byte(c)}))
	}
	for _, text := range texts {
		want, err := Canonical(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(AppendCanonical([]byte("before"), text)); got != "before"+want {
			t.Errorf("%q becomes %s, want %s", text, got, want)
		}
	}
}
