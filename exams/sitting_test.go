package exams

import (
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// parts is an exam of three sections: ten minutes and a break of five, ten minutes forward only, and what is left.
func parts(changes map[string]any) map[string]any {
	out := map[string]any{
		"navigation": "sectioned",
		"sections": []any{
			map[string]any{"title": "One", "items": 4, "time_limit_seconds": 600, "break_seconds": 300},
			map[string]any{"title": "Two", "items": 3, "time_limit_seconds": 600, "navigation": "forward_only"},
			map[string]any{"title": "Three", "items": 3},
		},
	}
	for k, v := range changes {
		out[k] = v
	}
	return out
}

// look reads the attempt afresh.
func (s *sitting) look(t testing.TB) AttemptView {
	t.Helper()
	var v AttemptView
	s.call(t, "GET", "", nil).Want(t, 200).Into(t, &v)
	return v
}

func (s *sitting) deed(t testing.TB, path string, extra map[string]any) testkit.Answer {
	t.Helper()
	body := map[string]any{"epoch": s.Epoch}
	for k, v := range extra {
		body[k] = v
	}
	return s.call(t, "POST", path, body)
}

// open gives the items that are delivered, by position.
func delivered(v AttemptView) map[int]ItemView {
	out := map[int]ItemView{}
	for _, s := range v.Sections {
		for _, it := range s.Items {
			out[it.Position] = it
		}
	}
	return out
}

func TestSectionsOpenOneAfterAnotherAndCloseForEver(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", parts(nil))
		s := h.sit(t, "ada", "net")
		first := delivered(s.AttemptView)
		if len(first) != 4 || len(s.Sections) != 3 || s.Sections[1].State != "waiting" || s.Sections[0].DeadlineAt.Sub(*s.StartedAt) != 10*time.Minute {
			t.Fatalf("%+v", s.Sections)
		}
		s.save(t, 1, right(first[1])).Want(t, 200)
		s.save(t, 5, nil).Refused(t, 409, "section_not_open")
		s.deed(t, "/sections/next", map[string]any{"section": 2}).Refused(t, 409, "section_not_open")

		var rest AttemptView
		s.deed(t, "/sections/next", map[string]any{"section": 1}).Want(t, 200).Into(t, &rest)
		if rest.State != Paused || rest.Paused == nil || rest.Paused.For != ForBreak || len(delivered(rest)) != 0 || rest.Sections[0].State != "closed" {
			t.Fatalf("%+v", rest)
		}
		s.deed(t, "/sections/next", map[string]any{"section": 1}).Want(t, 200) // its answer was lost on the way: nothing more happens
		s.save(t, 2, right(first[2])).Refused(t, 409, "paused")
		s.submit(t).Refused(t, 409, "paused")
		s.deed(t, "/items/next", map[string]any{"position": 5}).Refused(t, 409, "paused")

		var two AttemptView
		s.deed(t, "/break/end", nil).Want(t, 200).Into(t, &two)
		if two.State != InProgress || two.Section != 2 || !two.Forward || two.Position != 5 || len(delivered(two)) != 1 || !two.DeadlineAt.After(*s.DeadlineAt) {
			t.Fatalf("%+v", two)
		}
		s.deed(t, "/break/end", nil).Want(t, 200)
		// What comes now for the closed section is kept aside; the answer that was confirmed may come again.
		s.seq[2]--
		late := s.save(t, 2, right(first[2])).Refused(t, 409, "item_left")
		if late.Text(t, "quarantine_id") == "" {
			t.Error("no receipt for it")
		}
		s.seq[1]--
		s.save(t, 1, right(first[1])).Want(t, 200)

		s.save(t, 7, nil).Refused(t, 409, "item_not_reached")
		s.save(t, 5, right(delivered(two)[5])).Want(t, 200)
		s.save(t, 6, nil).Want(t, 200) // the next one: five is left
		s.save(t, 5, nil).Refused(t, 409, "item_left")
		s.deed(t, "/items/next", map[string]any{"position": 5}).Want(t, 200)
		s.deed(t, "/items/next", map[string]any{"position": 6}).Want(t, 200)
		s.deed(t, "/items/next", map[string]any{"position": 7}).Refused(t, 409, "last_item")
		if v := s.look(t); v.Position != 7 || len(delivered(v)) != 1 {
			t.Errorf("%+v", v.ClockView)
		}
		s.deed(t, "/sections/next", nil).Want(t, 200)
		s.deed(t, "/sections/next", map[string]any{"section": 3}).Refused(t, 409, "last_section")
		s.save(t, 9, nil).Want(t, 200)
		s.submit(t).Want(t, 200)
		s.deed(t, "/sections/next", nil).Refused(t, 409, "attempt_closed")
		s.call(t, "POST", "/sections/next", map[string]any{"epoch": 1, "passed": true}).Want(t, 422)
		h.person("bob").Call(t, "POST", s.path("/sections/next"), map[string]any{"epoch": 1}).Want(t, 404)
	})
}

