package cases_test

import (
	"strings"
	"testing"
	"time"

	"laurel/internal/cases"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// From a signal over hold, proposal, confirmation, notice and window to the sanction, which comes once and not before.
func TestACaseFromSignalToSanction(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		number := h.doubted("att_ada")
		if held := h.facts("cases.hold_placed"); len(held) != 1 || held[0]["attempt_id"] != "att_ada" {
			t.Fatal(held)
		}
		path := "/api/v1/cases/" + number
		until := time.Now().UTC().Add(90 * 24 * time.Hour).Truncate(time.Second)
		sanction := object{"void": true, "bar": object{"exams": []string{"net-1"}, "until": until}}
		alone := ruling(sanction)
		alone["evidence"] = []any{object{"kind": "signal", "note": "57 focus losses"}}
		h.refused(h.call("proctor:pia", "POST", path+"/proposals", alone), 422, "invalid_input")
		h.call("proctor:pia", "POST", path+"/proposals", ruling(sanction)).Want(t, 200)
		h.refused(h.call("support:sam", "POST", path+"/proposals", ruling(object{})), 409, "case_state")
		h.refused(h.call("proctor:pia", "POST", path+"/decision", object{"accept": true}), 409, "second_person_required")
		if mine := h.call("ada", "GET", "/api/v1/me/cases/"+number, nil).Want(t, 200); mine.Text(t, "state") != "held" || strings.Contains(string(mine.Body), marker) || strings.Contains(string(mine.Body), "pia") {
			t.Errorf("what ada sees: %s", mine.Body)
		}
		h.call("support:sam", "POST", path+"/decision", object{"accept": true, "comment": "I saw it too."}).Want(t, 200)
		h.refused(h.call("support:sam", "POST", path+"/decision", object{"accept": true}), 409, "other_people_required")
		if len(h.facts("cases.attempt_voided")) != 0 {
			t.Fatal("the sanction did not wait")
		}
		h.notify(number)
		mine := h.call("ada", "GET", "/api/v1/me/cases/"+number, nil).Want(t, 200)
		if mine.Text(t, "state") != "notified" || mine.Get(t, "may_appeal") != true || mine.Text(t, "notice") == "" || strings.Contains(string(mine.Body), marker) {
			t.Errorf("%s", mine.Body)
		}
		h.settle()
		if len(h.facts("cases.attempt_voided")) != 0 {
			t.Fatal("the window was not waited for")
		}
		h.lapse(number)
		h.refused(h.call("ada", "POST", "/api/v1/me/cases/"+number+"/appeals", object{"text": "I was not there at all."}), 409, "window_closed")
		h.settle()
		voided, barred := h.facts("cases.attempt_voided"), h.facts("cases.person_barred")
		if len(voided) != 1 || voided[0]["attempt_id"] != "att_ada" || len(barred) != 1 || len(h.facts("cases.hold_lifted")) != 0 || len(h.facts("cases.case_closed")) != 1 {
			t.Error(voided, barred)
		}
		h.bars("ada", "net-1", until, true)
		h.bars("ada", "net-2", until, false)
		h.bars("bob", "net-1", until, false)
		if err := h.exec("update case_entries set text = 'x' where number = ?", number); err == nil {
			t.Error("the history can be changed")
		}
		if err := h.exec("delete from case_entries where number = ?", number); err == nil {
			t.Error("the history can be deleted")
		}
	})
}

