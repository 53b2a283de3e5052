package labs

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/blob"
	"laurel/internal/fault"
	"laurel/internal/hooks"
	"laurel/internal/labs/checks"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

func twoTasks() []Task {
	return []Task{
		{Key: "net", Title: "Address the host", Points: 6, Checks: []string{"address", "route"}},
		{Key: "files", Title: "Write the files", Points: 4, Checks: []string{"a", "b", "c", "d"}, Partial: true},
	}
}

func TestATaskIsWorthItsPointsOnlyIfEveryCheckPasses(t *testing.T) {
	t.Parallel()
	passed := func(names ...string) (out []checks.Check) {
		for _, n := range names {
			out = append(out, checks.Check{Name: n, Passed: true})
		}
		return append(out, checks.Check{Name: "failed"})
	}
	plain := Document{Tasks: twoTasks()}
	gated := Document{Tasks: twoTasks(), Sections: []Section{{Key: "core", Minimum: 6}}}
	gated.Tasks[0].Section = "core"
	for _, c := range []struct {
		doc  Document
		list []checks.Check
		want string
	}{
		{plain, passed("address", "route", "a", "b", "c", "d"), "1"},
		{plain, passed("address", "route"), "3/5"},
		{plain, passed("address", "a", "b", "c", "d"), "2/5"},
		{plain, passed("address", "a"), "1/10"},
		{plain, passed("a", "b", "c"), "3/10"},
		{plain, passed(), "0"},
		{plain, []checks.Check{{Name: "address", Passed: true}, {Name: "route"}}, "0"},
		{gated, passed("address", "route", "a"), "7/10"},
		{gated, passed("address", "a", "b", "c", "d"), "0"},
	} {
		if _, got := c.doc.grade(c.list); got != c.want {
			t.Errorf("%+v: %s, not %s", c.list, got, c.want)
		}
	}
}

// world answers the ports: attempt att_NAME belongs to NAME; position 1 is a lab of itm_1, position 2 is none.
type world struct {
	mu     sync.Mutex
	closed bool
	files  []File
}

func (w *world) Sitting(_ context.Context, _ *gorm.DB, attemptID string, position int) (Sitting, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !strings.HasPrefix(attemptID, "att_") {
		return Sitting{}, ErrNothing
	}
	kind := map[int]string{1: "lab", 2: "essay"}[position]
	return Sitting{PersonID: strings.TrimPrefix(attemptID, "att_"), ExamKey: "net", ItemID: "itm_1", ItemVersionID: "itv_1", Type: kind, Open: !w.closed}, nil
}

func (w *world) Files(context.Context, *gorm.DB, string, int) ([]File, error) { return w.files, nil }

func (w *world) Content(context.Context, string, int, string) (File, []byte, error) {
	return File{}, []byte("content"), nil
}

func (w *world) Item(_ context.Context, _ *gorm.DB, itemID string) (bool, error) {
	return strings.HasPrefix(itemID, "itm_"), nil
}

// Reviewed holds for item itm_2: its bank asks for a second person.
func (w *world) Reviewed(_ context.Context, _ *gorm.DB, itemID string) (bool, error) {
	return itemID == "itm_2", nil
}

func (w *world) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
}

type house struct {
	*Service
	world *world
	app   *testkit.Client
}

func open(t testing.TB, db *store.DB) *house {
	t.Helper()
	keeper, err := blob.Open("file:" + t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{}
	h := &house{world: w, Service: New(Deps{
		DB: db, Log: testkit.Log(t), Secret: []byte(strings.Repeat("s", 32)), BaseURL: "http://laurel.test", AllowLoopback: true, Modules: keeper, Sittings: w, Contents: w, Items: w, Timeout: time.Second,
	})}
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 1_000_000, Burst: 1_000_000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) { return who(bearer), nil },
	})
	h.Routes(r)
	h.app = testkit.App(r.Fiber(), "")
	return h
}

func who(bearer string) actor.Actor {
	role, name, _ := strings.Cut(bearer, ":")
	a := actor.Actor{Kind: actor.Person, ID: name, Name: name}
	if role != "person" {
		a.Roles = []string{role}
	}
	return a
}

