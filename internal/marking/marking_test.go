package marking

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

// neighbours answer the ports: item itm_N is asked at position N, attempt att_NAME belongs to the person NAME.
type neighbours struct{}

func (neighbours) Work(_ context.Context, _ *gorm.DB, attemptID string, position int) (Work, error) {
	return Work{
		PersonID: strings.TrimPrefix(attemptID, "att_"), ExamKey: "design", ItemID: fmt.Sprintf("itm_%d", position), ItemVersionID: "itv_1", Type: "essay",
		StemHTML: "<p>Discuss.</p>", Response: []byte(`{"text":"Because."}`), Files: []File{{ID: "fil_1", Name: "note.pdf", Kind: "application/pdf", Size: 4, SHA256: "00"}},
	}, nil
}

func (neighbours) Content(_ context.Context, _ string, _ int, fileID string) (File, []byte, error) {
	if fileID != "fil_1" {
		return File{}, nil, ErrNothing
	}
	return File{ID: "fil_1", Name: "<note>.pdf"}, []byte("%PDF"), nil
}

func (neighbours) Exam(_ context.Context, _ *gorm.DB, key string) (bool, error) {
	return key == "design", nil
}

func (neighbours) Item(_ context.Context, _ *gorm.DB, itemID string) (bool, error) {
	return strings.HasPrefix(itemID, "itm_"), nil
}

// Reviewed holds for item itm_7: its bank asks for a second person.
func (neighbours) Reviewed(_ context.Context, _ *gorm.DB, itemID string) (bool, error) {
	return itemID == "itm_7", nil
}

func (neighbours) Names(_ context.Context, _ *gorm.DB, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, i := range ids {
		out[i] = strings.ToUpper(i)
	}
	return out, nil
}

type house struct {
	*Service
	app *testkit.Client
}

func open(t testing.TB, db *store.DB) *house {
	t.Helper()
	h := &house{Service: New(Deps{DB: db, Log: testkit.Log(t), Works: neighbours{}, Files: neighbours{}, Subjects: neighbours{}, Names: neighbours{}})}
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 1_000_000, Burst: 1_000_000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) { return who(bearer), nil },
	})
	h.Routes(r)
	h.app = testkit.App(r.Fiber(), "")
	return h
}

// who reads a bearer such as "grader:gil".
func who(bearer string) actor.Actor {
	role, name, _ := strings.Cut(bearer, ":")
	return actor.Actor{Kind: actor.Person, ID: name, Name: name, Roles: []string{role}}
}

func as(t testing.TB, name string) context.Context {
	return actor.With(t.Context(), who("grader:"+name))
}

func (h *house) rubric(t testing.TB, itemID string) Rubric {
	t.Helper()
	r := twoByTwo()
	r.ItemID = itemID
	r, err := h.WriteRubric(as(t, "eve"), "*", r)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// due opens a work, twice as every deed may run.
func (h *house) due(t testing.TB, attempt string, position int) {
	t.Helper()
	for range 2 {
		if err := h.Open(t.Context(), Due{attempt, position}); err != nil {
			t.Fatal(err)
		}
	}
}

func (h *house) mark(t testing.TB, name, argument, form string) Desk {
	t.Helper()
	d, err := h.Claim(as(t, name), Ask{})
	if err != nil {
		t.Fatalf("%s claims: %v", name, err)
	}
	for range 2 {
		if d, err = h.Give(as(t, name), d.Task.ID, Mark{map[string]string{"argument": argument, "form": form}, "seen"}); err != nil {
			t.Fatalf("%s marks: %v", name, err)
		}
	}
	return d
}

func (h *house) count(t testing.TB, sql string, args ...any) int {
	t.Helper()
	n := 0
	if err := h.db.Read(t.Context(), func(tx *gorm.DB) error { return tx.Raw(sql, args...).Scan(&n).Error }); err != nil {
		t.Fatal(err)
	}
	return n
}

func (h *house) rule(t testing.TB, mode Mode, tolerance int) {
	t.Helper()
	if _, err := h.WriteRule(as(t, "eve"), "*", Rule{Scope: OfExam, Subject: "design", Mode: mode, Tolerance: tolerance}); err != nil {
		t.Fatal(err)
	}
}

const marked = "select count(*) from outbox_facts where name = 'marking.marked' and payload like ?"

func TestOneMarkIsFinal(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.rubric(t, "itm_1")
		h.due(t, "att_ada", 1)
		d := h.mark(t, "gil", "some", "fair")
		if d.Entry.State != Final || d.Entry.Fraction != "3/5" || d.Task.Points != 6 {
			t.Errorf("%+v", d.Entry)
		}
		if h.count(t, marked, "%3/5%") != 1 || h.count(t, "select count(*) from outbox_facts") != 1 {
			t.Error("marked once is told once")
		}
		if _, err := h.Give(as(t, "gil"), d.Task.ID, Mark{map[string]string{"argument": "full", "form": "fair"}, ""}); !errors.Is(err, ErrMarked) {
			t.Errorf("another mark: %v", err)
		}
		h.rubric(t, "itm_1") // a new version leaves what was marked alone
		if d, err := h.Desk(as(t, "gil"), d.Task.ID); err != nil || d.Rubric.Version != 1 {
			t.Errorf("version %d, %v", d.Rubric.Version, err)
		}
		if n := h.count(t, "select count(*) from audit_entries where action like 'marking.%' or action like 'rubric.%'"); n != 5 {
			t.Errorf("%d entries in the audit log: two rubrics, a claim, a mark, a final one", n)
		}
	})
}

