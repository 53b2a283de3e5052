package exams

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func twice(t *testing.T, do func() error) {
	t.Helper()
	for range 2 {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
}

// lastFact reads the newest fact of a name.
func (h *house) lastFact(t *testing.T, name string, into any) {
	t.Helper()
	var payload string
	if err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		return tx.Raw("select payload from outbox_facts where name = ? order by id desc limit 1", name).Scan(&payload).Error
	}); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(payload), into); err != nil {
		t.Fatal(err)
	}
}

func TestAHeldResultShowsNothingAndComesBackWhole(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		s := h.sit(t, "ada", "net-1")
		s.answerAll(t, 8)
		s.submit(t).Want(t, 200)
		ctx := as(t, "vendor_admin:root")
		before := s.call(t, "GET", "/result", nil).Want(t, 200).Body
		twice(t, func() error { return h.Hold(ctx, s.ID, "C-2026-000001") })
		twice(t, func() error { return h.Hold(ctx, s.ID, "C-2026-000002") })
		held := s.call(t, "GET", "/result", nil).Want(t, 200)
		if held.Text(t, "state") != Held {
			t.Errorf("%s", held.Body)
		}
		for _, word := range []string{"decision", "scaled_score", `"pass"`, "Routing"} {
			if strings.Contains(string(held.Body), word) {
				t.Errorf("a held result says %s: %s", word, held.Body)
			}
		}
		if mine := h.person("ada").Call(t, "GET", "/api/v1/exams/net-1", nil).Want(t, 200); !strings.Contains(string(mine.Body), `"kind":"held"`) || strings.Contains(string(mine.Body), "passed") {
			t.Errorf("the catalogue: %s", mine.Body)
		}
		twice(t, func() error { return h.Unhold(ctx, s.ID, "C-2026-000001") })
		if s.call(t, "GET", "/result", nil).Text(t, "state") != Held {
			t.Error("one of two holds was enough to lift both")
		}
		twice(t, func() error { return h.Unhold(ctx, s.ID, "C-2026-000002") })
		twice(t, func() error { return h.Hold(ctx, s.ID, "C-2026-000002") }) // a note that comes late
		if after := s.call(t, "GET", "/result", nil).Want(t, 200).Body; string(after) != string(before) {
			t.Errorf("%s\n%s", before, after)
		}
		var last AttemptHeld
		h.lastFact(t, "exams.attempt_held", &last)
		if last.Held || last.Version != 4 || h.count(t, "select count(*) from outbox_facts where name = 'exams.attempt_held'") != 4 {
			t.Errorf("%+v", last)
		}
		if n := h.count(t, "select count(*) from outbox_facts where name = 'exams.attempt_passed'"); n != 1 {
			t.Errorf("%d facts of a pass", n)
		}
	})
}

func TestAResultDecidedUnderAHoldIsToldOnceItIsLifted(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		told := func() int {
			return h.count(t, "select count(*) from outbox_facts where name in ('exams.attempt_passed', 'exams.result_released')")
		}
		ctx := as(t, "vendor_admin:root")
		s := h.sit(t, "ada", "net-1")
		s.answerAll(t, 8)
		h.court.held[s.ID] = true // the case holds it, and word of that has not come yet
		s.submit(t).Want(t, 200)
		if told() != 0 || s.call(t, "GET", "/result", nil).Text(t, "state") != Held {
			t.Fatalf("%d facts of a held result", told())
		}
		h.court.held[s.ID] = false
		twice(t, func() error { return h.Unhold(ctx, s.ID, "C-2026-000001") })
		twice(t, func() error { return h.Hold(ctx, s.ID, "C-2026-000001") })
		if told() != 2 || s.call(t, "GET", "/result", nil).Text(t, "state") != Released {
			t.Errorf("%d facts", told())
		}
	})
}

func TestVoidingWithdrawsThePassOnceAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		ctx := as(t, "vendor_admin:root")
		s := h.sit(t, "ada", "net-1")
		s.answerAll(t, 8)
		s.submit(t).Want(t, 200)
		twice(t, func() error { return h.Void(ctx, s.ID, "C-2026-000001") })
		var lost PassWithdrawn
		h.lastFact(t, "exams.pass_withdrawn", &lost)
		if lost.Reason != WithdrawnVoided || lost.AttemptID != s.ID || lost.Case != "C-2026-000001" || h.count(t, "select count(*) from outbox_facts where name = 'exams.pass_withdrawn'") != 1 {
			t.Errorf("%+v", lost)
		}
		if r := h.result(t, s.ID); r.Decision != Pass {
			t.Errorf("the old result is gone: %+v", r)
		}
		if ok, err := h.VerifyLog(ctx, s.ID); err != nil || !ok {
			t.Errorf("the log does not verify: %v", err)
		}
		if got := s.call(t, "GET", "/result", nil); got.Status != 409 || got.Text(t, "code") != "attempt_voided" {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		again := h.sit(t, "ada", "net-1") // a voided attempt neither counts nor makes wait
		twice(t, func() error { return h.Void(ctx, again.ID, "C-2026-000002") })
		if got := again.save(t, 1, right(again.items()[0])); got.Status != 409 || got.Text(t, "code") != "attempt_closed" {
			t.Errorf("a voided attempt takes answers: %d %s", got.Status, got.Body)
		}
	})
}