func (h *house) count(t testing.TB, sql string, args ...any) int {
	t.Helper()
	n := 0
	if err := h.db.Read(t.Context(), func(tx *gorm.DB) error { return tx.Raw(sql, args...).Scan(&n).Error }); err != nil {
		t.Fatal(err)
	}
	return n
}

// closeTwice takes the word of a close twice, and steps twice, as every deed may run.
func (h *house) closeTwice(t testing.TB, attempt, session string) {
	t.Helper()
	h.world.close()
	for range 2 {
		if err := h.Close(t.Context(), Place{attempt, 1}); err != nil {
			t.Fatal(err)
		}
	}
	h.step(t, session)
	h.step(t, session)
}

func (h *house) step(t testing.TB, session string) {
	t.Helper()
	if err := h.Step(t.Context(), session); err != nil {
		t.Fatal(err)
	}
}

func (h *house) session(t testing.TB, session string) Session {
	t.Helper()
	var x Session
	if err := h.db.Read(t.Context(), func(tx *gorm.DB) (err error) { x, err = sessionOf(tx, session); return err }); err != nil {
		t.Fatal(err)
	}
	return x
}

// now makes what is due later due now.
func (h *house) now(t testing.TB, session string) {
	t.Helper()
	err := h.db.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("update lab_sessions set next_at = ? where id = ? and next_at is not null", h.db.Now().Add(-time.Minute), session).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

const told = "select count(*) from outbox_facts where name = ? and payload like ?"

var built struct {
	sync.Once
	module []byte
}

// script compiles the script of the tests, once.
func script(t *testing.T) []byte {
	t.Helper()
	built.Do(func() { built.module = compile(t) })
	return built.module
}

func compile(t *testing.T) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "script.wasm")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, "./checks/testdata/script")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	module, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

func TestALabGradedByScript(t *testing.T) {
	t.Parallel()
	module := script(t)
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		author, ada := h.app.As("author:eve"), h.app.As("person:ada")
		if bad := author.Call(t, "POST", "/api/v1/lab-modules", "#!/bin/sh").Want(t, 422); bad.Text(t, "code") != "module_unusable" {
			t.Errorf("%s", bad.Body)
		}
		doc := map[string]any{"grading": "script", "module": strings.Repeat("0", 64), "seconds": 3, "tasks": []any{
			map[string]any{"key": "net", "title": "Address", "points": 3, "checks": []string{"address", "route"}},
			map[string]any{"key": "some", "title": "One of two", "points": 1, "checks": []string{"address", "route"}, "partial_credit": true},
		}}
		author.Call(t, "PUT", "/api/v1/items/itm_1/lab", doc).Want(t, 422)
		made := author.Call(t, "POST", "/api/v1/lab-modules", module).Want(t, 201)
		if again := author.Call(t, "POST", "/api/v1/lab-modules", module).Want(t, 201); again.Text(t, "sha256") != made.Text(t, "sha256") {
			t.Error("the same script is another one")
		}
		ada.Call(t, "POST", "/api/v1/lab-modules", module).Want(t, 403)
		doc["module"] = made.Text(t, "sha256")
		author.Call(t, "PUT", "/api/v1/items/itm_1/lab", doc).Want(t, 200)
		author.Call(t, "PUT", "/api/v1/items/itm_1/lab", doc).Want(t, 428)
		author.Call(t, "PUT", "/api/v1/items/none/lab", doc).Want(t, 404)

		ada.Call(t, "POST", "/api/v1/attempts/att_ada/labs", map[string]any{"position": 2}).Want(t, 422)
		ada.Call(t, "POST", "/api/v1/attempts/att_bob/labs", map[string]any{"position": 1}).Want(t, 404)
		x := ada.Call(t, "POST", "/api/v1/attempts/att_ada/labs", map[string]any{"position": 1}).Want(t, 201)
		ada.Call(t, "POST", "/api/v1/attempts/att_ada/labs", map[string]any{"position": 1}).Want(t, 200)
		path := "/api/v1/labs/" + x.Text(t, "id")
		h.app.As("person:bob").Call(t, "GET", path, nil).Want(t, 404)
		ada.Call(t, "PUT", path+"/work", map[string]any{"text": "10.0.0.1"}).Want(t, 200)
		if got := ada.Call(t, "POST", path+"/hand-in", nil).Want(t, 200); got.Text(t, "state") != "handed_in" || strings.Contains(string(got.Body), "grade\"") {
			t.Errorf("%s", got.Body)
		}
		ada.Call(t, "POST", path+"/hand-in", nil).Want(t, 200)
		ada.Call(t, "PUT", path+"/work", map[string]any{"text": "more"}).Want(t, 409)
		h.step(t, x.Text(t, "id"))
		if got := h.session(t, x.Text(t, "id")); got.State != HandedIn {
			t.Errorf("graded before the attempt is closed: %+v", got)
		}
		h.closeTwice(t, "att_ada", x.Text(t, "id"))
		if got := h.session(t, x.Text(t, "id")); got.State != Finished || got.Fraction != "1/8" || len(got.Tasks) != 2 || got.Tasks[1].Points != "1/2" {
			t.Errorf("half of one point of four: %+v", got)
		}
		if h.count(t, told, Graded{}.FactName(), "%1/8%") != 1 || h.count(t, told, PeopleDue{}.FactName(), "%") != 0 {
			t.Error("graded once is told once")
		}
		if got := ada.Call(t, "GET", path, nil).Want(t, 200); strings.Contains(string(got.Body), "route") {
			t.Errorf("the candidate sees checks: %s", got.Body)
		}
		h.app.As("auditor:olga").Call(t, "GET", path, nil).Want(t, 200).Text(t, "grade", "checks", 0, "name")
		h.app.As("auditor:olga").Call(t, "GET", "/api/v1/labs?exam=net&state=graded", nil).Want(t, 200).Text(t, "data", 0, "id")
	})
}

