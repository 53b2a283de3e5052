package badges_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/badges"
	"laurel/badges/openbadge"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func chain(t *testing.T, db *store.DB) *world {
	t.Helper()
	w := newWorld(t, db)
	w.certify(t, "first", badges.Document{Requires: &badges.Requirement{Exam: "e1"}})
	w.certify(t, "second", badges.Document{Requires: &badges.Requirement{All: []badges.Requirement{{Exam: "e2"}, {Certification: "first"}}}})
	w.certify(t, "other", badges.Document{Requires: &badges.Requirement{Exam: "e3"}})
	return w
}

func TestWhatCameOfALostPassIsRevoked(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := chain(t, db)
		for _, e := range []badges.Earned{passed("per_1", "e1", "att_1"), passed("per_1", "e2", "att_2"), passed("per_1", "e3", "att_3")} {
			w.award(t, e)
		}
		loss := badges.Loss{PersonID: "per_1", Kind: "exam", Key: "e1", Source: "att_1", Reason: "Decision C-2026-000001", At: time.Now()}
		for range 2 {
			if err := w.Withdraw(w.ctx, loss); err != nil {
				t.Fatal(err)
			}
		}
		states := map[string]badges.State{}
		for _, c := range w.of(t, "per_1") {
			states[c.CertificationKey] = c.State(time.Now())
		}
		if states["first"] != badges.Revoked || states["second"] != badges.Revoked || states["other"] != badges.Active {
			t.Error(states)
		}
		if n := w.facts(t, "badges.credential_revoked"); n != 2 {
			t.Errorf("%d facts", n)
		}
		w.award(t, passed("per_1", "e1", "att_1"))
		if n := len(w.of(t, "per_1")); n != 3 {
			t.Errorf("the lost pass earned again: %d", n)
		}
		early := loss
		early.PersonID, early.Source = "per_2", "att_9"
		if err := w.Withdraw(w.ctx, early); err != nil { // before the award is heard of
			t.Fatal(err)
		}
		w.award(t, passed("per_2", "e1", "att_9"))
		if n := len(w.of(t, "per_2")); n != 0 {
			t.Errorf("a pass that was lost before its award earned %d", n)
		}
	})
}

// A later result is the last word, in whatever order the words are heard and however often.
func TestAPassThatIsWonBackEarnsAgain(t *testing.T) {
	t.Parallel()
	type word struct {
		pass   bool
		result int64
	}
	pass, loss := func(n int64) word { return word{true, n} }, func(n int64) word { return word{false, n} }
	for name, c := range map[string]struct {
		words        []word
		standing, of int // credentials of "first" that stand, of all that were ever signed
	}{
		"as it happened":                {[]word{pass(1), loss(2), pass(3)}, 1, 2},
		"the loss comes last":           {[]word{pass(1), pass(3), loss(2)}, 1, 1},
		"the loss comes first":          {[]word{loss(2), pass(3), pass(1)}, 1, 1},
		"the first pass comes last":     {[]word{pass(3), loss(2), pass(1)}, 1, 1},
		"won back and passed again":     {[]word{pass(1), loss(2), pass(3), pass(5)}, 1, 2},
		"lost, won, lost":               {[]word{pass(1), loss(2), pass(3), loss(4)}, 0, 2},
		"lost after all":                {[]word{pass(1), loss(4), pass(3), loss(2)}, 0, 1},
		"lost, won, lost, won":          {[]word{pass(1), loss(2), pass(3), loss(4), pass(5)}, 1, 3},
		"annulled for good, then heard": {[]word{pass(1), loss(0), pass(3)}, 0, 1},
		"won back, annulled for good":   {[]word{pass(1), loss(2), pass(3), loss(0)}, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Each(t, func(t *testing.T, db *store.DB) {
				w := chain(t, db)
				w.award(t, passed("per_1", "e2", "att_2")) // waits for "first"
				earned := passed("per_1", "e1", "att_1")
				say := func(x word) {
					earned.Version = x.result
					if x.pass {
						w.award(t, earned)
						return
					}
					if err := w.Withdraw(w.ctx, badges.Loss{PersonID: "per_1", Kind: "exam", Key: "e1", Source: "att_1", Reason: "The exam was scored again", Version: x.result, At: time.Now()}); err != nil {
						t.Fatal(err)
					}
				}
				for i, x := range c.words {
					say(x)
					for _, again := range c.words[:i+1] { // every word again, from the first on
						say(again)
					}
				}
				standing, signed := map[string]int{}, map[string]int{}
				for _, cred := range w.of(t, "per_1") {
					signed[cred.CertificationKey]++
					if cred.State(time.Now()) == badges.Active {
						standing[cred.CertificationKey]++
					}
				}
				for _, key := range []string{"first", "second"} { // what stands on it falls and returns with it
					if standing[key] != c.standing || signed[key] != c.of {
						t.Errorf("%s: %d of %d stand, want %d of %d", key, standing[key], signed[key], c.standing, c.of)
					}
				}
			})
		})
	}
}

