package billing

import (
	"testing"
	"time"
)

func TestAskingBecomesRarer(t *testing.T) {
	t.Parallel()
	at := time.Unix(0, 0)
	want := []time.Duration{2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 32 * time.Minute, time.Hour, time.Hour}
	for n, w := range want {
		if got := NextAsk(n, at).Sub(at); got != w {
			t.Errorf("asked %d times: %s, want %s", n, got, w)
		}
	}
	if NextAsk(-1, at).Sub(at) != 2*time.Minute || NextAsk(1<<40, at).Sub(at) != time.Hour {
		t.Error("odd counts give odd times")
	}
}

func TestRefundPolicies(t *testing.T) {
	t.Parallel()
	bought := time.Unix(0, 0)
	for _, c := range []struct {
		got, want Policy
		allows    bool
	}{
		{PackPolicy(0, bought, bought.Add(14*24*time.Hour)), PackUntouched, true},
		{PackPolicy(0, bought, bought.Add(14*24*time.Hour+1)), PackTouched, false},
		{PackPolicy(1, bought, bought), PackTouched, false},
	} {
		if c.got != c.want || c.got.Allows() != c.allows || c.got.Sentence() == "" {
			t.Errorf("got %s (%t, %q), want %s", c.got, c.got.Allows(), c.got.Sentence(), c.want)
		}
	}
}
