package badges_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/badges"
	"laurel/badges/openbadge"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestAwardOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, first := associate(t, db)
		var wait sync.WaitGroup
		for range 100 {
			wait.Go(func() {
				if err := w.Award(w.ctx, passed("per_zoe", "flow-exam", "att_1")); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		again := w.one(t, "per_zoe")
		if again.ID != first.ID || again.Signed != first.Signed || again.Token != first.Token {
			t.Error("the credential changed")
		}
		if n := w.facts(t, "badges.credential_issued"); n != 1 {
			t.Errorf("%d facts, want one", n)
		}
		if n := w.count(t, "select count(*) from certification_evidence"); n != 1 {
			t.Errorf("%d pieces of evidence, want one", n)
		}
		if first.ValidUntil == nil || !first.ValidUntil.Equal(first.ValidFrom.AddDate(0, 24, 0)) {
			t.Errorf("valid from %s until %v", first.ValidFrom, first.ValidUntil)
		}
	})
}

func TestAwardTogetherFromScratch(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.certify(t, "both", badges.Document{Requires: &badges.Requirement{All: []badges.Requirement{{Exam: "e"}, {Track: "t"}}}})
		var wait sync.WaitGroup
		for i := range 40 {
			e := passed("per_1", "e", "att_1")
			if i%2 == 1 {
				e.Kind, e.Key, e.Source = "track", "t", "enr_1"
			}
			wait.Go(func() {
				if err := w.Award(w.ctx, e); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		w.one(t, "per_1") // the two proofs saw each other, whichever came last
	})
}

// A run that died after writing down its intention, or after signing and before keeping, is ended by the next one: the
// same id and the same bytes.
func TestAwardAfterAKill(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, first := associate(t, db)
		unsign := func() {
			w.age(t, "update credentials set signed = '', token = '', signed_at = null")
			w.age(t, "delete from outbox_jobs")
			w.age(t, "delete from outbox_facts where name = 'badges.credential_issued'")
		}
		for name, finish := range map[string]func() error{
			"the job again": func() error { return w.Award(w.ctx, passed("per_zoe", "flow-exam", "att_1")) },
			"the duty":      func() error { return w.FinishSigning(w.ctx) },
		} {
			unsign()
			if len(w.of(t, "per_zoe")) != 0 {
				t.Fatalf("%s: an unsigned credential is shown", name)
			}
			if err := finish(); err != nil {
				t.Fatal(err)
			}
			again := w.one(t, "per_zoe")
			if again.ID != first.ID || again.Signed != first.Signed || again.Token != first.Token {
				t.Errorf("%s: another truth", name)
			}
			if n := w.facts(t, "badges.credential_issued"); n != 1 {
				t.Errorf("%s: %d facts", name, n)
			}
		}
	})
}

func TestRequirements(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.exams.names["named"] = []string{"named-exam"}
		w.certify(t, "named", badges.Document{})
		w.certify(t, "base", badges.Document{Requires: &badges.Requirement{Any: []badges.Requirement{{Exam: "a"}, {Exam: "b"}}}})
		w.certify(t, "chain", badges.Document{Requires: &badges.Requirement{All: []badges.Requirement{{Exam: "c"}, {Certification: "base"}}}, Implies: []string{"base"}})
		w.certify(t, "top", badges.Document{Requires: &badges.Requirement{Certification: "chain"}})
		w.certify(t, "two", badges.Document{Requires: &badges.Requirement{NOf: &badges.NOf{N: 2, Of: []badges.Requirement{{Exam: "x"}, {Exam: "y"}, {Track: "z"}}}}})
		w.certify(t, "retired", badges.Document{RetiredOn: "2020-01-01", Requires: &badges.Requirement{Exam: "a"}})
		keys := func(person string) string {
			var out []string
			for _, c := range w.of(t, person) {
				out = append([]string{c.CertificationKey}, out...)
			}
			return strings.Join(out, " ")
		}
		track := passed("per_3", "z", "enr_1")
		track.Kind = "track"
		for _, step := range []struct {
			person string
			earned badges.Earned
			want   string
		}{
			{"per_1", passed("per_1", "named-exam", "att_1"), "named"},
			{"per_2", passed("per_2", "c", "att_2"), ""},
			{"per_2", passed("per_2", "b", "att_3"), "base chain top"},
			{"per_3", passed("per_3", "x", "att_4"), ""},
			{"per_3", track, "two"},
			{"per_4", passed("per_4", "unknown", "att_5"), ""},
		} {
			for range 2 {
				w.award(t, step.earned)
				if got := keys(step.person); got != step.want {
					t.Errorf("%s after %s: %q, want %q", step.person, step.earned.Key, got, step.want)
				}
			}
		}
	})
}