func TestAHostileScriptEndsWithPeople(t *testing.T) {
	t.Parallel()
	module := script(t)
	h := open(t, testkit.Embedded(t))
	m, err := h.Upload(actor.With(t.Context(), who("author:eve")), module)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Define(actor.With(t.Context(), who("author:eve")), "", Definition{ItemID: "itm_1", Document: Document{Grading: ByScript, Module: m.SHA256, Seconds: 1, MemoryMiB: 48, Tasks: twoTasks()}})
	if err != nil {
		t.Fatal(err)
	}
	for word, reason := range map[string]string{"loop": checks.TimeUp, "noise": checks.Unreadable} {
		h.world.closed = false
		attempt := "att_" + word
		ctx := actor.With(t.Context(), who("person:"+word))
		x, _, err := h.Request(ctx, Place{attempt, 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Write(ctx, x.ID, word); err != nil {
			t.Fatal(err)
		}
		h.closeTwice(t, attempt, x.ID)
		if got := h.session(t, x.ID); got.State != Failed || got.Reason != reason || got.Fraction != "" {
			t.Errorf("%s: %+v", word, got)
		}
		if h.count(t, told, PeopleDue{}.FactName(), "%"+attempt+"%") != 1 {
			t.Errorf("%s: people are not called once", word)
		}
	}
}

// grader is an outside grader that answers with a status and keeps what it heard.
type grader struct {
	mu     sync.Mutex
	status int
	heard  []string
	secret hooks.Secret
}

func (g *grader) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	g.mu.Lock()
	defer g.mu.Unlock()
	m := hooks.Message{ID: r.Header.Get("Webhook-Id"), Timestamp: r.Header.Get("Webhook-Timestamp"), Signature: r.Header.Get("Webhook-Signature"), Body: body}
	if hooks.Verify(m, time.Now(), g.secret) != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	g.heard = append(g.heard, string(body))
	w.WriteHeader(g.status)
}

func (g *grader) says(status int) { g.mu.Lock(); g.status = status; g.mu.Unlock() }

// signed sends a message as the grader would.
func (h *house) signed(t testing.TB, path, messageID string, body []byte, secret hooks.Secret) testkit.Answer {
	t.Helper()
	at := time.Now()
	return h.app.Call(t, "POST", path, body, "Webhook-Id: "+messageID, "Webhook-Timestamp: "+strconv.FormatInt(at.Unix(), 10), "Webhook-Signature: "+hooks.Signature(messageID, at, body, secret))
}

func TestAnOutsideGrader(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		g := &grader{status: 500}
		server := httptest.NewServer(g)
		t.Cleanup(server.Close)
		author, ada := h.app.As("author:eve"), h.app.As("person:ada")
		doc := map[string]any{"grading": "outside", "url": server.URL + "/labs", "provision": true, "tasks": twoTasks()}
		author.Call(t, "PUT", "/api/v1/items/itm_1/lab", doc).Want(t, 409)
		shown := author.Call(t, "POST", "/api/v1/items/itm_1/lab/secret", nil).Want(t, 201)
		g.secret, _ = hooks.ReadSecret(shown.Text(t, "secret"))
		author.Call(t, "PUT", "/api/v1/items/itm_1/lab", map[string]any{"grading": "outside", "url": "http://169.254.169.254/", "tasks": twoTasks()}).Want(t, 422)
		author.Call(t, "PUT", "/api/v1/items/itm_1/lab", doc).Want(t, 200)

		x := ada.Call(t, "POST", "/api/v1/attempts/att_ada/labs", map[string]any{"position": 1}).Want(t, 201)
		id, path := x.Text(t, "id"), "/api/v1/labs/"+x.Text(t, "id")
		h.step(t, id) // 500
		if got := h.session(t, id); got.State != Requested || got.Tries != 1 || got.Reason != refusedIt || !got.NextAt.After(time.Now()) {
			t.Errorf("after a refusal: %+v", got)
		}
		g.says(200)
		h.now(t, id)
		h.step(t, id)
		if got := h.session(t, id); got.State != Provisioning || got.Reason != "" {
			t.Errorf("after a yes: %+v", got)
		}
		ready := []byte(`{"session":"` + id + `","connection":{"host":"lab-7.example","username":"root","note":"ssh"}}`)
		h.signed(t, path+"/ready", "m1", ready, hooks.NewSecret()).Want(t, 400)
		h.signed(t, path+"/ready", "m1", []byte(`{"session":"`+id+`","connection":{"url":"javascript:alert(1)"}}`), g.secret).Want(t, 422)
		h.signed(t, path+"/ready", "m1", ready, g.secret).Want(t, 204)
		h.signed(t, path+"/ready", "m1", ready, g.secret).Want(t, 204)
		if got := ada.Call(t, "GET", path, nil).Want(t, 200); got.Text(t, "state") != "ready" || got.Text(t, "connection", "host") != "lab-7.example" {
			t.Errorf("%s", got.Body)
		}
		grade := []byte(`{"session":"` + id + `","checks":[{"name":"address","passed":true},{"name":"route","passed":true}]}`)
		h.signed(t, path+"/grade", "m2", grade, g.secret).Want(t, 409)
		ada.Call(t, "PUT", path+"/work", map[string]any{"text": "done"}).Want(t, 200)
		h.world.files = []File{{ID: "fil_1", Name: "a.txt", Size: 7}}
		h.closeTwice(t, "att_ada", id)
		if got := h.session(t, id); got.State != GradingNow {
			t.Fatalf("%+v", got)
		}
		var q question
		if err := json.Unmarshal([]byte(g.heard[len(g.heard)-1]), &q); err != nil || q.Type != "lab.grade" || q.Work.Text != "done" || len(q.Work.Files) != 1 || strings.Contains(g.heard[len(g.heard)-1], "ada") {
			t.Errorf("%+v, %v", q, err)
		}
		at := strconv.FormatInt(time.Now().Unix(), 10)
		h.app.Call(t, "GET", path+"/files/fil_1", nil, "Webhook-Id: fil_1", "Webhook-Timestamp: "+at, "Webhook-Signature: "+hooks.Signature("fil_1", time.Now(), nil, g.secret)).Want(t, 200)
		h.app.Call(t, "GET", path+"/files/fil_1", nil, "Webhook-Id: fil_2", "Webhook-Timestamp: "+at, "Webhook-Signature: "+hooks.Signature("fil_2", time.Now(), nil, g.secret)).Want(t, 400)
		h.app.Call(t, "GET", path+"/files/fil_1", nil).Want(t, 400)
		for _, bad := range []string{`{}`, `[]`, `{"session":"ID","checks":[]}`, `{"session":"ID","checks":[{"name":""}]}`, `{"session":"ID","checks":[{"name":"a"},{"name":"a"}]}`, `x`, `{"session":"lab_other","checks":[{"name":"a"}]}`} {
			h.signed(t, path+"/grade", "bad", []byte(strings.Replace(bad, "ID", id, 1)), g.secret).Want(t, 422)
		}
		h.signed(t, path+"/grade", "m3", grade, g.secret).Want(t, 204)
		h.signed(t, path+"/grade", "m3", grade, g.secret).Want(t, 204)
		h.signed(t, path+"/grade", "m4", grade, g.secret).Want(t, 204)
		h.signed(t, path+"/grade", "m5", []byte(`{"session":"`+id+`","checks":[{"name":"address","passed":false}]}`), g.secret).Want(t, 409)
		if got := h.session(t, id); got.State != Finished || got.Fraction != "3/5" || h.count(t, told, Graded{}.FactName(), "%3/5%") != 1 {
			t.Errorf("%+v", got)
		}
	})
}

