package exams

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// machine is what a candidate, a proctor and time do to one attempt, in any order, beside what was promised so far.
type machine struct {
	t         drawn
	h         *house
	s         *sitting
	state     State
	deadline  time.Time
	takenBack bool
	confirmed map[int]string // the answer that stands, by what was acknowledged
	seqs      map[int]int64
	epoch     int64
}

// drawn fails as a property does, so that it is made smaller, and is a test otherwise.
type drawn struct {
	testing.TB
	in *rapid.T
}

func (d drawn) Helper()                   {}
func (d drawn) Fatal(args ...any)         { d.in.Fatal(args...) }
func (d drawn) Fatalf(f string, a ...any) { d.in.Fatalf(f, a...) }
func (d drawn) Error(args ...any)         { d.in.Fatal(args...) }
func (d drawn) Errorf(f string, a ...any) { d.in.Fatalf(f, a...) }

// Whatever is called, in any order: no 500; states go along allowed moves only; no confirmed answer is lost or overwritten by a call
// that was refused; the deadline moves earlier only where people take back; it is what the ledger says; a refused call changes nothing.
func TestNoOrderOfCallsBreaksAPromise(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		if db.Postgres() {
			t.Log("the statements are the same on both; the orders are tried on the embedded one")
			return
		}
		h := open(t, db)
		h.exam(t, "free", map[string]any{"agreement": "Yes?", "agreement_seconds": 600})
		h.exam(t, "forward", map[string]any{"navigation": "forward_only"})
		h.exam(t, "parts", parts(nil))
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			key := rapid.SampledFrom([]string{"free", "forward", "parts"}).Draw(rt, "exam")
			s := h.sit(t, fmt.Sprintf("p%d", n), key)
			m := &machine{t: drawn{t, rt}, h: h, s: s, state: s.State, confirmed: map[int]string{}, seqs: map[int]int64{}, epoch: s.Epoch}
			if s.DeadlineAt != nil {
				m.deadline = *s.DeadlineAt
			}
			for range rapid.IntRange(5, 40).Draw(rt, "calls") {
				m.step()
			}
			m.end()
		})
	})
}

func (m *machine) call(by, method, path string, body any) testkit.Answer {
	a := m.h.app.As(by).Call(m.t, method, m.s.path(path), body)
	if a.Status >= 500 {
		m.t.Fatalf("%s %s %v: %d %s", method, path, body, a.Status, a.Body)
	}
	return a
}

func (m *machine) me(method, path string, body any) testkit.Answer {
	return m.call("person:"+m.s.person, method, path, body)
}

func (m *machine) step() {
	epoch := rapid.SampledFrom([]int64{m.epoch, m.epoch, m.epoch, 1, m.epoch + 1}).Draw(m.t.in, "epoch")
	why := map[string]any{"reason": "because"}
	before := m.row()
	var a testkit.Answer
	pure := true // a refusal of it leaves the row as it was
	switch rapid.IntRange(0, 13).Draw(m.t.in, "what") {
	case 0, 1, 2, 3:
		m.save(epoch)
		pure = false
		a.Status = 200
	case 4:
		a = m.me("POST", "/start", map[string]any{"agreement_accepted": true})
	case 5:
		a = m.me("POST", "/sections/next", map[string]any{"epoch": epoch})
	case 6:
		a = m.me("POST", "/break/end", map[string]any{"epoch": epoch})
	case 7:
		a = m.me("POST", "/items/next", map[string]any{"epoch": epoch, "position": rapid.IntRange(1, 11).Draw(m.t.in, "item")})
	case 8:
		if a = m.me("POST", "/takeover", nil); a.Status == 200 {
			m.epoch = int64(a.Get(m.t, "epoch").(float64))
		}
	case 9:
		a = m.call("proctor:pat", "POST", "/pause", why)
	case 10:
		a = m.call("proctor:pat", "POST", "/resume", why)
	case 11:
		more := rapid.SampledFrom([]int{60, 600, -60, -600, 100_000}).Draw(m.t.in, "more")
		if a = m.call("proctor:pat", "POST", "/adjustments", map[string]any{"seconds": more, "reason": "because"}); a.Status == 200 && more < 0 {
			m.takenBack = true
		}
	case 12:
		if rapid.IntRange(0, 3).Draw(m.t.in, "really") == 0 {
			a = m.me("POST", "/submit", map[string]any{"epoch": epoch})
		} else {
			a = m.me("POST", "/submit", map[string]any{"epoch": epoch, "passed": true})
		}
	case 13:
		by := time.Duration(rapid.IntRange(1, 900).Draw(m.t.in, "aged")) * time.Second
		m.h.age(m.t, m.s.ID, by)
		m.deadline = m.deadline.Add(-by)
		if rapid.Bool().Draw(m.t.in, "worker") {
			if _, err := m.h.CloseOverdue(as(m.t, "system:worker")); err != nil {
				m.t.Fatal(err)
			}
		}
		pure = false
		a.Status = 200
	}
	if after := m.row(); pure && a.Status >= 400 && after != before {
		m.t.Fatalf("refused with %d %s, and changed\n%s\nto\n%s", a.Status, a.Body, before, after)
	}
	m.check()
}

