package exams

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// together runs n calls at once and gives their answers.
func together(n int, call func(i int) testkit.Answer) []testkit.Answer {
	out := make([]testkit.Answer, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			out[i] = call(i)
		})
	}
	close(start)
	all.Wait()
	return out
}

func TestParallelStartsGiveOneAttempt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		registration := h.registered(t, "ada", "net")
		answers := together(100, func(int) testkit.Answer {
			return h.person("ada").Call(t, "POST", "/api/v1/registrations/"+registration+"/attempts", nil)
		})
		made, forms := 0, map[string]bool{}
		for _, a := range answers {
			if a.Status == http.StatusCreated {
				made++
			} else {
				a.Want(t, http.StatusOK)
			}
			items := ""
			for i := range 10 {
				items += a.Text(t, "sections", 0, "items", i, "stem_html")
			}
			forms[a.Text(t, "id")+a.Text(t, "deadline_at")+items] = true
		}
		if made != 1 || len(forms) != 1 {
			t.Errorf("%d attempts made, %d different ones seen", made, len(forms))
		}
		if n := h.count(t, "select count(*) from attempts"); n != 1 || h.till.admitted[registration] != 1 {
			t.Errorf("%d attempts, entitlement spent %d times", n, h.till.admitted[registration])
		}
	})
}

func TestParallelSubmitsGiveOneResult(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		s.answerAll(t, 10)
		bodies := map[string]bool{}
		for _, a := range together(50, func(int) testkit.Answer { return s.submit(t) }) {
			bodies[string(a.Want(t, 200).Body)] = true
		}
		if len(bodies) != 1 {
			t.Errorf("%d different receipts", len(bodies))
		}
		for query, want := range map[string]int{
			"select count(*) from attempt_results":                                  1,
			"select count(*) from outbox_facts where name = 'exams.attempt_passed'": 1,
			"select count(*) from attempt_events where kind = 'closed'":             1,
		} {
			if n := h.count(t, query); n != want {
				t.Errorf("%s: %d", query, n)
			}
		}
	})
}

// An acknowledged answer is scored, and what is not scored was refused: whoever wins the race.
func TestSubmitRacesSaves(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"retake": map[string]any{}, "scoring": map[string]any{
			"cut_raw": 10, "scale": map[string]any{"min": 100, "pass": 700, "max": 1000}}})
		for round := range 5 {
			s := h.sit(t, fmt.Sprintf("ada%d", round), "net")
			answers := together(11, func(i int) testkit.Answer {
				if i == 10 {
					time.Sleep(time.Duration(round) * time.Millisecond)
					return s.submit(t)
				}
				it := s.items()[i]
				return s.call(t, "PUT", fmt.Sprintf("/responses/%d", it.Position), map[string]any{"epoch": 1, "seq": 1, "response": right(it)})
			})
			acknowledged := 0
			for _, a := range answers[:10] {
				if a.Status == 200 {
					acknowledged++
				} else {
					a.Refused(t, 409, "attempt_closed")
				}
			}
			if counted := answers[10].Want(t, 200).Get(t, "answered"); counted != float64(acknowledged) {
				t.Errorf("%d answers acknowledged, %v counted", acknowledged, counted)
			}
			if raw := h.result(t, s.ID).Raw; raw != fmt.Sprint(acknowledged) {
				t.Errorf("%d right answers acknowledged, %s points", acknowledged, raw)
			}
		}
	})
}

func TestTwoTabs(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		s.save(t, 1, right(s.items()[0])).Want(t, 200)
		before := s.call(t, "GET", "", nil).Text(t, "deadline_at")
		if got := s.call(t, "POST", "/takeover", nil).Want(t, 200).Get(t, "epoch"); got != float64(2) {
			t.Fatalf("epoch %v", got)
		}
		put := func(epoch, seq int, response any) testkit.Answer {
			return s.call(t, "PUT", "/responses/1", map[string]any{"epoch": epoch, "seq": seq, "response": response})
		}
		put(1, 2, wrong(s.items()[0])).Refused(t, 409, "superseded")
		s.call(t, "POST", "/submit", map[string]any{"epoch": 1}).Refused(t, 409, "superseded")
		put(2, 2, wrong(s.items()[0])).Want(t, 200)
		put(1, 1, right(s.items()[0])).Refused(t, 409, "superseded")
		if after := s.call(t, "GET", "", nil).Text(t, "deadline_at"); after != before {
			t.Errorf("the deadline moved from %s to %s", before, after)
		}
		if n := h.count(t, "select count(*) from audit_entries where action = 'attempt.taken_over'"); n != 1 {
			t.Errorf("%d audit lines of the take-over", n)
		}
		s.Epoch = 2
		s.submit(t).Want(t, 200)
		s.call(t, "POST", "/takeover", nil).Refused(t, 409, "attempt_closed")
	})
}