func TestASilentGraderIsGivenUp(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		g := &grader{status: 200}
		server := httptest.NewServer(g)
		t.Cleanup(server.Close)
		ctx := actor.With(t.Context(), who("author:eve"))
		shown, err := h.MakeSecret(ctx, "itm_1")
		if err != nil {
			t.Fatal(err)
		}
		g.secret, _ = hooks.ReadSecret(shown.Secret)
		if _, err := h.Define(ctx, "", Definition{ItemID: "itm_1", Document: Document{Grading: ByOutside, URL: server.URL, Tasks: twoTasks()}}); err != nil {
			t.Fatal(err)
		}
		x, _, err := h.Request(actor.With(t.Context(), who("person:ada")), Place{"att_ada", 1})
		if err != nil || x.State != Ready {
			t.Fatalf("%+v, %v", x, err)
		}
		h.closeTwice(t, "att_ada", x.ID)
		for range 10 {
			h.now(t, x.ID)
			if n, err := h.StepDue(t.Context()); err != nil || n > 1 {
				t.Fatalf("%d, %v", n, err)
			}
			h.step(t, x.ID)
		}
		if got := h.session(t, x.ID); got.State != Failed || got.Reason != noAnswer || len(g.heard) != mostAsked {
			t.Errorf("%+v, asked %d times", got, len(g.heard))
		}
		if h.count(t, told, PeopleDue{}.FactName(), "%att_ada%") != 1 {
			t.Error("people are not called once")
		}
		if _, err := h.Write(actor.With(t.Context(), who("person:ada")), x.ID, "late"); !errors.Is(err, ErrHandedIn) {
			t.Errorf("written after the close: %v", err)
		}
	})
}

func TestLabsForPeople(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		ctx := actor.With(t.Context(), who("author:eve"))
		if _, err := h.Define(ctx, "", Definition{ItemID: "itm_1", Document: Document{Grading: ByPeople}}); err != nil {
			t.Fatal(err)
		}
		x, _, err := h.Request(actor.With(t.Context(), who("person:ada")), Place{"att_ada", 1})
		if err != nil {
			t.Fatal(err)
		}
		h.closeTwice(t, "att_ada", x.ID)
		if got := h.session(t, x.ID); got.State != Marking || h.count(t, told, PeopleDue{}.FactName(), "%att_ada%") != 1 {
			t.Errorf("%+v", got)
		}
		for range 2 { // a lab that nobody opened
			if err := h.Close(t.Context(), Place{"att_bob", 1}); err != nil {
				t.Fatal(err)
			}
		}
		if h.count(t, told, PeopleDue{}.FactName(), "%att_bob%") != 1 {
			t.Error("a lab that was never opened is forgotten")
		}
		if err := h.Close(t.Context(), Place{"nothing", 1}); fault.Of(err).Kind != fault.NotFound {
			t.Errorf("%v", err)
		}
	})
}
