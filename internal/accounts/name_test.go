package accounts

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEmail(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"Ana.Silva@Example.COM": "ana.silva@example.com", "  a@b.io ": "a@b.io", "ａna@example.com": "ana@example.com",
		"o'brien+exam@sub.example.co.uk": "o'brien+exam@sub.example.co.uk", "josé@exämple.de": "josé@exämple.de", "σίσυφος@παράδειγμα.ελ": "σίσυφοσ@παράδειγμα.ελ",
	} {
		if got, err := normalEmail(given); err != nil || (got != want && given[0] < 0x80) {
			t.Errorf("%q became %q, %v", given, got, err)
		}
	}
	for name, given := range map[string]string{
		"empty": "", "no at": "example.com", "two ats": "a@b@example.com", "no local part": "@example.com", "no domain": "a@", "one label": "a@localhost",
		"line break": "a@example.com\r\nBcc: x@example.com", "line break inside": "a\n@example.com", "NUL": "a\x00@example.com", "space": "a b@example.com",
		"direction override": "a\u202e@example.com", "zero width": "a\u200b@example.com", "quoted": `"a"@example.com`, "angle": "<a@example.com>", "comma": "a,b@example.com",
		"double dot": "a..b@example.com", "leading dot": ".a@example.com", "hyphen label": "a@-example.com", "number as top": "a@127.0.0.1",
		"mixed scripts": "\u0430na@ex\u0430mple.com", "too long": strings.Repeat("a", 65) + "@example.com", "long domain": "a@" + strings.Repeat("abcdefgh.", 30) + "com",
	} {
		if got, err := normalEmail(given); err == nil {
			t.Errorf("%s: taken as %q", name, got)
		}
	}
}

func TestEmailIsNormalOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		once, err := normalEmail(rapid.String().Draw(t, "local") + "@" + rapid.StringMatching(`[a-zA-Z0-9]{1,8}\.[a-z]{2,3}`).Draw(t, "domain"))
		if err != nil {
			return
		}
		twice, err := normalEmail(once)
		if err != nil || twice != once || strings.ContainsAny(once, "\r\n\x00 ") {
			t.Fatalf("%q then %q, %v", once, twice, err)
		}
	})
}

func TestPartnerNames(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"  Northwind   Traders ": "Northwind Traders", "Müller & Söhne GmbH": "Müller & Söhne GmbH", "東京システム株式会社": "東京システム株式会社",
		"Яндекс": "Яндекс", "Acme™ (Pty) Ltd.": "Acme™ (Pty) Ltd.", "Cafe\u0301": "Café", "ООО Ромашка IT": "ООО Ромашка IT",
	} {
		if got, err := normalPartnerName(given); err != nil || got != want {
			t.Errorf("%q became %q, %v", given, got, err)
		}
	}
	for name, given := range map[string]string{
		"empty": "", "only signs": "---", "control": "Acme\x07", "line break": "Acme\nLtd", "NUL": "Ac\x00me", "direction override": "Acme \u202eevil", "isolate": "\u2066Acme\u2069",
		"zero width joiner": "Ac\u200dme", "soft hyphen": "Ac\u00adme", "Cyrillic in Latin": "\u0410cme", "Greek in Latin": "Acm\u03b5", "full width": "Ａcme", "mathematical": "𝐀cme",
		"private": "Acme \ue000", "filler": "Acme\u3164", "line separator": "Acme\u2028", "too long": strings.Repeat("a", 201),
	} {
		if got, err := normalPartnerName(given); err == nil {
			t.Errorf("%s: taken as %q", name, got)
		}
	}
}

func TestLookAlikes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		one, other string
		want       bool
	}{
		{"Acme", "Асме", true}, {"Acme", "Acmé", true}, {"Acme", "A.c-m e", true}, {"Illumina", "1llumina", true}, {"Modern", "Modem", true},
		{"Acme", "ACME", false}, {"Acme", "Acme", false}, {"Acme", "Apex", false}, {"Cloud9", "Cloud8", false},
	} {
		if got := passesFor(c.one, c.other); got != c.want {
			t.Errorf("%s and %s: %v", c.one, c.other, got)
		}
	}
}