// Once a take-over is acknowledged, nothing under the old epoch is written, however many saves are on their way.
func TestTakeOverFencesTheOldTab(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		for _, a := range together(61, func(i int) testkit.Answer {
			if i == 60 {
				return s.call(t, "POST", "/takeover", nil)
			}
			it := s.items()[i%10]
			return s.call(t, "PUT", fmt.Sprintf("/responses/%d", it.Position), map[string]any{"epoch": 1, "seq": 1 + i/10, "response": right(it)})
		}) {
			if a.Status != 200 {
				a.Refused(t, 409, "superseded")
			}
		}
		var log []logged
		err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
			var err error
			log, err = logOf(tx, s.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		taken := false
		for _, e := range log {
			if taken && e.Kind == "saved" {
				t.Errorf("written after the take-over: %s", e.Detail)
			}
			taken = taken || e.Kind == "taken_over"
		}
		if !taken {
			t.Error("no take-over in the log")
		}
	})
}

func TestAgreement(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"agreement": "I tell nobody."})
		s := h.sit(t, "ada", "net")
		if s.State != Ready || s.StartedAt != nil || len(s.Sections) != 0 || s.Agreement != "I tell nobody." {
			t.Fatalf("before the agreement: %+v", s.AttemptView)
		}
		s.save(t, 1, nil).Refused(t, 409, "not_started")
		s.submit(t).Refused(t, 409, "not_started")
		s.call(t, "POST", "/start", map[string]any{"agreement_accepted": false}).Refused(t, 422, "agreement_required")
		s.call(t, "POST", "/start", map[string]any{"agreement_accepted": true, "started_at": "2020-01-01T00:00:00Z"}).Want(t, 422)
		var deadlines []string
		for _, a := range together(10, func(int) testkit.Answer {
			return s.call(t, "POST", "/start", map[string]any{"agreement_accepted": true})
		}) {
			deadlines = append(deadlines, a.Want(t, 200).Text(t, "deadline_at"))
		}
		for _, d := range deadlines {
			if d != deadlines[0] {
				t.Errorf("two deadlines: %s and %s", d, deadlines[0])
			}
		}
		if n := h.count(t, "select count(*) from attempt_events where kind = 'started'"); n != 1 {
			t.Errorf("started %d times", n)
		}
	})
}

func TestForeignAttemptsDoNotExist(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		registration := s.Registration
		calls := []struct {
			method, path string
			body         any
		}{
			{"GET", "/api/v1/attempts/%s", nil},
			{"PUT", "/api/v1/attempts/%s/responses/1", map[string]any{"epoch": 1, "seq": 1, "response": nil}},
			{"PUT", "/api/v1/attempts/%s/responses", map[string]any{"epoch": 1, "responses": []any{map[string]any{"position": 1, "seq": 1, "response": nil}}}},
			{"POST", "/api/v1/attempts/%s/start", map[string]any{"agreement_accepted": true}},
			{"POST", "/api/v1/attempts/%s/takeover", nil},
			{"POST", "/api/v1/attempts/%s/submit", map[string]any{"epoch": 1}},
			{"GET", "/api/v1/attempts/%s/result", nil},
			{"GET", "/api/v1/registrations/%s", nil},
			{"POST", "/api/v1/registrations/%s/attempts", nil},
		}
		for _, c := range calls {
			own := s.ID
			if strings.Contains(c.path, "registrations") {
				own = registration
			}
			plain := func(a testkit.Answer) string { return strings.ReplaceAll(string(a.Body), a.Text(t, "request_id"), "") }
			for _, stranger := range []*testkit.Client{h.person("bob"), h.app.As("author:eve"), h.app.As("vendor_admin:root")} {
				theirs := stranger.Call(t, c.method, fmt.Sprintf(c.path, own), c.body).Refused(t, 404, "not_found")
				nothing := stranger.Call(t, c.method, fmt.Sprintf(c.path, "att_00000000000000000000000000"), c.body).Refused(t, 404, "not_found")
				if plain(theirs) != plain(nothing) {
					t.Errorf("%s %s tells an attempt from nothing:\n%s\n%s", c.method, c.path, theirs.Body, nothing.Body)
				}
			}
		}
		if n := h.count(t, "select count(*) from responses"); n != 0 {
			t.Errorf("a stranger wrote %d answers", n)
		}
	})
}

