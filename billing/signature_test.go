package billing

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"
)

func v1(secret, stamped string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(stamped))
	return hex.EncodeToString(h.Sum(nil))
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	at := time.Unix(1_700_000_000, 0)
	const body = `{"id":"evt_1"}`
	good := v1("new", "1700000000."+body)
	header := func(t int64, sums ...string) string {
		h := fmt.Sprintf("t=%d", t)
		for _, s := range sums {
			h += ",v1=" + s
		}
		return h
	}
	for name, c := range map[string]struct {
		header, body string
		secrets      []string
		at           time.Time
		ok           bool
	}{
		"good":                        {header(1_700_000_000, good), body, []string{"new"}, at, true},
		"spaces and other schemes":    {"t=1700000000, v0=ff, v1=" + good, body, []string{"new"}, at, true},
		"second secret of a rotation": {header(1_700_000_000, good), body, []string{"old", "new"}, at, true},
		"second sum of a rotation":    {header(1_700_000_000, v1("old", "1700000000."+body), good), body, []string{"new"}, at, true},
		"300 s old":                   {header(1_700_000_000, good), body, []string{"new"}, at.Add(300 * time.Second), true},
		"301 s old":                   {header(1_700_000_000, good), body, []string{"new"}, at.Add(301 * time.Second), false},
		"301 s ahead":                 {header(1_700_000_000, good), body, []string{"new"}, at.Add(-301 * time.Second), false},
		"one byte of the body":        {header(1_700_000_000, good), `{"id":"evt_2"}`, []string{"new"}, at, false},
		"time changed":                {header(1_700_000_001, good), body, []string{"new"}, at, false},
		"wrong secret":                {header(1_700_000_000, good), body, []string{"other"}, at, false},
		"empty secret":                {header(1_700_000_000, v1("", "1700000000."+body)), body, []string{""}, at, false},
		"no secrets":                  {header(1_700_000_000, good), body, nil, at, false},
		"unsigned":                    {"", body, []string{"new"}, at, false},
		"no time":                     {"v1=" + good, body, []string{"new"}, at, false},
		"two times":                   {"t=1,t=1700000000,v1=" + good, body, []string{"new"}, at, false},
		"only another scheme":         {"t=1700000000,v0=" + good, body, []string{"new"}, at, false},
		"no hex":                      {"t=1700000000,v1=zz", body, []string{"new"}, at, false},
		"cut sum":                     {"t=1700000000,v1=" + good[:10], body, []string{"new"}, at, false},
	} {
		if err := (Signed{c.header, []byte(c.body)}).Verify(c.secrets, c.at); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
