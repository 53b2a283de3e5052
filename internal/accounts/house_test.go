package accounts

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/mail"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

const (
	base          = "http://laurel.test"
	staffPassword = "copper lantern drifts north"
	goodPassword  = "velvet-orbit-17-quiet"
)

// box keeps letters instead of sending them.
type box struct {
	mu      sync.Mutex
	letters []mail.Letter
	broken  error
}

func (b *box) Send(_ context.Context, l mail.Letter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return b.broken
	}
	b.letters = append(b.letters, l)
	return nil
}

func (b *box) to(address string) []mail.Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	var found []mail.Letter
	for _, l := range b.letters {
		if l.To == address {
			found = append(found, l)
		}
	}
	return found
}

// house is the slice with its routes, a letter box and one vendor administrator.
type house struct {
	*Service
	*testkit.Client
	box   *box
	admin *testkit.Client // the vendor administrator
	db    *store.DB
}

func open(t *testing.T, db *store.DB) house {
	t.Helper()
	h := house{box: &box{}, db: db}
	service, err := New(Deps{DB: db, Log: testkit.Log(t), Secret: []byte(longSecret), BaseURL: base, Vendor: "Meridian", Courier: h.box})
	if err != nil {
		t.Fatal(err)
	}
	h.Service = service
	router := web.New(web.Options{Log: testkit.Log(t), Now: time.Now, BaseURL: base, Authenticate: service.Authenticate, PerMinute: 100_000, Burst: 100_000})
	service.Routes(router)
	h.Client = testkit.App(router.Fiber(), "")
	if _, err := service.CreateAdmin(operator(t), Founder{Email: "Ada@meridian.example", Name: "Ada Admin", Password: staffPassword}); err != nil {
		t.Fatal(err)
	}
	h.admin = h.As(h.signIn(t, "ada@meridian.example", staffPassword))
	return h
}

func operator(t testing.TB) context.Context {
	return actor.With(t.Context(), actor.SystemOf("test"))
}

// signIn gives the access token.
func (h house) signIn(t testing.TB, email, password string) string {
	t.Helper()
	return h.Call(t, http.MethodPost, "/api/v1/session", map[string]any{"email": email, "password": password}).Want(t, http.StatusCreated).Text(t, "access_token")
}

// partner makes one and gives its id.
func (h house) partner(t testing.TB, name string) string {
	t.Helper()
	return h.admin.Call(t, http.MethodPost, "/api/v1/partners", map[string]any{"name": name, "country": "DE", "external_id": "crm-" + id.Code(6)}).Want(t, http.StatusCreated).Text(t, "id")
}

// invited sends an invitation as the caller, has its letter written, and gives the token of the link.
func (h house) invited(t testing.TB, by *testkit.Client, partner, email string, roles ...string) string {
	t.Helper()
	body := map[string]any{"email": email, "name": "Some Body", "roles": roles, "job_roles": []string{"engineer"}}
	invitation := by.Call(t, http.MethodPost, "/api/v1/partners/"+partner+"/invitations", body).Want(t, http.StatusCreated).Text(t, "id")
	return h.linkOf(t, invitation, email)
}

func (h house) linkOf(t testing.TB, invitation, email string) string {
	t.Helper()
	if err := h.SendInvitation(t.Context(), invitation); err != nil {
		t.Fatal(err)
	}
	letters := h.box.to(email)
	if len(letters) == 0 {
		t.Fatalf("no letter to %s", email)
	}
	return tokenIn(t, letters[len(letters)-1])
}

var link = regexp.MustCompile(regexp.QuoteMeta(base) + `/\w+\?token=(\S+)`)

func tokenIn(t testing.TB, l mail.Letter) string {
	t.Helper()
	found := link.FindStringSubmatch(l.Text)
	if found == nil {
		t.Fatalf("no link in %q", l.Text)
	}
	token, err := url.QueryUnescape(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// member invites, accepts, and gives a client that is signed in as the new person, and the person's id.
func (h house) member(t testing.TB, partner, email string, roles ...string) (*testkit.Client, string) {
	t.Helper()
	token := h.invited(t, h.admin, partner, email, roles...)
	a := h.Call(t, http.MethodPost, "/api/v1/invitations/accept", map[string]any{"token": token, "name": "Person " + strings.Split(email, "@")[0], "password": goodPassword}).Want(t, http.StatusCreated)
	return h.As(a.Text(t, "access_token")), a.Text(t, "person", "id")
}

// age runs a statement that makes rows older than they are.
func (h house) age(t testing.TB, statement string, values ...any) {
	t.Helper()
	err := h.db.Tx(operator(t), func(tx *gorm.DB) error { return tx.Exec(statement, values...).Error })
	if err != nil {
		t.Fatal(err)
	}
}

func (h house) count(t testing.TB, query string, values ...any) int {
	t.Helper()
	var n int
	err := h.db.Read(operator(t), func(tx *gorm.DB) error { return tx.Raw(query, values...).Scan(&n).Error })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// facts decodes all facts of a kind, oldest first.
func facts[F outbox.Fact](t testing.TB, db *store.DB) []F {
	t.Helper()
	var zero F
	var out []F
	err := db.Read(operator(t), func(tx *gorm.DB) error {
		records, err := outbox.Facts(tx, zero.FactName(), "", 1000)
		if err != nil {
			return err
		}
		for _, r := range records {
			fact, err := outbox.Decode[F](r)
			if err != nil {
				return err
			}
			out = append(out, fact)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// all runs n calls at once and counts the statuses.
func all(n int, call func(i int) int) map[int]int {
	var wait sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	for i := range n {
		wait.Go(func() {
			status := call(i)
			mu.Lock()
			defer mu.Unlock()
			statuses[status]++
		})
	}
	wait.Wait()
	return statuses
}

func without(text string, secrets ...string) error {
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			return fmt.Errorf("%q stands in %q", secret, text)
		}
	}
	return nil
}