func TestGates(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"price": map[string]any{"amount": 15000, "currency": "USD"}})
		register := func(person string, body map[string]any, headers ...string) testkit.Answer {
			return h.person(person).Call(t, "POST", "/api/v1/exams/net/registrations", body, append(headers, "Idempotency-Key: "+newKey())...)
		}
		attempt := func(person, registration string) testkit.Answer {
			return h.person(person).Call(t, "POST", "/api/v1/registrations/"+registration+"/attempts", nil)
		}
		t.Run("free where it is not", func(t *testing.T) {
			register("ada", map[string]any{"pay_with": "free"}).Refused(t, 422, "payment_required")
		})
		t.Run("unknown way to pay", func(t *testing.T) {
			register("ada", map[string]any{"pay_with": "shells"}).Refused(t, 422, "invalid_input")
		})
		t.Run("a code without voucher", func(t *testing.T) {
			register("ada", map[string]any{"pay_with": "card", "voucher_code": "X"}).Refused(t, 422, "invalid_input")
		})
		t.Run("voucher refused", func(t *testing.T) {
			register("ada", map[string]any{"pay_with": "voucher", "voucher_code": "BAD"}).Refused(t, 422, "voucher_refused")
		})
		t.Run("unknown affiliation", func(t *testing.T) {
			register("ada", map[string]any{"pay_with": "card", "affiliation": "aff_bob"}).Refused(t, 422, "affiliation_unknown")
		})
		t.Run("unknown exam", func(t *testing.T) {
			h.person("ada").Call(t, "POST", "/api/v1/exams/none/registrations", map[string]any{"pay_with": "card"}, "Idempotency-Key: "+newKey()).Refused(t, 404, "not_found")
		})
		t.Run("no idempotency key", func(t *testing.T) {
			h.person("ada").Call(t, "POST", "/api/v1/exams/net/registrations", map[string]any{"pay_with": "card"}).Refused(t, 422, "idempotency_key_required")
		})
		if n := h.count(t, "select count(*) from registrations"); n != 0 {
			t.Errorf("%d registrations after refusals only", n)
		}
		t.Run("card", func(t *testing.T) {
			r := register("ada", map[string]any{"pay_with": "card", "affiliation": "aff_ada"}).Want(t, 201)
			if r.Text(t, "state") != "awaiting_payment" || r.Text(t, "order", "checkout_url") == "" || r.Text(t, "order", "total", "amount") != "15000" {
				t.Fatalf("%s", r.Body)
			}
			registration := r.Text(t, "id")
			closed := attempt("ada", registration).Refused(t, 409, "gate_closed")
			if closed.Text(t, "unmet", 0, "kind") != "payment" {
				t.Errorf("%s", closed.Body)
			}
			h.till.settle(registration)
			for range 2 { // the deed may run twice
				if err := h.Ready(as(t, "system:worker"), registration); err != nil {
					t.Fatal(err)
				}
			}
			if got := h.person("ada").Call(t, "GET", "/api/v1/registrations/"+registration, nil).Text(t, "state"); got != "ready" {
				t.Errorf("paid and %q", got)
			}
			register("ada", map[string]any{"pay_with": "card"}).Refused(t, 409, "already_registered")
			attempt("ada", registration).Want(t, 201)
			register("ada", map[string]any{"pay_with": "card"}).Refused(t, 409, "attempt_open")
			if got := h.person("ada").Call(t, "GET", "/api/v1/me/registrations", nil).Text(t, "data", 0, "state"); got != "used" {
				t.Errorf("started and %q", got)
			}
		})
		t.Run("a payment that nobody told of shows", func(t *testing.T) {
			registration := register("cas", map[string]any{"pay_with": "card"}).Text(t, "id")
			h.till.settle(registration)
			if got := h.person("cas").Call(t, "GET", "/api/v1/registrations/"+registration, nil).Text(t, "state"); got != "ready" {
				t.Errorf("paid and %q", got)
			}
		})
		t.Run("twice with one key", func(t *testing.T) {
			key := newKey()
			body := map[string]any{"pay_with": "voucher"}
			one := h.person("dan").Call(t, "POST", "/api/v1/exams/net/registrations", body, "Idempotency-Key: "+key).Want(t, 201)
			two := h.person("dan").Call(t, "POST", "/api/v1/exams/net/registrations", body, "Idempotency-Key: "+key).Want(t, 201)
			if string(one.Body) != string(two.Body) {
				t.Errorf("%s\n%s", one.Body, two.Body)
			}
		})
		t.Run("prerequisites", func(t *testing.T) {
			h.school.asks("fay", "net", fault.Unmet{Kind: "track", ID: "basics", Title: "Basics", Have: 1, Need: 3})
			closed := register("fay", map[string]any{"pay_with": "voucher"}).Refused(t, 409, "gate_closed")
			if closed.Text(t, "unmet", 0, "id") != "basics" {
				t.Errorf("%s", closed.Body)
			}
			list := h.person("fay").Call(t, "GET", "/api/v1/exams", nil)
			if list.Text(t, "data", 0, "mine", "state") != "locked" || list.Text(t, "data", 0, "mine", "unmet", 0, "need") != "3" {
				t.Errorf("%s", list.Body)
			}
			h.school.asks("fay", "net")
			registration := register("fay", map[string]any{"pay_with": "voucher"}).Want(t, 201).Text(t, "id")
			h.school.asks("fay", "net", fault.Unmet{Kind: "track", ID: "basics", Title: "Basics", Have: 1, Need: 3})
			attempt("fay", registration).Refused(t, 409, "gate_closed")
		})
		t.Run("the gate refuses and nothing is left", func(t *testing.T) {
			registration := register("gus", map[string]any{"pay_with": "voucher"}).Want(t, 201).Text(t, "id")
			h.till.mu.Lock()
			h.till.refuse = fault.New(fault.Forbidden, "not_entitled", "no")
			h.till.mu.Unlock()
			attempt("gus", registration).Refused(t, 403, "not_entitled")
			h.till.mu.Lock()
			h.till.refuse = nil
			h.till.mu.Unlock()
			attempt("gus", registration).Want(t, 201)
		})
	})
}

