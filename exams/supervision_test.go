package exams

import (
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func (h *house) watcher(bearer string) *testkit.Client { return h.app.As(bearer) }

func (s *sitting) supervised(t testing.TB, by, path string, body map[string]any) testkit.Answer {
	t.Helper()
	return s.h.watcher(by).Call(t, "POST", s.path(path), body)
}

func TestAProctorStopsAndStartsTheClock(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"pauses": map[string]any{"max_seconds": 3600}})
		s := h.sit(t, "ada", "net")
		why := map[string]any{"reason": "fire alarm"}
		for _, nobody := range []string{"person:ada", "person:bob", "author:eve", "auditor:ivy", "partner_admin:pam"} {
			s.supervised(t, nobody, "/pause", why).Want(t, 403)
		}
		s.supervised(t, "proctor:pat", "/pause", nil).Want(t, 422)
		h.watcher("proctor:pat").Call(t, "POST", "/api/v1/attempts/att_none/pause", why).Want(t, 404)
		s.supervised(t, "proctor:pat", "/resume", why).Want(t, 200) // it runs
		s.supervised(t, "proctor:pat", "/pause", why).Want(t, 200)
		s.supervised(t, "proctor:pat", "/pause", why).Want(t, 200) // again
		s.save(t, 1, nil).Refused(t, 409, "paused")
		s.call(t, "PUT", "/responses", map[string]any{"epoch": 1, "responses": []any{}}).Refused(t, 409, "paused")
		s.deed(t, "/break/end", nil).Refused(t, 409, "paused")
		s.submit(t).Refused(t, 409, "paused")
		v := s.look(t)
		if v.State != Paused || v.Paused.For != ForProctor || len(delivered(v)) != 0 || v.Paused.RemainingSeconds < 3590 {
			t.Fatalf("%+v", v)
		}
		h.do(t, "update attempts set paused_at = ? where id = ?", v.Paused.At.Add(-10*time.Minute), s.ID)
		s.supervised(t, "support:sue", "/resume", why).Want(t, 200)
		after := s.look(t)
		if moved := after.DeadlineAt.Sub(*s.DeadlineAt); moved < 10*time.Minute || moved > 11*time.Minute || after.State != InProgress || after.DeadlineVersion != 2 {
			t.Errorf("moved by %s: %+v", moved, after)
		}
		s.seq[1]--
		s.save(t, 1, nil).Want(t, 200)
		h.stored(t, s.ID)
		if n := h.count(t, "select count(*) from audit_entries where subject = ? and action in ('attempt.paused', 'attempt.resumed')", s.ID); n != 2 {
			t.Errorf("%d lines of audit", n)
		}
		// A pause that nobody ends ends the attempt, with what it has.
		s.supervised(t, "proctor:pat", "/pause", why).Want(t, 200)
		h.do(t, "update attempts set pause_ends_at = ? where id = ?", db.Now().Add(-time.Second), s.ID)
		if _, err := h.CloseOverdue(as(t, "system:worker")); err != nil {
			t.Fatal(err)
		}
		if v := s.look(t); v.State != Graded {
			t.Errorf("%+v", v)
		}
		s.supervised(t, "proctor:pat", "/pause", why).Refused(t, 409, "attempt_closed")
		s.supervised(t, "proctor:pat", "/resume", why).Refused(t, 409, "attempt_closed")
	})
}

func TestTimeIsGivenByEntriesOfALedger(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"pauses": map[string]any{"adjustment_cap_seconds": 900}})
		s := h.sit(t, "ada", "net")
		give := func(seconds int) testkit.Answer {
			return s.supervised(t, "proctor:pat", "/adjustments", map[string]any{"seconds": seconds, "reason": "noise next door"})
		}
		give(600).Want(t, 200)
		if v := s.look(t); v.DeadlineAt.Sub(*s.DeadlineAt) != 10*time.Minute || len(v.Given) != 1 || v.Given[0].Seconds != 600 {
			t.Fatalf("%+v", v.ClockView)
		}
		give(301).Refused(t, 422, "invalid_input")
		give(-601).Refused(t, 422, "invalid_input")
		give(0).Refused(t, 422, "invalid_input")
		give(-600).Want(t, 200)
		if v := s.look(t); !v.DeadlineAt.Equal(*s.DeadlineAt) || v.DeadlineVersion != 3 {
			t.Errorf("%+v", v.ClockView)
		}
		s.supervised(t, "person:ada", "/adjustments", map[string]any{"seconds": 60, "reason": "because"}).Want(t, 403)
		own := h.app.As("proctor:ada") // one of the team who sits an exam
		own.Call(t, "POST", s.path("/adjustments"), map[string]any{"seconds": 60, "reason": "because"}).Refused(t, 403, "own_attempt")
		for _, change := range []string{"update attempt_adjustments set microseconds = 1", "delete from attempt_adjustments"} {
			if err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error { return tx.Exec(change).Error }); err == nil {
				t.Errorf("%s was let through", change)
			}
		}
		h.stored(t, s.ID)
		key := "Idempotency-Key: " + newKey()
		for range 2 {
			h.watcher("proctor:pat").Call(t, "POST", s.path("/adjustments"), map[string]any{"seconds": 60, "reason": "noise"}, key).Want(t, 200)
		}
		if n := h.count(t, "select count(*) from attempt_adjustments where attempt_id = ?", s.ID); n != 3 {
			t.Errorf("%d entries", n)
		}
		var log struct{ Data []LineView }
		h.watcher("auditor:ivy").Call(t, "GET", s.path("/log"), nil).Want(t, 200).Into(t, &log)
		if len(log.Data) != 5 || log.Data[2].Kind != "adjusted" {
			t.Errorf("%+v", log.Data)
		}
	})
}

