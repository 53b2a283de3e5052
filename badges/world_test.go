package badges_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/badges"
	"laurel/internal/actor"
	"laurel/internal/blob"
	"laurel/internal/paper"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

// world is the slice on a database of its own, with a stand-in for exams that says which exams name a certification.
type world struct {
	*badges.Service
	db    *store.DB
	files blob.Keeper
	exams *exams
	ctx   context.Context
	web   *testkit.Client
}

type exams struct {
	mu    sync.Mutex
	names map[string][]string
}

func (e *exams) ExamsOf(_ context.Context, _ *gorm.DB, certification string) ([]string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.names[certification], nil
}

var press = sync.OnceValues(func() (*paper.Press, error) { return paper.Open(os.DirFS("../assets/fonts")) })

const secret = "a secret of at least thirty-two bytes"

func newWorld(t *testing.T, db *store.DB) *world {
	t.Helper()
	files, err := blob.Open("file:" + filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{db: db, files: files, exams: &exams{names: map[string][]string{}}}
	w.ctx = actor.With(t.Context(), actor.SystemOf("test"))
	w.Service = w.service(t, secret)
	router := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 60000, Burst: 10000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) {
			roles := map[string][]string{"author": {actor.Author}, "admin": {actor.VendorAdmin}, "auditor": {actor.Auditor}, "manager": {actor.ProgramManager}}
			a := actor.Actor{Kind: actor.Person, ID: "per_" + bearer, Roles: roles[bearer]}
			if bearer == "partner" {
				a.Partners = map[string][]string{"ptn_1": {actor.PartnerAdmin}}
			}
			return a, nil
		},
	})
	w.Routes(router)
	w.web = testkit.App(router.Fiber(), "")
	return w
}

func (w *world) service(t *testing.T, secret string) *badges.Service {
	t.Helper()
	fonts, err := press()
	if err != nil {
		t.Fatal(err)
	}
	s, err := badges.New(badges.Deps{
		DB: w.db, Log: testkit.Log(t), Files: w.files, Assets: folder(), Exams: w.exams, Secret: []byte(secret),
		BaseURL: "http://laurel.test", Vendor: "Meridian Systems", Slug: "meridian", Website: "https://www.meridian.example", Press: fonts,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) certify(t *testing.T, key string, d badges.Document) {
	t.Helper()
	if d.Title == "" {
		d.Title = "Certified " + key
	}
	if _, _, err := w.Put(w.ctx, key, d, badges.Condition{}); err != nil {
		t.Fatal(err)
	}
}

// passed is a passed exam of a person.
func passed(person, exam, attempt string) badges.Earned {
	return badges.Earned{PersonID: person, HolderName: "Zoë Nguyễn", HolderEmail: "zoe@example.com", Kind: "exam", Key: exam, Source: attempt, At: time.Now().UTC()}
}

func (w *world) award(t *testing.T, e badges.Earned) {
	t.Helper()
	if err := w.Award(w.ctx, e); err != nil {
		t.Fatal(err)
	}
}

func (w *world) of(t *testing.T, person string) []badges.Credential {
	t.Helper()
	list, err := w.Credentials(w.ctx, badges.Query{PersonID: person, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// one is the only credential of a person.
func (w *world) one(t *testing.T, person string) badges.Credential {
	t.Helper()
	list := w.of(t, person)
	if len(list) != 1 {
		t.Fatalf("%d credentials, want one", len(list))
	}
	return list[0]
}

// facts counts the facts of a name.
func (w *world) facts(t *testing.T, name string) int {
	t.Helper()
	return w.count(t, "select count(*) from outbox_facts where name = ?", name)
}

func (w *world) count(t *testing.T, query string, args ...any) int {
	t.Helper()
	var n int
	err := w.db.Read(w.ctx, func(tx *gorm.DB) error { return tx.Raw(query, args...).Scan(&n).Error })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// age rewrites rows, which is how tests let time pass.
func (w *world) age(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := w.db.Tx(w.ctx, func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

// associate is a world with one certification that one exam earns, and one holder.
func associate(t *testing.T, db *store.DB) (*world, badges.Credential) {
	t.Helper()
	w := newWorld(t, db)
	w.certify(t, "flow-associate", badges.Document{
		Title: "Meridian Flow Associate", Level: "associate", Family: "Flow", Roles: []string{"engineer"}, ValidityMonths: 24,
		Description: "Can look after a running cluster.", Criteria: "Pass the exam.", Skills: []string{"Event streaming", "Stream design"},
		Requires: &badges.Requirement{All: []badges.Requirement{{Exam: "flow-exam"}}},
	})
	w.award(t, passed("per_zoe", "flow-exam", "att_1"))
	return w, w.one(t, "per_zoe")
}

func get(t *testing.T, w *world, path string, status int, headers ...string) testkit.Answer {
	t.Helper()
	return w.web.Call(t, http.MethodGet, path, nil, headers...).Want(t, status)
}

func attempts(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("att_%d", i)
	}
	return out
}

func folder() fs.FS { return os.DirFS("../assets") }