func TestRetakes(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		register := func() testkit.Answer {
			return h.person("ada").Call(t, "POST", "/api/v1/exams/net/registrations", map[string]any{"pay_with": "free"}, "Idempotency-Key: "+newKey())
		}
		s := h.sit(t, "ada", "net")
		s.answerAll(t, 2)
		s.submit(t).Want(t, 200)
		cooling := register().Refused(t, 409, "cooling_down")
		if cooling.Text(t, "until") == "" {
			t.Errorf("no until in %s", cooling.Body)
		}
		if got := h.person("ada").Call(t, "GET", "/api/v1/exams/net", nil).Text(t, "mine", "state"); got != "cooling_down" {
			t.Errorf("the exam is %q", got)
		}
		h.age(t, s.ID, 2*time.Hour)
		s = h.sit(t, "ada", "net")
		s.answerAll(t, 10)
		s.submit(t).Want(t, 200)
		register().Refused(t, 409, "already_passed")
		h.age(t, s.ID, 1000*time.Hour)
		register().Refused(t, 409, "already_passed")
	})
}

// The fences in the database hold, whatever the program does.
func TestFences(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		s.save(t, 1, right(s.items()[0])).Want(t, 200)
		s.submit(t).Want(t, 200)
		for name, statement := range map[string]string{
			"reopen an attempt": "update attempts set state = 'in_progress'",
			"change the log":    "update attempt_events set detail = '{}'",
			"cut the log":       "delete from attempt_events",
			"change a result":   "update attempt_results set decision = 'pass'",
			"drop a result":     "delete from attempt_results",
		} {
			t.Run(name, func(t *testing.T) {
				err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error { return tx.Exec(statement).Error })
				if err == nil {
					t.Error("it was allowed")
				}
			})
		}
	})
}