func TestALateAnswerCountsWhenTwoPeopleSaySo(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		s.answerAll(t, 5) // six would pass
		h.age(t, s.ID, time.Hour+time.Minute)
		late := s.save(t, 6, right(s.items()[5])).Refused(t, 409, "attempt_closed").Text(t, "quarantine_id")
		if v := s.look(t); v.State != Graded {
			t.Fatalf("%+v", v)
		}
		admit := func(by string) testkit.Answer {
			return s.supervised(t, by, "/late-responses/"+late+"/admit", map[string]any{"reason": "our network failed"})
		}
		admit("person:ada").Want(t, 403)
		admit("author:eve").Want(t, 403)
		h.watcher("proctor:pat").Call(t, "POST", s.path("/late-responses/lat_none/admit"), map[string]any{"reason": "because"}).Want(t, 404)
		for range 2 {
			if state := admit("proctor:pat").Want(t, 200).Text(t, "state"); state != "proposed" {
				t.Fatal(state)
			}
		}
		if r := h.result(t, s.ID); r.Decision != Fail {
			t.Fatal("it counts already")
		}
		for range 2 {
			if state := admit("support:sue").Want(t, 200).Text(t, "state"); state != "admitted" {
				t.Fatal(state)
			}
		}
		if got := s.call(t, "GET", "/result", nil).Want(t, 200).Text(t, "decision"); got != Pass {
			t.Errorf("the result says %s", got)
		}
		if n := h.count(t, "select count(*) from attempt_results where attempt_id = ?", s.ID); n != 2 {
			t.Errorf("%d results", n)
		}
		if n := h.count(t, "select count(*) from outbox_facts where name = 'exams.attempt_passed'"); n != 1 {
			t.Errorf("%d passes are told", n)
		}
		if ok, err := h.VerifyLog(as(t, "system:worker"), s.ID); err != nil || !ok {
			t.Error("the log does not hold", err)
		}
	})
}

