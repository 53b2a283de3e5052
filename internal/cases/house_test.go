package cases_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/cases"
	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

// town stands for exams and accounts: the attempts of ada and bob.
type town map[string]cases.Sitting

var errNone = fault.New(fault.NotFound, "not_found", "none")

func (w town) Sitting(_ context.Context, _ *gorm.DB, id string) (cases.Sitting, error) {
	s, ok := w[id]
	if !ok {
		return s, errNone
	}
	return s, nil
}

func (w town) Exists(_ context.Context, _ *gorm.DB, person string) (bool, error) {
	return person == "ada" || person == "bob", nil
}

type house struct {
	*cases.Service
	t    *testing.T
	db   *store.DB
	town town
	app  *testkit.Client
	ctx  context.Context
}

func open(t *testing.T, db *store.DB) *house {
	t.Helper()
	now := time.Now().UTC()
	ended := now.Add(-time.Hour)
	long := now.Add(-16 * 24 * time.Hour)
	h := &house{t: t, db: db, ctx: actor.With(t.Context(), actor.SystemOf("test")), town: town{
		"att_ada": {ID: "att_ada", PersonID: "ada", ExamKey: "net-1", Title: "Networks", Length: 10, Started: true, ClosedAt: &ended},
		"att_old": {ID: "att_old", PersonID: "ada", ExamKey: "net-1", Title: "Networks", Length: 10, Started: true, ClosedAt: &long},
		"att_bob": {ID: "att_bob", PersonID: "bob", ExamKey: "net-1", Title: "Networks", Length: 10, Started: true},
		"att_new": {ID: "att_new", PersonID: "bob", ExamKey: "net-1", Title: "Networks", Length: 10},
	}}
	h.Service = cases.New(cases.Deps{DB: db, Log: testkit.Log(t), Sittings: h.town, People: h.town, Partners: h.town})
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 1_000_000, Burst: 1_000_000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) {
			role, name, named := strings.Cut(bearer, ":")
			if !named {
				return actor.Actor{Kind: actor.Person, ID: bearer, Name: bearer}, nil
			}
			if role == actor.PartnerAdmin {
				return actor.Actor{Kind: actor.Person, ID: name, Name: name, Partners: map[string][]string{map[string]string{"lena": "ptn_1", "mona": "ptn_1"}[name]: {role}}}, nil
			}
			return actor.Actor{Kind: actor.Person, ID: name, Name: name, Roles: []string{role}}, nil
		},
	})
	h.Routes(r)
	h.app = testkit.App(r.Fiber(), "")
	return h
}

func (h *house) call(who, method, path string, body any) testkit.Answer {
	h.t.Helper()
	return h.app.As(who).Call(h.t, method, path, body)
}

// refused holds an answer against a status and a code.
func (h *house) refused(a testkit.Answer, status int, code string) {
	h.t.Helper()
	if a.Status != status || a.Text(h.t, "code") != code {
		h.t.Errorf("%d %s instead of %d %s: %s", a.Status, a.Text(h.t, "code"), status, code, a.Body)
	}
}

func (h *house) facts(name string) []map[string]any {
	h.t.Helper()
	var payloads []string
	if err := h.db.Read(h.ctx, func(tx *gorm.DB) error {
		return tx.Raw("select payload from outbox_facts where name = ? order by id", name).Scan(&payloads).Error
	}); err != nil {
		h.t.Fatal(err)
	}
	var out []map[string]any
	for _, p := range payloads {
		one := map[string]any{}
		if err := json.Unmarshal([]byte(p), &one); err != nil {
			h.t.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}

func (h *house) exec(sql string, args ...any) error {
	return h.db.Tx(h.ctx, func(tx *gorm.DB) error { return tx.Exec(sql, args...).Error })
}

// notify does what the letter's reaction does, twice.
func (h *house) notify(number string) {
	h.t.Helper()
	for range 2 {
		a, due, err := h.Announce(h.ctx, number)
		if err == nil && due {
			err = h.Notified(h.ctx, number, a.AppealUntil)
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

// settle runs the duty twice.
func (h *house) settle() {
	h.t.Helper()
	for range 2 {
		if _, err := h.Settle(h.ctx); err != nil {
			h.t.Fatal(err)
		}
	}
}

// lapse moves the appeal window into the past.
func (h *house) lapse(number string) {
	h.t.Helper()
	if err := h.exec("update cases set notified_at = ?, appeal_until = ? where number = ?", time.Now().UTC().Add(-time.Hour), time.Now().UTC().Add(-time.Second), number); err != nil {
		h.t.Fatal(err)
	}
}

type object = map[string]any

func ruling(sanction object) object {
	return object{
		"sanction": sanction, "findings": "The recording shows a second person who reads the answers out. " + marker, "notice": "Another person answered in your place.",
		"evidence": []any{object{"kind": "signal", "note": "57 focus losses"}, object{"kind": "recording", "ref": "rec 4", "note": "minutes 12 to 15"}},
	}
}

// marker stands in whatever the person concerned must never read.
const marker = "Quokkazanzibar"

// doubted opens a case out of a signal and holds the result.
func (h *house) doubted(attempt string) string {
	h.t.Helper()
	number := h.call("proctor:pia", "POST", "/api/v1/cases", object{"kind": "integrity", "origin": "signal", "attempt": attempt, "summary": "Similar answers. " + marker}).
		Want(h.t, 201).Text(h.t, "number")
	h.call("proctor:pia", "POST", "/api/v1/cases/"+number+"/hold", object{"reason": "Looks the same as another. " + marker}).Want(h.t, 200)
	return number
}

func (h *house) decide(number string, sanction object) {
	h.t.Helper()
	h.call("proctor:pia", "POST", "/api/v1/cases/"+number+"/proposals", ruling(sanction)).Want(h.t, 200)
	h.call("support:sam", "POST", "/api/v1/cases/"+number+"/decision", object{"accept": true}).Want(h.t, 200)
	h.notify(number)
}

// PartnerID and Affiliated: ada works at the partner of lena, bob at another.
func (w town) PartnerID(_ context.Context, _ *gorm.DB, reference string) (string, error) {
	if reference == "ext:1" {
		return "ptn_1", nil
	}
	return reference, nil
}

func (w town) Affiliated(_ context.Context, _ *gorm.DB, personID, partnerID string) (bool, error) {
	return map[string]string{"ada": "ptn_1", "bob": "ptn_2"}[personID] == partnerID, nil
}