func TestRenewal(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, first := associate(t, db)
		past := first.AwardedAt.Add(-100 * 24 * time.Hour)
		w.age(t, "update credentials set awarded_at = ?, valid_from = ? where id = ?", past, past, first.ID)
		w.award(t, passed("per_zoe", "flow-exam", "att_2"))
		list := w.of(t, "per_zoe")
		if len(list) != 2 {
			t.Fatalf("%d credentials", len(list))
		}
		renewed := list[0]
		if renewed.Renews != first.ID || !renewed.AwardedAt.Equal(past) || !renewed.ValidFrom.After(past) || renewed.ID == first.ID {
			t.Errorf("renewal %+v", renewed)
		}
		if !strings.Contains(renewed.Signed, first.ID) {
			t.Error("the renewal does not point back")
		}
		page := get(t, w, "/credentials/"+first.ID, 200)
		if !strings.Contains(string(page.Body), "/credentials/"+renewed.ID) {
			t.Error("the old page does not lead on")
		}
	})
}

func TestOldAndVoidEvidence(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.certify(t, "both", badges.Document{ValidityMonths: 12, Requires: &badges.Requirement{All: []badges.Requirement{{Exam: "e"}, {Track: "t"}}}})
		track := func(source string) badges.Earned {
			e := passed("per_1", "t", source)
			e.Kind = "track"
			return e
		}
		old := passed("per_1", "e", "att_old")
		old.At = time.Now().AddDate(-2, 0, 0)
		w.award(t, old)
		w.award(t, track("enr_1"))
		if n := len(w.of(t, "per_1")); n != 0 {
			t.Fatalf("a pass of two years ago earned %d", n)
		}
		w.award(t, passed("per_1", "e", "att_new"))
		c := w.one(t, "per_1")
		if _, err := w.Revoke(w.ctx, c.ID, "The attempt was not their own work."); err != nil {
			t.Fatal(err)
		}
		w.award(t, track("enr_2"))
		w.award(t, passed("per_1", "e", "att_new"))
		w.one(t, "per_1") // neither the track again nor the same pass brings it back
		w.award(t, passed("per_1", "e", "att_honest"))
		if n := len(w.of(t, "per_1")); n != 2 {
			t.Errorf("an honest pass gave %d credentials in all, want 2", n)
		}
	})
}

func TestRevokeOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, c := associate(t, db)
		if v := w.Verify(w.ctx, []byte(c.Signed)).Verdict; v != openbadge.Valid {
			t.Fatalf("before: %s", v)
		}
		var first badges.Credential
		for i := range 2 {
			got, err := w.Revoke(w.ctx, c.ID, "Shared answers.")
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = got
			}
			if !got.RevokedAt.Equal(*first.RevokedAt) {
				t.Error("revoked at another time")
			}
		}
		if n := w.facts(t, "badges.credential_revoked"); n != 1 {
			t.Errorf("%d facts", n)
		}
		if n := w.count(t, "select count(*) from audit_entries where action = 'credential.revoked'"); n != 1 {
			t.Errorf("%d audit entries", n)
		}
		for _, form := range []string{c.Signed, c.Token} {
			if v := w.Verify(w.ctx, []byte(form)).Verdict; v != openbadge.Revoked {
				t.Errorf("after: %s", v)
			}
		}
		body := get(t, w, "/status/"+c.ListID, 200)
		if got := w.Verify(w.ctx, []byte(c.Signed)); !strings.Contains(body.Header.Get("Cache-Control"), "max-age=300") || got.Verdict != openbadge.Revoked {
			t.Errorf("list: %v", body.Header)
		}
	})
}

func TestExpireOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, c := associate(t, db)
		if n, err := w.ExpireDue(w.ctx); err != nil || n != 0 {
			t.Fatalf("too early: %d, %v", n, err)
		}
		w.age(t, "update credentials set valid_until = ? where id = ?", time.Now().UTC().Add(-time.Second), c.ID)
		for i, want := range []int{1, 0} {
			if n, err := w.ExpireDue(w.ctx); err != nil || n != want {
				t.Errorf("run %d: %d, %v", i, n, err)
			}
		}
		if n := w.facts(t, "badges.credential_expired"); n != 1 {
			t.Errorf("%d facts", n)
		}
		if s := w.one(t, "per_zoe").State(time.Now()); s != badges.Expired {
			t.Errorf("state %s", s)
		}
	})
}

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, c := associate(t, db)
		for range 2 {
			if err := w.RotateKeys(w.ctx); err != nil {
				t.Fatal(err)
			}
		}
		w.award(t, passed("per_bob", "flow-exam", "att_2"))
		later := w.one(t, "per_bob")
		if later.ProofMethod == c.ProofMethod || later.TokenMethod == c.TokenMethod {
			t.Error("a retired key signed")
		}
		for _, form := range []string{c.Signed, c.Token, later.Signed, later.Token} {
			if r := w.Verify(w.ctx, []byte(form)); r.Verdict != openbadge.Valid {
				t.Errorf("%s: %v", r.Verdict, r.Steps)
			}
		}
		document := get(t, w, "/issuers/meridian/did.json", 200)
		if n := bytes.Count(document.Body, []byte(`"controller"`)); n != 6 {
			t.Errorf("%d keys in the document, want 6: %s", n, document.Body)
		}
		stranger := w.service(t, "another secret of at least thirty-two bytes")
		if err := stranger.Award(w.ctx, passed("per_eve", "flow-exam", "att_3")); err == nil {
			t.Error("keys opened with another secret")
		}
	})
}

func TestPrivateKeysAreSealed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, _ := associate(t, db)
		document := get(t, w, "/issuers/meridian/did.json", 200)
		for _, not := range []string{"sealed", `"d"`, "PRIVATE", "secretKey"} {
			if strings.Contains(string(document.Body), not) {
				t.Errorf("the document holds %s", not)
			}
		}
		// The public half is in the clear; were the private half too, an RSA key would be found by its version and length.
		if n := w.count(t, "select count(*) from issuer_keys where sealed like 'MII%' or sealed = public or length(sealed) < 60"); n != 0 {
			t.Errorf("%d keys lie open", n)
		}
	})
}

func TestStatusListsStayFresh(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, c := associate(t, db)
		read := func() string { return string(get(t, w, "/status/"+c.ListID, 200).Body) }
		before := read()
		if err := w.PublishStatusLists(w.ctx); err != nil || read() != before {
			t.Fatalf("a fresh list was signed again: %v", err)
		}
		w.age(t, "update status_lists set signed_at = ?", time.Now().UTC().Add(-21*time.Hour))
		time.Sleep(1100 * time.Millisecond) // lists are dated in whole seconds
		if err := w.PublishStatusLists(w.ctx); err != nil || read() == before {
			t.Errorf("an old list was not signed again: %v", err)
		}
		w.age(t, "update status_lists set signed = ''")
		if v := w.Verify(w.ctx, []byte(c.Signed)).Verdict; v != openbadge.Unconfirmed {
			t.Errorf("without a list: %s", v)
		}
	})
}