func TestAnAccommodationWidensAllOfTheTimeAndShowsNowhereElse(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		closes := db.Now().Add(40 * time.Minute)
		h.exam(t, "net", parts(map[string]any{"window": map[string]any{"closes_at": closes}}))
		grant := map[string]any{"time_factor_percent": 150, "exams": []string{"net"}, "note": "secret note", "valid_until": db.Now().Add(time.Hour)}
		people := "/api/v1/people/ada/accommodations"
		for _, nobody := range []string{"person:ada", "partner_admin:pam", "author:eve", "proctor:pat", "auditor:ivy"} {
			h.watcher(nobody).Call(t, "POST", people, grant).Want(t, 403)
		}
		h.watcher("support:sue").Call(t, "POST", "/api/v1/people/nobody/accommodations", grant).Want(t, 404)
		h.watcher("support:ada").Call(t, "POST", people, grant).Refused(t, 403, "own_attempt")
		for field, bad := range map[string]any{"time_factor_percent": 301, "exams": []string{"none"}, "valid_until": "2001-01-01T00:00:00Z"} {
			body := map[string]any{"time_factor_percent": 150, field: bad}
			h.watcher("support:sue").Call(t, "POST", people, body).Want(t, 422)
		}
		acc := h.watcher("support:sue").Call(t, "POST", people, grant).Want(t, 201).Text(t, "id")

		s, plain := h.sit(t, "ada", "net"), h.sit(t, "bob", "net")
		// Limit, sections, breaks and window, by one factor.
		if got := s.DeadlineAt.Sub(closes); got != 30*time.Minute {
			t.Errorf("the window was moved by %s", got)
		}
		if !plain.DeadlineAt.Equal(closes.Truncate(time.Microsecond)) {
			t.Errorf("without one it ends at %s, not with the window", plain.DeadlineAt)
		}
		if l := s.Sections[0]; l.TimeLimitSeconds != 900 || l.BreakSeconds != 450 || l.DeadlineAt.Sub(*s.StartedAt) != 15*time.Minute {
			t.Errorf("%+v", l)
		}
		// Nobody outside learns of it: not from the attempt, its result, the registration, the catalogue, the overview of the exam team.
		s.submit(t).Want(t, 200)
		for path, by := range map[string]string{
			s.path(""): "person:ada", s.path("/result"): "person:ada", "/api/v1/me/registrations": "person:ada", "/api/v1/exams/net": "person:ada", "/api/v1/exams/net/attempts": "author:eve",
		} {
			body := string(h.watcher(by).Call(t, "GET", path, nil).Want(t, 200).Body)
			for _, word := range []string{"accommodat", "factor", "secret note", acc} {
				if strings.Contains(body, word) {
					t.Errorf("%s says %q: %s", path, word, body)
				}
			}
		}
		for _, nobody := range []string{"person:bob", "partner_admin:pam", "key:prm", "proctor:pat"} {
			h.watcher(nobody).Call(t, "GET", people, nil).Want(t, 403)
		}
		if n := h.count(t, "select count(*) from audit_entries where action like 'accommodation%' and partner_id <> ''"); n != 0 {
			t.Error("a partner sees it in the audit log")
		}
		mine := h.person("ada").Call(t, "GET", "/api/v1/me/accommodations", nil).Want(t, 200)
		if mine.Get(t, "data", 0, "time_factor_percent") != 150.0 || strings.Contains(string(mine.Body), "secret note") {
			t.Errorf("%s", mine.Body)
		}
		for range 2 {
			h.watcher("support:sue").Call(t, "POST", "/api/v1/accommodations/"+acc+"/end", nil).Want(t, 200)
		}
		if got := factor([]Accommodation{{TimeFactorPercent: 150, Exams: []string{"x"}}}, Document{Key: "net"}, false, db.Now()); got != 100 {
			t.Errorf("for another exam: %d", got)
		}
	})
}

func TestASecondLanguageGivesTime(t *testing.T) {
	t.Parallel()
	d := Document{Key: "net", Terms: Terms{SecondLanguageFactorPercent: 120}}
	given := []Accommodation{{TimeFactorPercent: 125}, {TimeFactorPercent: 150}}
	for name, c := range map[string]struct {
		second bool
		given  []Accommodation
		want   int
	}{"nothing": {false, nil, 100}, "the language": {true, nil, 120}, "the best of two": {false, given, 150}, "both": {true, given, 170}} {
		if got := factor(c.given, d, c.second, time.Now()); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// Fifty at once: the policy gives two attempts, and no more than two are ever made.
func TestAttemptLimitsHoldAgainstACrowd(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"retake": map[string]any{"max_attempts": 2, "per_seconds": 864000}})
		for range 3 {
			var all sync.WaitGroup
			for range 50 {
				all.Go(func() {
					who := h.person("ada")
					a := who.Call(t, "POST", "/api/v1/exams/net/registrations", map[string]any{"pay_with": "free"}, "Idempotency-Key: "+newKey())
					if a.Status == 201 {
						for range 2 {
							who.Call(t, "POST", "/api/v1/registrations/"+a.Text(t, "id")+"/attempts", nil)
						}
					} else if a.Status != 409 {
						t.Errorf("%d %s", a.Status, a.Body)
					}
				})
			}
			all.Wait()
			var open []string
			if err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
				return tx.Raw("select id from attempts where state = 'in_progress'").Scan(&open).Error
			}); err != nil {
				t.Fatal(err)
			}
			for _, id := range open {
				h.person("ada").Call(t, "POST", "/api/v1/attempts/"+id+"/submit", map[string]any{"epoch": 1}).Want(t, 200)
			}
		}
		if n := h.count(t, "select count(*) from attempts"); n != 2 {
			t.Errorf("%d attempts were made", n)
		}
	})
}

func TestAValidPassIsNotSatAgainUntilItIsRenewed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		for person, want := range map[string]int{"ada": 409, "renewing": 201} {
			s := h.sit(t, person, "net")
			s.answerAll(t, 10)
			s.submit(t).Want(t, 200)
			h.age(t, s.ID, time.Minute)
			a := h.person(person).Call(t, "POST", "/api/v1/exams/net/registrations", map[string]any{"pay_with": "free"}, "Idempotency-Key: "+newKey()).Want(t, want)
			if want == 409 {
				a.Refused(t, 409, "already_passed")
			}
		}
	})
}