func TestABatchGoesForwardWithItsAnswers(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"navigation": "forward_only"})
		s := h.sit(t, "ada", "net")
		entry := func(position, seq int) map[string]any {
			return map[string]any{"position": position, "seq": seq, "response": nil}
		}
		var out struct{ Results []SavedView }
		s.call(t, "PUT", "/responses", map[string]any{"epoch": 1, "responses": []any{entry(1, 1), entry(2, 1), entry(4, 1), entry(3, 1), entry(2, 2)}}).Want(t, 200).Into(t, &out)
		var codes []string
		for _, r := range out.Results {
			codes = append(codes, r.Code)
		}
		if len(codes) != 5 || codes[0]+codes[1]+codes[3] != "" || codes[2] != "item_not_reached" || codes[4] != "item_left" || out.Results[4].Quarantine == "" {
			t.Errorf("%+v", out.Results)
		}
		if v := s.look(t); v.Position != 3 {
			t.Errorf("shows %d", v.Position)
		}
	})
}

func TestTimeAloneClosesSectionsEndsBreaksAndClosesTheAttempt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", parts(nil))
		lazy, left := h.sit(t, "ada", "net"), h.sit(t, "bob", "net")
		first := delivered(lazy.AttemptView)
		for _, s := range []*sitting{lazy, left} {
			h.age(t, s.ID, 10*time.Minute+Grace+time.Second)
		}
		// A save finds the section lapsed: it is kept aside, and the attempt is in its break.
		lazy.save(t, 1, right(first[1])).Refused(t, 409, "paused")
		if v := lazy.look(t); v.State != Paused || v.Section != 2 {
			t.Fatalf("%+v", v)
		}
		if n, err := h.CloseOverdue(as(t, "system:worker")); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if v := left.look(t); v.State != Paused || v.Section != 2 {
			t.Fatalf("%+v", v)
		}
		// Nobody comes back: the break ends, the second section lapses, the third ends with the attempt.
		h.age(t, left.ID, 2*time.Hour)
		if n, err := h.CloseOverdue(as(t, "system:worker")); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		v := left.look(t)
		if v.State != Graded {
			t.Fatalf("%+v", v)
		}
		if want := v.StartedAt.Add(time.Hour + 5*time.Minute); !v.ClosedAt.Equal(want) || !v.DeadlineAt.Equal(want) {
			t.Errorf("closed at %s, want %s", v.ClosedAt, want)
		}
		if n := h.count(t, "select count(*) from attempt_events where attempt_id = ? and kind in ('section_closed', 'break_began', 'break_ended', 'section_opened')", left.ID); n != 5 {
			t.Errorf("%d steps are logged", n)
		}
		if ok, err := h.VerifyLog(as(t, "system:worker"), left.ID); err != nil || !ok {
			t.Error("the log does not hold", err)
		}
		h.stored(t, left.ID)
	})
}

// stored holds the deadline at rest against the one that start, limits and ledger give.
func (h *house) stored(t testing.TB, attemptID string) {
	t.Helper()
	v, err := h.Supervise(as(t, "proctor:pat"), attemptID)
	if err != nil {
		t.Fatal(err)
	}
	if a := v.Attempt; a.StartedAt != nil {
		if want := a.Limits.deadline(*a.StartedAt, v.Ledger); !want.Equal(*a.DeadlineAt) {
			t.Errorf("the deadline is %s, the ledger says %s", a.DeadlineAt, want)
		}
	}
}

func TestAnAgreementHasALimitOfItsOwn(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"agreement": "Keep it to yourself.", "agreement_seconds": 120})
		reg := h.registered(t, "ada", "net")
		begin := func() (v AttemptView) {
			h.person("ada").Call(t, "POST", "/api/v1/registrations/"+reg+"/attempts", nil).Want(t, 201).Into(t, &v)
			return v
		}
		for round := 1; round <= mostLapses; round++ {
			a := begin()
			if a.State != Ready || a.AgreeBy == nil || a.StartedAt != nil || len(a.Sections) != 0 {
				t.Fatalf("%+v", a)
			}
			h.do(t, "update attempts set agree_by = ? where id = ?", db.Now().Add(-time.Second), a.ID)
			if round == 1 {
				h.person("ada").Call(t, "POST", "/api/v1/attempts/"+a.ID+"/start", map[string]any{"agreement_accepted": true}).Refused(t, 409, "agreement_lapsed")
			} else if _, err := h.CloseOverdue(as(t, "system:worker")); err != nil {
				t.Fatal(err)
			}
			var v AttemptView
			h.person("ada").Call(t, "GET", "/api/v1/attempts/"+a.ID, nil).Want(t, 200).Into(t, &v)
			if v.State != Voided {
				t.Fatalf("%+v", v)
			}
			want := "ready"
			if round == mostLapses {
				want = "used"
			}
			if got := h.person("ada").Call(t, "GET", "/api/v1/registrations/"+reg, nil).Want(t, 200).Text(t, "state"); got != want {
				t.Errorf("after %d the registration is %s", round, got)
			}
		}
		if h.till.admitted[reg] != 1 {
			t.Errorf("spent %d times", h.till.admitted[reg])
		}
		// It was no attempt: another registration starts at once.
		again := h.registered(t, "ada", "net")
		var a AttemptView
		h.person("ada").Call(t, "POST", "/api/v1/registrations/"+again+"/attempts", nil).Want(t, 201).Into(t, &a)
		h.person("ada").Call(t, "POST", "/api/v1/attempts/"+a.ID+"/start", map[string]any{"agreement_accepted": true}).Want(t, 200)
	})
}