// Imported items are in use at once, before anybody has written a rubric.
func TestAnAnswerWithoutARubricIsJudgedAsAWhole(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		for range 2 {
			h.due(t, "att_ada", 1)
		}
		desk, err := h.Claim(as(t, "gil"), Ask{})
		if err != nil || len(desk.Rubric.Criteria) != 1 || desk.Rubric.MaxPoints != 4 {
			t.Fatalf("%+v, %v", desk.Rubric, err)
		}
		d, err := h.Give(as(t, "gil"), desk.Task.ID, Mark{map[string]string{"answer": "l2"}, ""})
		if err != nil || d.Entry.Fraction != "1/2" || d.Entry.State != Final {
			t.Fatalf("%+v, %v", d.Entry, err)
		}
		h.due(t, "att_bob", 1)
		if n := h.count(t, "select count(*) from marking_rubrics"); n != 1 {
			t.Errorf("%d rubrics", n)
		}
		if _, err := h.WriteRubric(as(t, "eve"), `"1"`, Rubric{ItemID: "itm_1", Title: "Essay", Criteria: twoByTwo().Criteria}); err != nil {
			t.Errorf("an author's own after it: %v", err)
		}
	})
}

func TestTwoMarkBlindAndAThirdDecides(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.rubric(t, "itm_1")
		h.rule(t, DoubleBlind, 2)
		h.due(t, "att_ada", 1)
		h.due(t, "att_gil", 1)
		one := h.mark(t, "gil", "full", "good") // 10, on ada's: gil's own is not for gil
		if one.Entry.PersonID != "ada" || one.Entry.State != Open || len(one.Others) != 0 {
			t.Fatalf("%+v", one)
		}
		if _, err := h.Claim(as(t, "gil"), Ask{}); !errors.Is(err, ErrNoWork) {
			t.Fatalf("gil has marked one and wrote the other: %v", err)
		}
		two := h.mark(t, "uma", "some", "good") // 7
		if two.Entry.State != Adjudicating || len(two.Others) != 0 || h.count(t, marked, "%") != 0 {
			t.Fatalf("three points apart: %+v", two)
		}
		if d, err := h.Desk(as(t, "gil"), one.Task.ID); err != nil || len(d.Others) != 0 {
			t.Errorf("gil sees the other mark before it is final: %+v, %v", d.Others, err)
		}
		for _, name := range []string{"gil", "uma"} {
			if _, err := h.Claim(as(t, name), Ask{Kind: Adjudication}); !errors.Is(err, ErrNoWork) {
				t.Errorf("%s decides on the own mark: %v", name, err)
			}
		}
		d, err := h.Claim(as(t, "tom"), Ask{Kind: Adjudication})
		if err != nil || len(d.Others) != 2 {
			t.Fatalf("the third sees both: %+v, %v", d.Others, err)
		}
		if d, err = h.Give(as(t, "tom"), d.Task.ID, Mark{Marks: map[string]string{"argument": "full", "form": "fair"}}); err != nil || d.Entry.Fraction != "9/10" {
			t.Fatalf("%+v, %v", d.Entry, err)
		}
		if d, err := h.Desk(as(t, "gil"), one.Task.ID); err != nil || len(d.Others) != 2 {
			t.Errorf("when final, who marked sees all: %v", err)
		}
		h.mark(t, "uma", "full", "fair") // 9
		if d := h.mark(t, "tom", "full", "good"); d.Entry.Fraction != "19/20" || d.Entry.State != Final {
			t.Errorf("the mean of 9 and 10: %+v", d.Entry)
		}
	})
}

