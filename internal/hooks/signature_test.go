package hooks

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSignatureMatchesThePublishedVector(t *testing.T) {
	t.Parallel()
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := Signature("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`), key)
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if Secret(key).Text() != "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" {
		t.Error("the secret is not written as the specification writes it")
	}
}

func TestSecretDoesNotPrint(t *testing.T) {
	t.Parallel()
	s := Secret("0123456789abcdef0123456789abcdef")
	for _, format := range []string{"%v", "%s", "%+v", "%#v"} {
		if text := fmt.Sprintf(format, s); strings.Contains(text, "0123") {
			t.Errorf("%s prints the key: %s", format, text)
		}
	}
}

func TestSealedSecrets(t *testing.T) {
	t.Parallel()
	s := Sealer{[]byte(strings.Repeat("s", 32)), "test"}
	sealed, err := s.Seal("whe_1", Secret("the key"))
	if err != nil || bytes.Contains(sealed, []byte("the key")) {
		t.Fatalf("sealed %q, %v", sealed, err)
	}
	if got, err := s.Open("whe_1", sealed); err != nil || string(got) != "the key" {
		t.Errorf("opened %q, %v", string(got), err)
	}
	sealed[len(sealed)-1] ^= 1
	for name, try := range map[string]func() error{
		"changed by a bit":    func() error { _, err := s.Open("whe_1", sealed); return err },
		"of another endpoint": func() error { _, err := s.Open("whe_2", sealed); return err },
		"cut short":           func() error { _, err := s.Open("whe_1", sealed[:4]); return err },
		"wiped":               func() error { _, err := s.Open("whe_1", nil); return err },
		"another installation": func() error {
			_, err := Sealer{[]byte(strings.Repeat("x", 32)), "test"}.Open("whe_1", sealed)
			return err
		},
		"another purpose":       func() error { _, err := Sealer{s.Secret, "other"}.Open("whe_1", sealed); return err },
		"secret of a few bytes": func() error { _, err := Sealer{[]byte("short"), "test"}.Seal("whe_1", Secret("k")); return err },
	} {
		if try() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	now, body := time.Unix(1_800_000_000, 0), []byte(`{"a":1}`)
	old, key := NewSecret(), NewSecret()
	sign := func(at time.Time, secrets ...Secret) Message {
		return Message{ID: "msg_1", Timestamp: strconv.FormatInt(at.Unix(), 10), Signature: Signature("msg_1", at, body, secrets...), Body: body}
	}
	good := sign(now, key)
	for name, m := range map[string]Message{
		"plain": good, "two signatures": sign(now, NewSecret(), key), "old secret": sign(now, old),
		"almost too old": sign(now.Add(-tolerance), key), "almost too early": sign(now.Add(tolerance), key),
	} {
		if err := Verify(m, now, key, old); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	with := func(change func(*Message)) Message { m := good; change(&m); return m }
	for name, m := range map[string]Message{
		"nothing":         {},
		"another body":    with(func(m *Message) { m.Body = []byte(`{"a":2}`) }),
		"another id":      with(func(m *Message) { m.ID = "msg_2" }),
		"another time":    with(func(m *Message) { m.Timestamp = strconv.FormatInt(now.Unix()+1, 10) }),
		"no time":         with(func(m *Message) { m.Timestamp = "soon" }),
		"no signature":    with(func(m *Message) { m.Signature = "" }),
		"other version":   with(func(m *Message) { m.Signature = "v2" + m.Signature[2:] }),
		"another secret":  sign(now, NewSecret()),
		"too old":         sign(now.Add(-tolerance-time.Second), key),
		"from the future": sign(now.Add(tolerance+time.Second), key),
		"empty secret":    sign(now, Secret{}),
	} {
		if err := Verify(m, now, key, old, Secret{}); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSecretTextRoundTrip(t *testing.T) {
	t.Parallel()
	s := NewSecret()
	if got, ok := ReadSecret(s.Text()); !ok || !bytes.Equal(got, s) {
		t.Error("a secret does not survive its own text")
	}
	for _, bad := range []string{"", "whsec_", "whsec_c2hvcnQ=", "whsec_!!", base64.StdEncoding.EncodeToString(s)} {
		if _, ok := ReadSecret(bad); ok {
			t.Errorf("%q is taken for a secret", bad)
		}
	}
}
