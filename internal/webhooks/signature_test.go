package webhooks

import (
	"bytes"
	"encoding/base64"
	"fmt"
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
	s := sealer(strings.Repeat("s", 32))
	sealed, err := s.seal("whe_1", Secret("the key"))
	if err != nil || bytes.Contains(sealed, []byte("the key")) {
		t.Fatalf("sealed %q, %v", sealed, err)
	}
	if got, err := s.open("whe_1", sealed); err != nil || string(got) != "the key" {
		t.Errorf("opened %q, %v", string(got), err)
	}
	sealed[len(sealed)-1] ^= 1
	for name, try := range map[string]func() error{
		"changed by a bit":      func() error { _, err := s.open("whe_1", sealed); return err },
		"of another endpoint":   func() error { _, err := s.open("whe_2", sealed); return err },
		"cut short":             func() error { _, err := s.open("whe_1", sealed[:4]); return err },
		"wiped":                 func() error { _, err := s.open("whe_1", nil); return err },
		"another installation":  func() error { _, err := sealer(strings.Repeat("x", 32)).open("whe_1", sealed); return err },
		"secret of a few bytes": func() error { _, err := sealer("short").seal("whe_1", Secret("k")); return err },
	} {
		if try() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
