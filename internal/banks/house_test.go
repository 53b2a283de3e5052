package banks

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/blob"
	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

// house is a service on a real database, with its routes.
type house struct {
	*Service
	app *testkit.Client
}

func open(t testing.TB, db *store.DB) *house {
	t.Helper()
	files, err := blob.Open("file:" + t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{Service: New(Deps{DB: db, Log: testkit.Log(t), Files: files})}
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 1_000_000, Burst: 1_000_000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) { return who(bearer), nil },
	})
	h.Routes(r)
	h.app = testkit.App(r.Fiber(), "")
	return h
}

// who reads a bearer such as "person:ada" or "author:eve", which is how tests sign in.
func who(bearer string) actor.Actor {
	role, name, _ := strings.Cut(bearer, ":")
	a := actor.Actor{Kind: actor.Person, ID: name, Name: name}
	switch role {
	case "person":
		a.Partners = map[string][]string{"par_1": {actor.Candidate}}
	case "key":
		a.Kind = actor.Key
	default:
		a.Roles = []string{role}
	}
	return a
}

func as(t testing.TB, bearer string) context.Context { return actor.With(t.Context(), who(bearer)) }

func (h *house) author() *testkit.Client            { return h.app.As("author:eve") }
func (h *house) person(name string) *testkit.Client { return h.app.As("person:" + name) }

// bankFile writes a bank of n items true or false.
func bankFile(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("Item " + strconv.Itoa(i) + " is right. {TRUE####secret reason}\n\n")
	}
	return b.String()
}

func (h *house) count(t testing.TB, query string, args ...any) int {
	t.Helper()
	n := 0
	err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error { return tx.Raw(query, args...).Scan(&n).Error })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func faultCode(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Code
}