// A challenge that one person turned down goes to two others, once; a case that a machine opened and nobody pursued does not.
func TestAChallengeThatWasTurnedDownIsJudgedByTwoOthers(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		number := h.call("bob", "POST", "/api/v1/attempts/att_bob/challenges", object{"position": 3, "comment": "Two of the answers are right."}).Want(t, 201).Text(t, "number")
		path, mine := "/api/v1/cases/"+number, "/api/v1/me/cases/"+number
		h.refused(h.call("bob", "POST", mine+"/appeals", object{"text": "I appeal before anybody spoke."}), 409, "case_state")
		h.call("support:sam", "POST", path+"/dismiss", object{"answer": "The second one is wrong since release 9."}).Want(t, 200)
		if seen := h.call("bob", "GET", mine, nil).Want(t, 200); seen.Get(t, "may_appeal") != true || seen.Get(t, "appeal_until") == nil {
			t.Fatalf("%s", seen.Body)
		}
		if a, err := h.Closing(h.ctx, number); err != nil || a.AppealUntil.IsZero() {
			t.Errorf("the letter names no window: %+v, %v", a, err)
		}
		h.call("bob", "POST", mine+"/appeals", object{"text": "Release 9 does not change that."}).Want(t, 200)
		h.refused(h.call("bob", "POST", mine+"/appeals", object{"text": "Release 9 does not change that."}), 409, "case_state")
		h.refused(h.call("support:sam", "POST", path+"/proposals", ruling(object{})), 409, "other_people_required")
		h.refused(h.call("author:ann", "POST", path+"/proposals", ruling(object{"void": true})), 422, "appeal_harsher")
		h.call("author:ann", "POST", path+"/proposals", ruling(object{"waive_retake": true})).Want(t, 200)
		h.refused(h.call("author:ann", "POST", path+"/decision", object{"accept": true}), 409, "second_person_required")
		h.refused(h.call("support:sam", "POST", path+"/decision", object{"accept": true}), 409, "other_people_required")
		if done := h.call("proctor:pia", "POST", path+"/decision", object{"accept": true}).Want(t, 200); done.Text(t, "state") != "final" {
			t.Errorf("%s", done.Body)
		}
		if seen := h.call("bob", "GET", mine, nil).Want(t, 200); seen.Get(t, "may_appeal") != false || seen.Text(t, "notice") != "Another person answered in your place." {
			t.Errorf("%s", seen.Body)
		}
		if n := len(h.facts("cases.case_closed")); n != 2 {
			t.Errorf("%d letters", n)
		}

		late := h.call("bob", "POST", "/api/v1/attempts/att_bob/challenges", object{"position": 4, "comment": "Nothing here is right at all."}).Want(t, 201).Text(t, "number")
		h.call("support:sam", "POST", "/api/v1/cases/"+late+"/dismiss", object{"answer": "The first answer is right."}).Want(t, 200)
		if err := h.exec("update cases set appeal_until = ? where number = ?", time.Now().UTC().Add(-time.Second), late); err != nil {
			t.Fatal(err)
		}
		h.refused(h.call("bob", "POST", "/api/v1/me/cases/"+late+"/appeals", object{"text": "I was on holiday until now."}), 409, "window_closed")

		signal := h.doubted("att_ada")
		h.call("support:sam", "POST", "/api/v1/cases/"+signal+"/dismiss", object{"answer": "There was nothing in it."}).Want(t, 200)
		h.refused(h.call("ada", "POST", "/api/v1/me/cases/"+signal+"/appeals", object{"text": "I want it to be looked at."}), 409, "case_state")
	})
}

func TestAnAppealIsDecidedByTwoOthersAndMakesNothingWorse(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		number := h.doubted("att_ada")
		path, mine := "/api/v1/cases/"+number, "/api/v1/me/cases/"+number
		h.decide(number, object{"void": true})
		h.refused(h.call("bob", "POST", mine+"/appeals", object{"text": "I was not there at all."}), 404, "not_found")
		h.call("ada", "POST", mine+"/appeals", object{"text": "My sister read my mail aloud."}).Want(t, 200)
		h.refused(h.call("ada", "POST", mine+"/appeals", object{"text": "And once more, please."}), 409, "case_state")
		h.lapse(number)
		h.settle()
		if len(h.facts("cases.attempt_voided")) != 0 {
			t.Fatal("an appealed decision took effect")
		}
		for _, who := range []string{"proctor:pia", "support:sam"} {
			h.refused(h.call(who, "POST", path+"/proposals", ruling(object{})), 409, "other_people_required")
		}
		until := time.Now().UTC().Add(time.Hour)
		h.refused(h.call("vendor_admin:root", "POST", path+"/proposals", ruling(object{"void": true, "bar": object{"exams": []string{"*"}, "until": until}})), 422, "appeal_harsher")
		h.call("vendor_admin:root", "POST", path+"/proposals", ruling(object{})).Want(t, 200)
		h.refused(h.call("support:sam", "POST", path+"/decision", object{"accept": true}), 409, "other_people_required")
		h.call("vendor_admin:eve", "POST", path+"/decision", object{"accept": true}).Want(t, 200)
		if got := h.call("ada", "GET", mine, nil).Want(t, 200); got.Text(t, "state") != "final" || got.Get(t, "sanction", "void") != false {
			t.Errorf("%s", got.Body)
		}
		h.settle()
		if len(h.facts("cases.attempt_voided")) != 0 || len(h.facts("cases.hold_lifted")) != 1 {
			t.Error("the appeal did not restore what was held, once")
		}
	})
}