func TestAnAbandonedTaskReturns(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.rubric(t, "itm_1")
		h.due(t, "att_ada", 1)
		d, err := h.Claim(as(t, "gil"), Ask{})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := h.Claim(as(t, "gil"), Ask{}); err != nil || again.Task.ID != d.Task.ID {
			t.Fatalf("who claims again holds the same: %v", err)
		}
		if _, err := h.Claim(as(t, "uma"), Ask{}); !errors.Is(err, ErrNoWork) {
			t.Fatalf("it is taken: %v", err)
		}
		if _, err := h.Desk(as(t, "uma"), d.Task.ID); !errors.Is(err, ErrNothing) {
			t.Errorf("uma reads over a shoulder: %v", err)
		}
		err = db.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("update marking_tasks set lease_ends = ?", db.Now().Add(-time.Second)).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := h.Claim(as(t, "uma"), Ask{})
		if err != nil || theirs.Task.ID != d.Task.ID {
			t.Fatalf("after half an hour: %v", err)
		}
		good := Mark{Marks: map[string]string{"argument": "full", "form": "fair"}}
		if _, err := h.Give(as(t, "gil"), d.Task.ID, good); !errors.Is(err, ErrLost) || fault.Of(err).Extra["state"] != Claimed {
			t.Errorf("a mark under a lapsed claim: %v", err)
		}
		if _, err := h.Give(as(t, "tom"), d.Task.ID, good); !errors.Is(err, ErrNothing) {
			t.Errorf("a mark of a task that was never held: %v", err)
		}
		if err := h.Release(as(t, "uma"), d.Task.ID); err != nil {
			t.Fatal(err)
		}
		if err := h.Release(as(t, "uma"), d.Task.ID); !errors.Is(err, ErrNothing) {
			t.Errorf("released twice: %v", err)
		}
		if _, err := h.Claim(as(t, "gil"), Ask{TaskID: d.Task.ID}); err != nil {
			t.Errorf("released: %v", err)
		}
	})
}

func TestManyClaimAtOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.rubric(t, "itm_1")
		h.rule(t, DoubleBlind, 0)
		for i := range 5 {
			h.due(t, fmt.Sprintf("att_p%d", i), 1)
		}
		var wg sync.WaitGroup
		for i := range 10 {
			for range 2 {
				wg.Go(func() {
					name := fmt.Sprintf("m%d", i)
					if _, err := h.Claim(as(t, name), Ask{}); err != nil && !errors.Is(err, ErrNoWork) {
						t.Errorf("%s: %v", name, err)
					}
				})
			}
		}
		wg.Wait()
		if n := h.count(t, "select count(distinct marker_id) from marking_tasks where state = 'claimed'"); n != h.count(t, "select count(*) from marking_tasks where state = 'claimed'") || n < 5 {
			t.Errorf("%d people hold tasks", n)
		}
	})
}

func TestMarkingOverHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		author, grader, admin := h.app.As("author:eve"), h.app.As("grader:gil"), h.app.As("vendor_admin:vera")
		rubric := map[string]any{"title": "Note", "criteria": twoByTwo().Criteria}
		author.Call(t, "PUT", "/api/v1/items/itm_1/rubric", rubric).Want(t, 200)
		author.Call(t, "PUT", "/api/v1/items/itm_1/rubric", rubric).Want(t, 428)
		author.Call(t, "PUT", "/api/v1/items/itm_1/rubric", rubric, `If-Match: "9"`).Want(t, 412)
		author.Call(t, "PUT", "/api/v1/items/itm_1/rubric", rubric, `If-Match: "1"`).Want(t, 200)
		author.Call(t, "PUT", "/api/v1/items/nothing/rubric", rubric).Want(t, 404)
		author.Call(t, "PUT", "/api/v1/items/itm_2/rubric", map[string]any{"title": "", "criteria": []any{}}).Want(t, 422)
		grader.Call(t, "PUT", "/api/v1/items/itm_1/rubric", rubric, "If-Match: *").Want(t, 403)
		author.Call(t, "PUT", "/api/v1/exams/design/marking-rule", map[string]any{"mode": "double_blind", "tolerance_points": 2}).Want(t, 200)
		author.Call(t, "PUT", "/api/v1/exams/none/marking-rule", map[string]any{"mode": "single"}).Want(t, 404)
		author.Call(t, "PUT", "/api/v1/exams/design/marking-rule", map[string]any{"mode": "double_blind", "tolerance_points": -1}, `If-Match: "1"`).Want(t, 422)
		for i := range 3 {
			h.due(t, fmt.Sprintf("att_secretperson%d", i), 1)
		}
		if n := grader.Call(t, "GET", "/api/v1/marking/backlog", nil).Want(t, 200).Text(t, "data", 0, "waiting"); n != "6" {
			t.Errorf("%s wait", n)
		}
		first := grader.Call(t, "GET", "/api/v1/marking/queue?limit=2", nil).Want(t, 200)
		second := grader.Call(t, "GET", "/api/v1/marking/queue?limit=200&cursor="+first.Text(t, "next_cursor"), nil).Want(t, 200)
		if strings.Count(string(second.Body), `"id"`) != 4 || strings.Contains(string(first.Body), "secretperson") {
			t.Errorf("%s", second.Body)
		}
		author.Call(t, "POST", "/api/v1/marking/claims", map[string]any{}).Want(t, 403)
		desk := grader.Call(t, "POST", "/api/v1/marking/claims", map[string]any{"exam": "design"}).Want(t, 201)
		task := desk.Text(t, "id")
		if task != first.Text(t, "data", 0, "id") {
			t.Error("the oldest goes first")
		}
		for _, secret := range []string{"secretperson", "att_", "SECRET"} {
			if strings.Contains(string(desk.Body), secret) {
				t.Errorf("the desk shows %s: %s", secret, desk.Body)
			}
		}
		file := grader.Call(t, "GET", "/api/v1/marking/tasks/"+task+"/files/fil_1", nil).Want(t, 200)
		if file.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || file.Header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("%v", file.Header)
		}
		h.app.As("grader:uma").Call(t, "GET", "/api/v1/marking/tasks/"+task+"/files/fil_1", nil).Want(t, 404)
		mark := "/api/v1/marking/tasks/" + task + "/mark"
		grader.Call(t, "PUT", mark, map[string]any{"marks": map[string]string{"argument": "best", "form": "good"}}).Want(t, 422)
		grader.Call(t, "PUT", mark, map[string]any{"marks": map[string]string{"argument": "full", "form": "good"}}).Want(t, 200)
		work := admin.Call(t, "GET", "/api/v1/marking/works?exam=design", nil).Want(t, 200).Text(t, "data", 2, "id")
		if name := admin.Call(t, "GET", "/api/v1/marking/works/"+work, nil).Want(t, 200).Text(t, "marks", 0, "marker"); name != "GIL" {
			t.Errorf("marker %q", name)
		}
		grader.Call(t, "GET", "/api/v1/marking/works/"+work, nil).Want(t, 409)
		h.app.As("grader:uma").Call(t, "GET", "/api/v1/marking/works/"+work, nil).Want(t, 404)
		admin.Call(t, "GET", "/api/v1/marking/agreement?exam=design", nil).Want(t, 200)
	})
}

func TestAgreementIsOnRecord(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.rubric(t, "itm_1")
		h.rule(t, DoubleBlind, 2)
		for i := range 20 {
			h.due(t, fmt.Sprintf("att_p%d", i), 1)
			form := "fair"
			if i%2 == 0 {
				form = "good"
			}
			h.mark(t, "gil", "full", form)
			h.mark(t, "uma", "full", map[bool]string{true: "poor", false: form}[i < 2]) // i = 0, 1 differ by 4 and 3: a third decides
		}
		list, err := h.Agreements(t.Context(), "design")
		if err != nil || len(list) != 1 || len(list[0].Pairs) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		c := list[0]
		if c.Overall.N != 20 || c.Overall.Withheld || c.Differed != 2 || *c.Overall.Exact != .9 || c.Pairs[0].NameA != "GIL" || c.Pairs[0].Agreement.N != 20 {
			t.Errorf("%+v", c)
		}
	})
}
