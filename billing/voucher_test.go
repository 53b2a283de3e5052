package billing

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func testKeys(t *testing.T) keys {
	t.Helper()
	k, err := deriveKeys([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestCodesAreLongAndForgiving(t *testing.T) {
	t.Parallel()
	k := testKeys(t)
	if bits := codeLength * 5; bits < 80 {
		t.Errorf("a code has %d bits", bits)
	}
	code := newCode()
	for _, typed := range []string{strings.ToLower(code), strings.ReplaceAll(code, "-", ""), "  " + strings.ReplaceAll(code, "-", " ") + "\n"} {
		if k.codeHash(typed) != k.codeHash(code) {
			t.Errorf("%q is not read as %q", typed, code)
		}
	}
	if plainCode("O1I1L-00000-00000-00000") != "01111000000000000000" {
		t.Error("letters that look like digits are not read as digits")
	}
	for _, wrong := range []string{"", "short", "UUUUU-UUUUU-UUUUU-UUUUU", code + "A", strings.Repeat("A", 10000), "\x00" + code[1:]} {
		if plainCode(wrong) != "" {
			t.Errorf("%q passes for a code", wrong)
		}
	}
	seen := map[string]bool{}
	for range 1000 {
		seen[newCode()] = true
	}
	if len(seen) != 1000 {
		t.Error("codes repeat")
	}
}

func TestSealedCodesStayWithTheirVoucher(t *testing.T) {
	t.Parallel()
	k := testKeys(t)
	sealed, err := k.sealCode("vch_1", "CODE")
	if err != nil || bytes.Contains(sealed, []byte("CODE")) {
		t.Fatalf("sealed as %q, %v", sealed, err)
	}
	if code, err := k.openCode("vch_1", sealed); err != nil || code != "CODE" {
		t.Errorf("opened as %q, %v", code, err)
	}
	if _, err := k.openCode("vch_2", sealed); err == nil {
		t.Error("a code opens under another voucher")
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := k.openCode("vch_1", sealed); err == nil {
		t.Error("a changed seal opens")
	}
	if _, err := k.openCode("vch_1", nil); err == nil {
		t.Error("nothing opens")
	}
}

func TestShortSecretsAreRefused(t *testing.T) {
	t.Parallel()
	if _, err := deriveKeys([]byte("short")); err == nil {
		t.Error("a secret of five bytes was accepted")
	}
}

func TestWhoMayUseAVoucher(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	v := Voucher{ExamKey: "a", State: Available, ExpiresAt: at.Add(time.Second)}
	with := func(change func(*Voucher)) Voucher { c := v; change(&c); return c }
	for name, c := range map[string]struct {
		v    Voucher
		want bool
	}{
		"available":                {v, true},
		"assigned to me":           {with(func(v *Voucher) { v.State, v.AssignedTo = Assigned, "me" }), true},
		"assigned to others":       {with(func(v *Voucher) { v.State, v.AssignedTo = Assigned, "other" }), false},
		"used":                     {with(func(v *Voucher) { v.State = Redeemed }), false},
		"expired":                  {with(func(v *Voucher) { v.State = Expired }), false},
		"void":                     {with(func(v *Voucher) { v.State = Void }), false},
		"other exam":               {with(func(v *Voucher) { v.ExamKey = "b" }), false},
		"expires this very moment": {with(func(v *Voucher) { v.ExpiresAt = at }), false},
	} {
		if got := c.v.Takes("me", "a", at); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