// A hold on a source reaches what was won back, and a revocation by people is not undone by a later result.
func TestWhatWasWonBackIsHeldAndRevokedAlike(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := chain(t, db)
		earned := passed("per_1", "e1", "att_1")
		w.award(t, earned)
		if err := w.Withdraw(w.ctx, badges.Loss{PersonID: "per_1", Kind: "exam", Key: "e1", Source: "att_1", Reason: "The exam was scored again", Version: 2, At: time.Now()}); err != nil {
			t.Fatal(err)
		}
		earned.Version = 3
		w.award(t, earned)
		for range 2 {
			if err := w.Hold(w.ctx, badges.Doubt{PersonID: "per_1", Source: "att_1", Held: true, Version: 1, At: time.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		if n := w.facts(t, "badges.credential_held"); n != 2 { // the one that fell and the one that stands
			t.Errorf("%d facts", n)
		}
		standing, err := w.CameOf(w.ctx, "per_1", "att_1")
		if err != nil || len(standing) != 1 {
			t.Fatal(standing, err)
		}
		if _, err := w.Revoke(w.ctx, standing[0].ID, "Decision C-2026-000002"); err != nil {
			t.Fatal(err)
		}
		earned.Version = 5
		w.award(t, earned)
		if standing, err = w.CameOf(w.ctx, "per_1", "att_1"); err != nil || len(standing) != 0 {
			t.Error(standing, err)
		}
	})
}

func TestHoldsAreToldOnceAndWithoutACause(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := chain(t, db)
		w.award(t, passed("per_1", "e1", "att_1"))
		hold := func(source string, held bool, version int64) {
			t.Helper()
			if err := w.Hold(w.ctx, badges.Doubt{PersonID: "per_1", Source: source, Held: held, Version: version, At: time.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		told := func() (last badges.CredentialHeld, n int) {
			t.Helper()
			var payloads []string
			if err := w.db.Read(w.ctx, func(tx *gorm.DB) error {
				return tx.Raw("select payload from outbox_facts where name = 'badges.credential_held' order by id").Scan(&payloads).Error
			}); err != nil {
				t.Fatal(err)
			}
			if len(payloads) > 0 {
				if err := json.Unmarshal([]byte(payloads[len(payloads)-1]), &last); err != nil {
					t.Fatal(err)
				}
			}
			return last, len(payloads)
		}
		hold("att_1", true, 1)
		hold("att_1", true, 1)
		if f, n := told(); n != 1 || !f.Held || f.CertificationKey != "first" {
			t.Fatal(f, n)
		}
		if s := w.one(t, "per_1").State(time.Now()); s != badges.Active {
			t.Errorf("the credential itself is %s", s)
		}
		w.award(t, passed("per_1", "e2", "att_2")) // stands on the held one
		if f, n := told(); n != 2 || !f.Held || f.CertificationKey != "second" {
			t.Fatal(f, n)
		}
		hold("att_2", true, 1) // twice in doubt: nothing new
		hold("att_1", false, 2)
		hold("att_1", true, 1) // stale
		if f, n := told(); n != 3 || f.Held || f.CertificationKey != "first" {
			t.Fatal(f, n)
		}
		hold("att_2", false, 2)
		if f, n := told(); n != 4 || f.Held || f.CertificationKey != "second" {
			t.Fatal(f, n)
		}
	})
}

// Who delivered an exam elsewhere stands in the signed credential, in the list and on the page.
func TestACredentialSaysWhoDeliveredTheExam(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := chain(t, db)
		e := passed("per_1", "e1", "ext_1")
		e.DeliveredBy = "Test Centres & Sons"
		w.award(t, e)
		w.award(t, e)
		c := w.one(t, "per_1")
		if c.DeliveredBy != e.DeliveredBy || !strings.Contains(c.Signed, "Exam delivered by Test Centres") {
			t.Errorf("%s", c.Signed)
		}
		if v := w.Verify(w.ctx, []byte(c.Signed)).Verdict; v != openbadge.Valid {
			t.Errorf("the credential is %s", v)
		}
		if page := string(get(t, w, "/credentials/"+c.ID, 200).Body); !strings.Contains(page, "Test Centres &amp; Sons") {
			t.Error("the page does not say who delivered the exam")
		}
		w.award(t, passed("per_2", "e1", "att_2"))
		if own := w.one(t, "per_2"); own.DeliveredBy != "" || strings.Contains(own.Signed, "delivered") {
			t.Errorf("%s", own.Signed)
		}
	})
}
