package cases_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/cases"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func (h *house) bars(person, exam string, until time.Time, want bool) {
	h.t.Helper()
	var bar *cases.Bar
	if err := h.db.Read(h.ctx, func(tx *gorm.DB) (err error) { bar, err = h.Barred(h.ctx, tx, person, exam); return err }); err != nil {
		h.t.Fatal(err)
	}
	if (bar != nil) != want || want && !bar.Until.Equal(until) {
		h.t.Errorf("%s at %s: %+v", person, exam, bar)
	}
}

func (h *house) waived(person, exam string) []string {
	h.t.Helper()
	var out []string
	if err := h.db.Read(h.ctx, func(tx *gorm.DB) (err error) { out, err = h.Waived(h.ctx, tx, person, exam); return err }); err != nil {
		h.t.Fatal(err)
	}
	return out
}

func TestCandidatesReportAndChallengeWithinBounds(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		say := func(who, attempt string, body object) testkit.Answer {
			return h.call(who, "POST", "/api/v1/attempts/"+attempt+"/incidents", body)
		}
		ok := object{"what_happened": "The screen froze at question 4."}
		challenge := func(who, attempt string, position int) testkit.Answer {
			return h.call(who, "POST", "/api/v1/attempts/"+attempt+"/challenges", object{"position": position, "comment": "Two options are right here."})
		}
		first := say("ada", "att_ada", ok).Want(t, 201)
		if !strings.HasPrefix(first.Text(t, "number"), "C-") || first.Text(t, "said") != ok["what_happened"] {
			t.Errorf("%s", first.Body)
		}
		h.refused(say("ada", "att_bob", ok), 404, "not_found")
		h.refused(say("ada", "att_none", ok), 404, "not_found")
		h.refused(say("ada", "att_old", ok), 409, "window_closed")
		h.refused(say("ada", "att_ada", object{"what_happened": "no"}), 422, "invalid_input")
		h.refused(say("ada", "att_ada", object{"what_happened": strings.Repeat("x", 4001)}), 422, "invalid_input")
		for range 19 {
			say("ada", "att_ada", ok).Want(t, 201)
		}
		h.refused(say("ada", "att_ada", ok), 429, "too_many_reports")
		challenge("bob", "att_bob", 10).Want(t, 201) // while it runs
		h.refused(challenge("bob", "att_bob", 10), 409, "already_challenged")
		h.refused(challenge("bob", "att_bob", 11), 422, "invalid_input")
		h.refused(challenge("bob", "att_new", 1), 409, "not_started")
		h.refused(challenge("ada", "att_bob", 1), 404, "not_found")
		h.refused(challenge("ada", "att_old", 1), 409, "window_closed")
	})
}

// What lies outside reads like what does not exist; a case about oneself is not seen through the vendor's door.
func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		number := h.doubted("att_ada")
		quiet := h.call("proctor:pia", "POST", "/api/v1/cases", object{"kind": "integrity", "origin": "signal", "attempt": "att_ada", "summary": "Only a hunch so far."}).Want(t, 201).Text(t, "number")
		for _, c := range []struct{ who, path string }{
			{"bob", "/api/v1/me/cases/" + number}, {"ada", "/api/v1/me/cases/" + quiet}, {"ada", "/api/v1/me/cases/C-2020-000001"},
			{"author:joe", "/api/v1/cases/" + number}, {"vendor_admin:ada", "/api/v1/cases/" + number}, {"support:sam", "/api/v1/cases/nonsense"},
		} {
			h.refused(h.call(c.who, "GET", c.path, nil), 404, "not_found")
		}
		for _, path := range []string{"/hold", "/lift"} {
			h.refused(h.call("vendor_admin:ada", "POST", "/api/v1/cases/"+number+path, object{"reason": "I would rather have it so."}), 404, "not_found")
		}
		h.refused(h.call("vendor_admin:ada", "POST", "/api/v1/cases/"+number+"/proposals", ruling(object{})), 404, "not_found")
		h.refused(h.call("author:joe", "POST", "/api/v1/cases/"+number+"/proposals", ruling(object{})), 404, "not_found")
		for _, who := range []string{"finance:fay", "program_manager:max", "bob"} {
			h.refused(h.call(who, "GET", "/api/v1/cases", nil), 403, "role_missing")
		}
		h.refused(h.call("auditor:ann", "POST", "/api/v1/cases/"+number+"/hold", object{"reason": "I would rather have it so."}), 403, "role_missing")
		h.call("auditor:ann", "GET", "/api/v1/cases/"+number, nil).Want(t, 200)
		witnessed := h.call("proctor:pia", "POST", "/api/v1/cases", object{"kind": "integrity", "attempt": "att_ada", "summary": "I saw another person in the room."}).Want(t, 201).Text(t, "number")
		h.refused(h.call("proctor:pia", "POST", "/api/v1/cases/"+witnessed+"/proposals", ruling(object{"void": true})), 409, "party_to_case")
		for _, body := range []object{
			{"kind": "integrity", "attempt": "att_none", "summary": "Nothing is there at all."}, {"kind": "integrity", "summary": "About nobody in particular."},
			{"kind": "integrity", "person": "nobody", "summary": "About nobody in particular."}, {"kind": "integrity", "attempt": "att_ada", "person": "bob", "summary": "About somebody else."},
			{"kind": "appeal", "attempt": "att_ada", "summary": "A kind that is not there."},
		} {
			if got := h.call("proctor:pia", "POST", "/api/v1/cases", body); got.Status != 422 {
				t.Errorf("%v: %d", body, got.Status)
			}
		}
	})
}

// Ten that answer at once make one decision.
func TestOneDecisionHoweverManyConfirm(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		number := h.doubted("att_ada")
		h.call("proctor:pia", "POST", "/api/v1/cases/"+number+"/proposals", ruling(object{"void": true})).Want(t, 200)
		done := make(chan int)
		for i := range 10 {
			go func() {
				a, err := h.app.As("support:s"+strconv.Itoa(i)).Try("POST", "/api/v1/cases/"+number+"/decision", object{"accept": true})
				if err != nil {
					a.Status = -1
				}
				done <- a.Status
			}()
		}
		won := 0
		for range 10 {
			switch status := <-done; status {
			case 200:
				won++
			case 409:
			default:
				t.Errorf("status %d", status)
			}
		}
		if won != 1 || len(h.facts("cases.case_decided")) != 1 {
			t.Errorf("%d decisions, %d facts", won, len(h.facts("cases.case_decided")))
		}
	})
}
