package exams

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestSequences(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		it := s.items()[0]
		put := func(seq int, response any, flagged bool) testkit.Answer {
			return s.call(t, "PUT", "/responses/"+strconv.Itoa(it.Position), map[string]any{"epoch": 1, "seq": seq, "response": response, "flagged": flagged})
		}
		held := func() (string, string) {
			a := s.call(t, "GET", "", nil)
			return a.Text(t, "responses", 0, "seq"), a.Text(t, "responses", 0, "response", responseMember(it))
		}
		put(3, right(it), false).Want(t, 200)
		seq, first := held()
		if seq != "3" {
			t.Fatalf("seq %s", seq)
		}
		t.Run("duplicate", func(t *testing.T) {
			if a := put(3, right(it), false).Want(t, 200); a.Get(t, "applied") != true || a.Text(t, "seq") != "3" {
				t.Errorf("%s", a.Body)
			}
		})
		t.Run("same seq, other content", func(t *testing.T) {
			put(3, wrong(it), false).Refused(t, 409, "seq_reuse")
			put(3, right(it), true).Refused(t, 409, "seq_reuse")
		})
		t.Run("lower seq", func(t *testing.T) {
			if a := put(2, wrong(it), false).Want(t, 200); a.Get(t, "applied") != false || a.Text(t, "seq") != "3" {
				t.Errorf("%s", a.Body)
			}
		})
		if _, now := held(); now != first {
			t.Errorf("the answer changed from %s to %s", first, now)
		}
		t.Run("several, each on its own", func(t *testing.T) {
			other := s.items()[1]
			a := s.call(t, "PUT", "/responses", map[string]any{"epoch": 1, "responses": []any{
				map[string]any{"position": it.Position, "seq": 3, "response": wrong(it)},
				map[string]any{"position": it.Position, "seq": 1, "response": wrong(it)},
				map[string]any{"position": other.Position, "seq": 1, "response": map[string]any{"choice": "nobody's"}},
				map[string]any{"position": 999, "seq": 1, "response": nil},
				map[string]any{"position": other.Position, "seq": 2, "response": right(other), "flagged": true},
			}}).Want(t, 200)
			for i, want := range []string{"seq_reuse false", " false", "invalid_response false", "invalid_response false", " true"} {
				if got := a.Text(t, "results", i, "code") + " " + a.Text(t, "results", i, "applied"); got != want {
					t.Errorf("entry %d: %q, want %q", i, got, want)
				}
			}
			if a.Text(t, "server_now") == "" || a.Text(t, "deadline_at") == "" {
				t.Errorf("no clock in %s", a.Body)
			}
		})
	})
}

func responseMember(it ItemView) string {
	return map[items.Type]string{items.SingleChoice: "choice", items.TrueFalse: "choice", items.MultipleResponse: "choices", items.Numeric: "number", items.ShortText: "text"}[it.Type]
}

func TestInvalidResponses(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"blueprint": map[string]any{"length": 20}})
		s := h.sit(t, "ada", "net")
		other := h.sit(t, "bob", "net")
		byType := map[items.Type]ItemView{}
		for _, it := range s.items() {
			byType[it.Type] = it
		}
		foreign := func(t items.Type) string {
			for _, it := range other.items() {
				if it.Type == t {
					return it.Options[0].ID
				}
			}
			return "none"
		}
		many := make([]string, 10_000)
		bad := map[items.Type][]string{
			items.SingleChoice: {`{}`, `{"choice":null}`, `{"choice":7}`, `{"choice":""}`, `{"choices":[]}`, `[]`, `"x"`, `7`, `true`,
				fmt.Sprintf(`{"choice":%q}`, foreign(items.SingleChoice)), `{"choice":"a"}`, `{"choice":"x","score":1}`},
			items.MultipleResponse: {`{"choices":["a","b"]}`, `{"choices":"a"}`, `{}`, `{"choices":[1]}`, fmt.Sprintf(`{"choices":["%s"]}`, foreign(items.MultipleResponse))},
			items.TrueFalse:        {`{"choice":"true"}`, `{"choice":true}`},
			items.Numeric:          {`{"number":3}`, `{"number":"NaN"}`, `{"number":"1e400"}`, `{"number":"1,5"}`, `{"number":""}`, `{"number":"0x1F"}`},
			items.ShortText:        {`{"text":7}`, `{"number":"7"}`, `{"text":null}`},
		}
		for kind, responses := range bad {
			it := byType[kind]
			for _, r := range responses {
				a := s.h.person("ada").Call(t, "PUT", s.path("/responses/"+strconv.Itoa(it.Position)), `{"epoch":1,"seq":1,"response":`+r+`}`)
				if a.Status != 422 {
					t.Errorf("%s %s: %d %s", kind, r, a.Status, a.Body)
				}
			}
		}
		it := byType[items.MultipleResponse]
		twice := []string{it.Options[0].ID, it.Options[0].ID}
		s.call(t, "PUT", "/responses/"+strconv.Itoa(it.Position), map[string]any{"epoch": 1, "seq": 1, "response": map[string]any{"choices": twice}}).Refused(t, 422, "invalid_response")
		s.call(t, "PUT", "/responses/"+strconv.Itoa(it.Position), map[string]any{"epoch": 1, "seq": 1, "response": map[string]any{"choices": many}}).Refused(t, 422, "invalid_response")
		long := string(make([]rune, 0, 1))
		for range 501 {
			long += "x"
		}
		s.call(t, "PUT", "/responses/"+strconv.Itoa(byType[items.ShortText].Position), map[string]any{"epoch": 1, "seq": 1, "response": map[string]any{"text": long}}).Refused(t, 422, "invalid_response")
		for _, body := range []string{`{"epoch":1,"seq":1}`, `{"epoch":0,"seq":1,"response":null}`, `{"epoch":1,"seq":0,"response":null}`,
			`{"epoch":1,"seq":1.5,"response":null}`, `{"epoch":1,"seq":1,"response":null,"score":1}`, `{"epoch":1,"seq":1,"seq":2,"response":null}`} {
			s.h.person("ada").Call(t, "PUT", s.path("/responses/1"), body).Want(t, 422)
		}
		s.h.person("ada").Call(t, "PUT", s.path("/responses/999"), `{"epoch":1,"seq":1,"response":null}`).Refused(t, 422, "invalid_response")
		if n := h.count(t, "select count(*) from responses"); n != 0 {
			t.Errorf("%d rows after refusals only", n)
		}
	})
}

