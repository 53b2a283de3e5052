package accounts

import (
	"errors"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func at(d time.Duration) *time.Time {
	moment := noon.Add(d)
	return &moment
}

func TestRefreshVerdicts(t *testing.T) {
	t.Parallel()
	good := refreshToken{Session: Session{ExpiresAt: noon.Add(time.Hour)}, TokenExpiresAt: noon.Add(time.Hour), PersonState: Active}
	for name, c := range map[string]struct {
		change func(*refreshToken)
		want   verdict
	}{
		"fresh":                 {func(*refreshToken) {}, rotate},
		"used a moment ago":     {func(r *refreshToken) { r.UsedAt = at(-20 * time.Second) }, rotate},
		"used before the grace": {func(r *refreshToken) { r.UsedAt = at(-20*time.Second - time.Microsecond) }, reused},
		"session ended":         {func(r *refreshToken) { r.EndedAt = at(-time.Second) }, refuse},
		"session too old":       {func(r *refreshToken) { r.ExpiresAt = noon }, refuse},
		"token too old":         {func(r *refreshToken) { r.TokenExpiresAt = noon }, refuse},
		"person disabled":       {func(r *refreshToken) { r.PersonState = Disabled }, refuse},
		"ended and reused":      {func(r *refreshToken) { r.EndedAt, r.UsedAt = at(-time.Hour), at(-time.Hour) }, refuse},
	} {
		r := good
		c.change(&r)
		if got := r.judge(noon); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestBothSidesConfirm(t *testing.T) {
	t.Parallel()
	pending := Affiliation{State: Pending}
	one, err := pending.Confirm(ByPerson, nil, noon)
	if err != nil || one.State != Pending || one.Current(noon) {
		t.Fatalf("one side is enough: %+v %v", one, err)
	}
	again, err := one.Confirm(ByPerson, nil, noon)
	if err != nil || again.State != Pending {
		t.Fatalf("one side twice is enough: %+v %v", again, err)
	}
	both, err := one.Confirm(ByPartner, at(-48*time.Hour), noon)
	if err != nil || both.State != Confirmed || !both.ValidFrom.Equal(noon.Add(-48*time.Hour)) || !both.Current(noon) {
		t.Fatalf("%+v %v", both, err)
	}
	if later, err := both.Confirm(ByPartner, nil, noon.Add(time.Hour)); err != nil || !later.ValidFrom.Equal(*both.ValidFrom) {
		t.Errorf("a further yes moved the beginning: %+v %v", later, err)
	}
	for name, on := range map[string]*time.Time{"more than a year ahead": at(367 * 24 * time.Hour), "long ago": at(-32 * 24 * time.Hour)} {
		if _, err := one.Confirm(ByPartner, on, noon); !errors.Is(err, ErrBadDate) {
			t.Error(name, err)
		}
	}
	if joiner, err := one.Confirm(ByPartner, at(time.Hour), noon); err != nil || joiner.State != Confirmed || joiner.Current(noon) || !joiner.Current(noon.Add(time.Hour)) {
		t.Errorf("who begins tomorrow: %+v %v", joiner, err)
	}
}

func TestAffiliationEnds(t *testing.T) {
	t.Parallel()
	held := Affiliation{State: Confirmed, ConfirmedByPerson: true, ConfirmedByPartner: true, ValidFrom: at(-100 * 24 * time.Hour)}
	now, err := held.End(nil, " left ", noon)
	if err != nil || now.State != Ended || now.Current(noon) || !now.Current(noon.Add(-time.Second)) == (now.State == Confirmed) || now.EndReason != "left" {
		t.Fatalf("%+v %v", now, err)
	}
	if _, err := now.End(nil, "", noon); !errors.Is(err, ErrAffiliationEnded) {
		t.Error("ended twice:", err)
	}
	if _, err := now.Confirm(ByPerson, nil, noon); !errors.Is(err, ErrAffiliationEnded) {
		t.Error("confirmed after the end:", err)
	}
	notice, err := held.End(at(24*time.Hour), "", noon)
	if err != nil || notice.State != Confirmed || !notice.Current(noon) || notice.Current(noon.Add(24*time.Hour)) || !notice.Over(noon.Add(24*time.Hour)) {
		t.Fatalf("an end ahead: %+v %v", notice, err)
	}
	if earlier, err := notice.End(nil, "", noon); err != nil || earlier.State != Ended {
		t.Errorf("ending sooner than told: %+v %v", earlier, err)
	}
	for name, on := range map[string]*time.Time{"before the beginning": at(-101 * 24 * time.Hour), "years ahead": at(400 * 24 * time.Hour)} {
		if _, err := held.End(on, "", noon); !errors.Is(err, ErrBadDate) {
			t.Error(name, err)
		}
	}
	today := Affiliation{State: Confirmed, ValidFrom: at(0)}
	midnight := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	if a, err := today.End(&midnight, "", noon.Add(time.Hour)); err != nil || !a.ValidTo.Equal(noon) || a.State != Ended {
		t.Errorf("on the day it began: %+v %v", a, err)
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"2026-10-02": "2026-10-02T00:00:00Z", "2026-10-02T14:30:00+02:00": "2026-10-02T12:30:00Z"} {
		if got, err := dayOrInstant("on", given); err != nil || instant(*got) != want {
			t.Errorf("%s is %v, %v", given, got, err)
		}
	}
	for _, given := range []string{"2026-02-30", "tomorrow", "2026-10-02 14:30", "02.10.2026"} {
		if _, err := dayOrInstant("on", given); !errors.Is(err, ErrBadDate) {
			t.Errorf("%s: %v", given, err)
		}
	}
}

func TestPatienceGrows(t *testing.T) {
	t.Parallel()
	guesses := newTries()
	now := noon
	for n := range paceOfPair.free - 1 {
		if wait := guesses.take(now, "a", "net"); wait != 0 {
			t.Fatalf("guess %d waits %s", n+1, wait)
		}
	}
	var waits []time.Duration
	for range 12 {
		guesses.take(now, "a", "net")
		wait := guesses.take(now, "a", "net")
		waits = append(waits, wait)
		now = now.Add(wait)
	}
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900} {
		if waits[i] != want*time.Second {
			t.Errorf("pause %d is %s, want %ds", i+1, waits[i], want)
		}
	}
	if wait := guesses.take(now, "a", "elsewhere"); wait > time.Minute {
		t.Errorf("the owner in another network waits %s", wait)
	}
	if wait := guesses.take(now, "b", "net"); wait != 0 {
		t.Errorf("another account waits %s", wait)
	}
	guesses.forgive("a", "net")
	if wait := guesses.take(now.Add(time.Minute), "a", "net"); wait != 0 {
		t.Errorf("after the right password: %s", wait)
	}
	if wait := guesses.take(now.Add(3*time.Hour), "a", "elsewhere"); wait != 0 {
		t.Errorf("long after: %s", wait)
	}
}

func TestManyAccountsFromOneNetwork(t *testing.T) {
	t.Parallel()
	guesses, refused := newTries(), 0
	for n := range 200 {
		if guesses.take(noon, string(rune('a'+n)), "net") > 0 {
			refused++
		}
	}
	if refused != 200-paceOfNetwork.free {
		t.Errorf("%d of 200 refused", refused)
	}
}

func TestCookieNames(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]cookieTraits{
		"https://laurel.example": {"__Host-laurel_refresh", true}, "http://localhost:8080": {"__Host-laurel_refresh", true}, "http://127.0.0.1:8080": {"__Host-laurel_refresh", true},
		"http://[::1]:8080": {"__Host-laurel_refresh", true}, "http://laurel.test": {"laurel_refresh", false}, "http://10.0.0.5:8080": {"laurel_refresh", false}, "http://localhost.evil.example": {"laurel_refresh", false},
	} {
		if got := cookieFor(base); got != want {
			t.Errorf("%s: %+v", base, got)
		}
	}
}
