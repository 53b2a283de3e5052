package exams

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// crowd is seven people of whom four cannot simply hand in, and what each is told who does so together with the others.
func (h *house) crowd(t *testing.T) map[string]*sitting {
	t.Helper()
	h.exam(t, "net", nil)
	all := map[string]*sitting{}
	for _, who := range []string{"ada", "bob", "superseded", "overdue", "closed", "paused", "twice"} {
		all[who] = h.sit(t, who, "net")
		all[who].answerAll(t, 7)
	}
	all["closed"].submit(t).Want(t, 200)
	all["superseded"].call(t, "POST", "/takeover", map[string]any{}).Want(t, 200)
	all["paused"].supervised(t, "proctor:pat", "/pause", map[string]any{"reason": "fire alarm"}).Want(t, 200)
	h.age(t, all["overdue"].ID, 2*time.Hour)
	return all
}

// Those who hand in at the same time share one transaction. It closes whose word is plain, and decides nothing about the others.
func TestParallelSubmitsShareOneCommit(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		sit := h.crowd(t)
		who := []string{"ada", "superseded", "overdue", "closed", "paused", "twice", "bob", "twice"}
		calls := []submission{{sit["bob"].ID, "stranger", 1}, {"att_none", "ada", 1}}
		for _, one := range who {
			calls = append(calls, submission{sit[one].ID, one, 1})
		}
		out, err := h.submitTogether(as(t, "system:submissions"), calls)
		if err != nil {
			t.Fatal(err)
		}
		if out[0].plain || out[1].plain {
			t.Errorf("somebody else's attempt, or none: %+v", out[:2])
		}
		closed := map[string]bool{}
		for i, one := range who {
			got, want := out[i+2], (one == "ada" || one == "bob" || one == "twice") && !closed[one]
			if closed[one] = true; got.plain != want {
				t.Errorf("%s, call %d: plain %t", one, i, got.plain)
			}
			if want && (got.receipt.Attempt != sit[one].ID || got.receipt.Answered != 10 || got.receipt.Signature == "") {
				t.Errorf("%s has the receipt %+v", one, got.receipt)
			}
		}
		for one, s := range sit {
			want := map[string]int{"ada": 1, "bob": 1, "twice": 1, "closed": 1}[one]
			if n := h.count(t, "select count(*) from attempt_results where attempt_id = ?", s.ID); n != want {
				t.Errorf("%s has %d results, want %d", one, n, want)
			}
		}
		if again, err := h.submitTogether(as(t, "system:submissions"), calls); err != nil || again[2].plain {
			t.Errorf("again: %+v, %v", again, err)
		}
	})
}

// The same over HTTP: whatever shares a commit, each has the answer that they would have had alone, and the log of each replays.
func TestParallelSubmitsAreAnsweredEachAlone(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		sit := h.crowd(t)
		before := string(sit["closed"].submit(t).Want(t, 200).Body)
		deadline := sit["overdue"].DeadlineAt.Add(-2 * time.Hour)
		calls := []string{"ada", "superseded", "overdue", "closed", "paused", "twice", "bob", "twice", "overdue", "closed"}
		var mu sync.Mutex
		bodies := map[string]map[string]bool{}
		answers := together(len(calls), func(i int) testkit.Answer {
			a := sit[calls[i]].submit(t)
			mu.Lock()
			defer mu.Unlock()
			if bodies[calls[i]] == nil {
				bodies[calls[i]] = map[string]bool{}
			}
			bodies[calls[i]][string(a.Body)] = true
			return a
		})
		for i, one := range calls {
			switch a := answers[i]; one {
			case "superseded":
				a.Refused(t, 409, "superseded")
			case "paused":
				a.Refused(t, 409, "paused")
			case "overdue":
				if a.Want(t, 200).Text(t, "close_reason") == "submitted" {
					t.Errorf("closed as if in time: %s", a.Body)
				}
				closed, err := time.Parse(time.RFC3339Nano, a.Text(t, "closed_at"))
				if err != nil || !closed.Equal(deadline) {
					t.Errorf("closed at %s, its time was over at %s", a.Text(t, "closed_at"), deadline)
				}
			default:
				a.Want(t, 200)
			}
		}
		if len(bodies["twice"]) != 1 || len(bodies["closed"]) != 1 || !bodies["closed"][before] || len(bodies["overdue"]) != 1 {
			t.Error("one attempt has several receipts")
		}
		for one, s := range sit {
			if one != "overdue" { // its past was made, and is in no log
				h.equal(t, s.ID, one)
			}
		}
		sit["superseded"].Epoch = 2
		sit["superseded"].submit(t).Want(t, 200)
		if n := h.count(t, fmt.Sprintf("select count(*) from attempts where state = '%s'", Graded)); n != 6 {
			t.Errorf("%d attempts are closed and scored, want all but the paused one", n)
		}
	})
}