// Saves that are shuffled, repeated and sent at once end at the highest sequence of each position.
func TestShuffledSaves(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		type entry struct {
			position, seq int
			response      any
		}
		var all []entry
		for _, it := range s.items()[:5] {
			for seq := 1; seq <= 9; seq++ {
				e := entry{it.Position, seq, wrong(it)}
				if seq == 9 {
					e.response = right(it)
				}
				all = append(all, e, e)
			}
		}
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, a := range together(len(all), func(i int) testkit.Answer {
			e := all[i]
			return s.call(t, "PUT", "/responses/"+strconv.Itoa(e.position), map[string]any{"epoch": 1, "seq": e.seq, "response": e.response})
		}) {
			a.Want(t, 200)
		}
		a := s.call(t, "GET", "", nil)
		for i := range 5 {
			if seq := a.Text(t, "responses", i, "seq"); seq != "9" {
				t.Errorf("position %s stands at seq %s", a.Text(t, "responses", i, "position"), seq)
			}
		}
		s.submit(t).Want(t, 200)
		if raw := h.result(t, s.ID).Raw; raw != "5" {
			t.Errorf("%s points for five right answers", raw)
		}
	})
}

// A client that was cut off sends everything it has in one call.
func TestFullOutbox(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		var entries []any
		for seq := 1; seq <= 50; seq++ {
			for _, it := range s.items() {
				response := wrong(it)
				if seq == 50 {
					response = right(it)
				}
				entries = append(entries, map[string]any{"position": it.Position, "seq": seq, "response": response})
			}
		}
		for range 2 {
			a := s.call(t, "PUT", "/responses", map[string]any{"epoch": 1, "responses": entries}).Want(t, 200)
			if a.Get(t, "results", 499, "applied") != true || a.Get(t, "results", 500) != nil {
				t.Errorf("%s", a.Body)
			}
		}
		s.call(t, "PUT", "/responses", map[string]any{"epoch": 1, "responses": append(entries, entries[0])}).Refused(t, 422, "invalid_input")
		ask := func(epoch int) testkit.Answer {
			return s.call(t, "PUT", "/responses", map[string]any{"epoch": epoch, "responses": []any{}})
		}
		if a := ask(1).Want(t, 200); a.Text(t, "server_now") == "" || a.Get(t, "results", 0) != nil {
			t.Errorf("%s", a.Body)
		}
		ask(7).Refused(t, 409, "superseded")
		s.submit(t).Want(t, 200)
		if raw := h.result(t, s.ID).Raw; raw != "10" {
			t.Errorf("%s points", raw)
		}
		if n := h.count(t, "select count(*) from attempt_events where kind = 'saved'"); n != 500 {
			t.Errorf("%d saves in the log", n)
		}
		ask(1).Refused(t, 409, "attempt_closed")
	})
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"retake": map[string]any{}})
		begin := func(person string) *sitting {
			s := h.sit(t, person, "net")
			s.answerAll(t, 10)
			return s
		}
		t.Run("in the grace", func(t *testing.T) {
			s := begin("ada")
			h.age(t, s.ID, time.Hour+3*time.Second)
			s.save(t, 1, wrong(s.items()[0])).Want(t, 200)
			s.submit(t).Want(t, 200)
			if n := h.count(t, "select count(*) from attempts where late and closed_at = deadline_at and close_reason = 'candidate'"); n != 1 {
				t.Error("a submit in the grace ends at the deadline, late")
			}
			if raw := h.result(t, s.ID).Raw; raw != "9" {
				t.Errorf("%s points", raw)
			}
		})
		t.Run("after it nobody has closed", func(t *testing.T) {
			s := begin("bob")
			h.age(t, s.ID, time.Hour+11*time.Second)
			if n := h.count(t, "select count(*) from attempts where id = ? and state = 'in_progress'", s.ID); n != 1 {
				t.Fatal("somebody closed it")
			}
			late := s.save(t, 1, wrong(s.items()[0])).Refused(t, 409, "attempt_closed")
			aside := late.Text(t, "quarantine_id")
			if aside == "" {
				t.Errorf("no quarantine_id in %s", late.Body)
			}
			s.seq[1]--
			if again := s.save(t, 1, wrong(s.items()[0])).Refused(t, 409, "attempt_closed"); again.Text(t, "quarantine_id") != aside {
				t.Error("the same late answer is kept twice")
			}
			s.seq[2]--
			s.save(t, 2, right(s.items()[1])).Want(t, 200) // what was acknowledged in time stays so
			if n := h.count(t, "select count(*) from late_responses where id = ? and attempt_id = ?", aside, s.ID); n != 1 {
				t.Errorf("%d late answers kept", n)
			}
			s.call(t, "PUT", "/responses", map[string]any{"epoch": 1, "responses": []any{
				map[string]any{"position": 1, "seq": 77, "response": nil}, map[string]any{"position": 2, "seq": 77, "response": nil},
			}}).Refused(t, 409, "attempt_closed")
			s.call(t, "POST", "/takeover", nil).Refused(t, 409, "attempt_closed")
			receipt := s.submit(t).Want(t, 200)
			if receipt.Text(t, "close_reason") != ByDeadline || receipt.Text(t, "closed_at") != s.deadline(t) {
				t.Errorf("%s", receipt.Body)
			}
			if raw := h.result(t, s.ID).Raw; raw != "10" {
				t.Errorf("%s points: a late answer was scored", raw)
			}
		})
		t.Run("a reader closes", func(t *testing.T) {
			s := begin("cas")
			h.age(t, s.ID, 2*time.Hour)
			if got := s.call(t, "GET", "", nil).Want(t, 200).Text(t, "state"); got != "graded" {
				t.Errorf("state %s", got)
			}
			s.call(t, "GET", "/result", nil).Want(t, 200)
		})
		t.Run("a worker closes", func(t *testing.T) {
			var all []*sitting
			for i := range 45 {
				s := h.sit(t, fmt.Sprintf("dan%d", i), "net")
				h.age(t, s.ID, 2*time.Hour)
				all = append(all, s)
			}
			ctx := as(t, "system:worker")
			n, err := h.CloseOverdue(ctx)
			if err != nil || n != len(all) {
				t.Errorf("closed %d: %v", n, err)
			}
			if n, err := h.CloseOverdue(ctx); err != nil || n != 0 {
				t.Errorf("closed %d again: %v", n, err)
			}
			if n := h.count(t, "select count(*) from attempts where state = 'graded' and close_reason = 'deadline' and closed_at = deadline_at and late"); n < len(all) {
				t.Errorf("%d ended at their deadline", n)
			}
		})
		t.Run("one that cannot be closed keeps no other open", func(t *testing.T) {
			bad, good := h.sit(t, "eli", "net"), h.sit(t, "fay", "net")
			h.age(t, bad.ID, 3*time.Hour)
			h.age(t, good.ID, 2*time.Hour)
			h.retype(t, bad.ID, "riddle", 1)
			err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
				return tx.Exec("insert into responses (attempt_id, position, epoch, seq, response, saved_at) values (?, 1, 1, 1, '{}', ?)", bad.ID, time.Now()).Error
			})
			if err != nil {
				t.Fatal(err)
			}
			n, err := h.CloseOverdue(as(t, "system:worker"))
			if n != 1 || err == nil {
				t.Errorf("closed %d, error %v", n, err)
			}
			if got := good.call(t, "GET", "", nil).Text(t, "state"); got != "graded" {
				t.Errorf("the good one is %s", got)
			}
		})
	})
}

func (s *sitting) deadline(t testing.TB) string {
	t.Helper()
	return s.call(t, "GET", "", nil).Text(t, "deadline_at")
}