func (m *machine) row() string {
	var rows []map[string]any
	v, err := m.h.Supervise(as(m.t, "proctor:pat"), m.s.ID)
	if err != nil {
		m.t.Fatal(err)
	}
	v.Now = time.Time{}
	text, _ := json.Marshal([]any{v, rows})
	return string(text)
}

func (m *machine) save(epoch int64) {
	position := rapid.IntRange(1, 11).Draw(m.t.in, "position")
	seq := m.seqs[position] + int64(rapid.SampledFrom([]int{1, 1, 1, 0, -1, 3}).Draw(m.t.in, "seq"))
	if seq < 1 {
		seq = 1
	}
	flagged := rapid.Bool().Draw(m.t.in, "flagged")
	a := m.me("PUT", fmt.Sprintf("/responses/%d", position), map[string]any{"epoch": epoch, "seq": seq, "response": nil, "flagged": flagged})
	if a.Status == 200 && a.Get(m.t, "applied") == true {
		m.seqs[position] = seq
		m.confirmed[position] = fmt.Sprint(seq, flagged)
	}
}

// check reads the attempt and holds it against what was promised.
func (m *machine) check() {
	var v AttemptView
	a := m.me("GET", "", nil)
	if a.Status != 200 {
		m.t.Fatalf("%d %s", a.Status, a.Body)
	}
	a.Into(m.t, &v)
	if !reaches(m.state, v.State) {
		m.t.Fatalf("went from %s to %s", m.state, v.State)
	}
	m.state = v.State
	stands := map[int]string{}
	for _, r := range v.Responses {
		stands[r.Position] = fmt.Sprint(r.Seq, r.Flagged)
	}
	for position, what := range m.confirmed {
		if stands[position] != what {
			m.t.Fatalf("position %d: %q was confirmed, %q stands", position, what, stands[position])
		}
	}
	if v.DeadlineAt == nil {
		return
	}
	if v.DeadlineAt.Before(m.deadline) && !m.takenBack {
		m.t.Fatalf("the deadline moved from %s to %s", m.deadline, v.DeadlineAt)
	}
	m.deadline, m.takenBack = *v.DeadlineAt, false
	seen, err := m.h.Supervise(as(m.t, "proctor:pat"), m.s.ID)
	if err != nil {
		m.t.Fatal(err)
	}
	if want := seen.Attempt.Limits.deadline(*seen.Attempt.StartedAt, seen.Ledger); !want.Equal(*v.DeadlineAt) {
		m.t.Fatalf("the deadline is %s, the ledger says %s", v.DeadlineAt, want)
	}
	for p := range delivered(v) {
		if !seen.Attempt.shows(p) {
			m.t.Fatalf("item %d is delivered", p)
		}
	}
}

// end lets time close the attempt, and holds its receipt and its score against the answers.
func (m *machine) end() {
	if m.state == Ready {
		return
	}
	for range 4 { // sections, breaks and pauses at the end of each other
		m.h.age(m.t, m.s.ID, 30*time.Hour)
		if _, err := m.h.CloseOverdue(as(m.t, "system:worker")); err != nil {
			m.t.Fatal(err)
		}
	}
	var v AttemptView
	m.me("GET", "", nil).Want(m.t, 200).Into(m.t, &v)
	if v.State != Graded {
		m.t.Fatalf("%s after days", v.State)
	}
	one := m.me("POST", "/submit", map[string]any{"epoch": 1}).Want(m.t, 200)
	two := m.me("POST", "/submit", map[string]any{"epoch": 1}).Want(m.t, 200)
	if string(one.Body) != string(two.Body) {
		m.t.Fatal("two receipts")
	}
	if ok, err := m.h.VerifyLog(as(m.t, "system:worker"), m.s.ID); err != nil || !ok {
		m.t.Fatal("the log does not hold", err)
	}
}

// reaches holds where a state follows from another by allowed moves, of which time may have made several.
func reaches(from, to State) bool {
	seen := map[State]bool{from: true}
	for ahead := []State{from}; len(ahead) > 0; ahead = ahead[1:] {
		for _, next := range moves[ahead[0]] {
			if !seen[next] {
				seen[next] = true
				ahead = append(ahead, next)
			}
		}
	}
	return seen[to]
}