func TestAHoldIsLiftedOnceWhateverEndsIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		for name, end := range map[string]func(number string){
			"lift": func(n string) {
				h.call("support:sam", "POST", "/api/v1/cases/"+n+"/lift", object{"reason": "It was a mistake of ours."}).Want(t, 200)
				h.refused(h.call("support:sam", "POST", "/api/v1/cases/"+n+"/lift", object{"reason": "It was a mistake of ours."}), 409, "case_state")
			},
			"dismiss": func(n string) {
				h.call("support:sam", "POST", "/api/v1/cases/"+n+"/dismiss", object{"answer": "There was nothing in it."}).Want(t, 200)
			},
			"acquit": func(n string) { h.decide(n, object{}) },
		} {
			number := h.doubted("att_ada")
			before := len(h.facts("cases.hold_lifted"))
			end(number)
			h.settle()
			if n := len(h.facts("cases.hold_lifted")) - before; n != 1 {
				t.Errorf("%s: %d facts", name, n)
			}
		}
		declined := h.doubted("att_ada")
		path := "/api/v1/cases/" + declined
		h.call("proctor:pia", "POST", path+"/proposals", ruling(object{"void": true})).Want(t, 200)
		if got := h.call("support:sam", "POST", path+"/decision", object{"accept": false, "comment": "Not enough."}).Want(t, 200); got.Text(t, "state") != "held" {
			t.Errorf("%s", got.Body)
		}
		h.refused(h.call("support:sam", "POST", path+"/decision", object{"accept": true}), 409, "no_proposal")
	})
}

func TestARemedyTakesEffectAtOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		number := h.call("ada", "POST", "/api/v1/attempts/att_ada/incidents", object{"what_happened": "The power went off for ten minutes."}).Want(t, 201).Text(t, "number")
		h.decide(number, object{"waive_retake": true})
		if got := h.waived("ada", "net-1"); len(got) != 1 || got[0] != "att_ada" {
			t.Error(got)
		}
		h.settle()
		if got := h.call("ada", "GET", "/api/v1/me/cases/"+number, nil).Want(t, 200); got.Text(t, "state") != "final" {
			t.Errorf("%s", got.Body)
		}
	})
}

// A fact tells of an incident as often as it likes: it is one case.
func TestWhatIsToldTwiceIsOneCase(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		for range 2 {
			if err := h.Note(h.ctx, cases.Report{Kind: cases.Incident, Origin: cases.BySignal, Source: "proctoring:inc_1", AttemptID: "att_ada", Summary: "The line was down for a while."}); err != nil {
				t.Fatal(err)
			}
		}
		list := h.call("support:sam", "GET", "/api/v1/cases?attempt=att_ada", nil).Want(t, 200)
		if rows := list.Get(t, "data").([]any); len(rows) != 1 {
			t.Errorf("%s", list.Body)
		}
		if list := h.call("ada", "GET", "/api/v1/me/cases", nil).Want(t, 200); len(list.Get(t, "data").([]any)) != 1 {
			t.Errorf("ada does not see the number of the incident: %s", list.Body)
		}
	})
}