func TestBarsAndWaivers(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		register := func() testkit.Answer {
			return h.person("ada").Call(t, "POST", "/api/v1/exams/net-1/registrations", map[string]any{"pay_with": "free"}, "Idempotency-Key: "+newKey())
		}
		s := h.sit(t, "ada", "net-1")
		s.submit(t).Want(t, 200)
		if got := register(); got.Status != 409 || got.Text(t, "code") != "cooling_down" {
			t.Fatalf("%d %s", got.Status, got.Body)
		}
		h.court.waived["ada net-1"] = []string{s.ID}
		registration := register().Want(t, 201).Text(t, "id")
		until := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
		h.court.bars["ada net-1"], h.court.bars["bob net-1"] = &Bar{"C-2026-000007", until}, &Bar{"C-2026-000007", until}
		bob := h.person("bob").Call(t, "POST", "/api/v1/exams/net-1/registrations", map[string]any{"pay_with": "free"}, "Idempotency-Key: "+newKey())
		for _, got := range []testkit.Answer{bob, h.person("ada").Call(t, "POST", "/api/v1/registrations/"+registration+"/attempts", nil)} {
			if got.Status != 409 || got.Text(t, "code") != "gate_closed" || got.Text(t, "until") != until.Format(time.RFC3339) || !strings.Contains(string(got.Body), `"kind":"barred"`) {
				t.Errorf("%d %s", got.Status, got.Body)
			}
		}
	})
}

// scoredAgain gives a graded attempt a further result, by other answers to every item.
func (h *house) scoredAgain(t *testing.T, s *sitting, answer func(ItemView) any) {
	t.Helper()
	ctx := as(t, "vendor_admin:root")
	err := h.db.Tx(ctx, func(tx *gorm.DB) error {
		for _, it := range s.items() {
			response, err := json.Marshal(answer(it))
			if err != nil {
				return err
			}
			if err := tx.Exec("update responses set response = ? where attempt_id = ? and position = ?", string(response), s.ID, it.Position).Error; err != nil {
				return err
			}
		}
		a, err := lockAttempt(tx, s.ID)
		if err != nil {
			return err
		}
		_, err = h.scoreAgain(ctx, tx, a, h.db.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A result that is told, held again and then changes is told again; a word that came without a hold is not told by lifting one.
func TestAResultThatChangesUnderASecondHoldIsToldAgain(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		ctx := as(t, "vendor_admin:root")
		told := func(released, passed int, when string) {
			t.Helper()
			if r, p := h.count(t, factsNamed, "exams.result_released"), h.count(t, factsNamed, "exams.attempt_passed"); r != released || p != passed {
				t.Errorf("%s: %d results and %d passes are told, want %d and %d", when, r, p, released, passed)
			}
		}
		at := h.sit(t, "ada", "net-1")
		at.answerAll(t, 4)
		twice(t, func() error { return h.Hold(ctx, at.ID, "C-2026-000001") })
		at.submit(t).Want(t, 200)
		told(0, 0, "graded under the first hold")
		twice(t, func() error { return h.Unhold(ctx, at.ID, "C-2026-000001") })
		told(1, 0, "the first is lifted")
		twice(t, func() error { return h.Hold(ctx, at.ID, "C-2026-000002") })
		h.scoredAgain(t, at, right)
		told(1, 0, "scored again under the second")
		twice(t, func() error { return h.Unhold(ctx, at.ID, "C-2026-000002") })
		told(2, 1, "the second is lifted")
		var won AttemptPassed
		if h.lastFact(t, "exams.attempt_passed", &won); won.Result != 2 || won.AttemptID != at.ID {
			t.Errorf("%+v", won)
		}
		twice(t, func() error { return h.Hold(ctx, at.ID, "C-2026-000003") })
		twice(t, func() error { return h.Unhold(ctx, at.ID, "C-2026-000003") })
		told(2, 1, "a third hold changes nothing")

		h.court.held[at.ID] = true // word of this hold never comes here but by its end
		h.scoredAgain(t, at, wrong)
		told(2, 1, "scored again while the case holds it")
		h.court.held[at.ID] = false
		h.scoredAgain(t, at, right)
		told(3, 2, "scored again after the case let go")
		twice(t, func() error { return h.Unhold(ctx, at.ID, "C-2026-000004") })
		told(3, 2, "word of the end comes after the last result was told")
	})
}
