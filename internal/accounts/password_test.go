package accounts

import (
	"strings"
	"testing"

	"laurel/internal/fault"
)

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	about := []string{"marta.kowalczyk@northwind.example", "Marta Kowalczyk"}
	for name, c := range map[string]struct {
		password string
		staff    bool
		want     string // code of the field fault; empty when taken
	}{
		"eleven characters":                      {"a7Kq-zetbov", false, "too_short"},
		"twelve characters":                      {"a7Kq-zetbovi", false, ""},
		"fourteen for staff":                     {"a7Kq-zetbovi22", true, "too_short"},
		"fifteen for staff":                      {"a7Kq-zetbovi2x9", true, ""},
		"twelve code points of four bytes":       {"🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧", false, ""},
		"128 characters":                         {strings.Repeat("abC9 xyz", 16), false, ""},
		"129 characters":                         {strings.Repeat("abC9 xyz", 16) + "!", false, "too_long"},
		"composed counts like decomposed":        {"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", false, "too_short"},
		"a common word, padded":                  {"Password2024!", false, "too_common"},
		"a common word in signs":                 {"P@$$w0rd1234", false, "too_common"},
		"a common word twice":                    {"dragondragon", false, "too_common"},
		"two common words":                       {"welcome-admin-1", false, "too_common"},
		"keyboard walk":                          {"qwertyuiop123", false, "too_common"},
		"two walks":                              {"asdfghjkl98765", false, "too_common"},
		"counting":                               {"123456789012", false, "too_common"},
		"one character":                          {"aaaaaaaaaaaaaaaa", false, "too_common"},
		"a short piece over and over":            {"xk7!exk7!exk7!e", false, "too_common"},
		"the own name":                           {"MartaKowalczyk1", false, "too_personal"},
		"the company":                            {"northwind-2026", false, "too_personal"},
		"the product":                            {"Laurel-2026-x", false, "too_personal"},
		"four chosen words":                      {"copper lantern drifts north", true, ""},
		"a common word within much of one's own": {"dragon-vtk-48-mellow", true, ""},
		"NUL":                                    {"a7Kq-zetbovi\x00", false, "not_allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := candidatePassword{Password: c.password, Staff: c.staff, About: about}.judge()
			got := ""
			if err != nil {
				got = fault.Of(err).Fields[0].Code
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNoFaultEchoesThePassword(t *testing.T) {
	t.Parallel()
	err := candidatePassword{Password: "Password2024!"}.judge()
	if text := err.Error() + fault.Of(err).Detail + fault.Of(err).Fields[0].Detail; strings.Contains(text, "2024") {
		t.Error(text)
	}
}

func TestPasswordHash(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 72)
	hash, err := hashPassword(long + "tail")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(hash)
	}
	again, _ := hashPassword(long + "tail")
	if again == hash {
		t.Error("two hashes of one password are equal: no salt")
	}
	for password, want := range map[string]bool{long + "tail": true, long + "tale": false, long: false, long + "tail ": false, "": false} {
		if got := passwordMatches(password, hash); got != want {
			t.Errorf("%d characters: %v", len(password), got)
		}
	}
	composed, _ := hashPassword("caf\u00e9 au lait, grand")
	if !passwordMatches("cafe\u0301 au lait, grand", composed) {
		t.Error("the decomposed form is another password")
	}
}

// The vector is that of the reference implementation's test suite: password "password", salt "somesalt", t=2, m=64 MiB, p=1.
func TestPasswordHashOfTheReferenceImplementation(t *testing.T) {
	t.Parallel()
	const published = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !passwordMatches("password", published) || passwordMatches("Password", published) {
		t.Error("does not agree with the reference implementation")
	}
}

func TestUnreadableHashesMatchNothing(t *testing.T) {
	t.Parallel()
	for _, hash := range []string{
		"", "$", "plain", "$2b$12$abc", "$argon2id$v=16$m=19456,t=2,p=1$c29tZXNhbHQ$AAAA", "$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$AAAA",
		"$argon2id$v=19$m=19456,t=0,p=0$c29tZXNhbHQ$AAAA", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=19456,t=2,p=1$%%%$AAAA",
	} {
		if passwordMatches("", hash) {
			t.Errorf("%q matches", hash)
		}
	}
}

func TestBlocklistIsLargeEnough(t *testing.T) {
	t.Parallel()
	if words := strings.Fields(blocklist); len(words) < 300 {
		t.Errorf("%d words", len(words))
	}
}
