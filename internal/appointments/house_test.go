package appointments

import (
	"context"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

// office answers the ports: registration reg_NAME belongs to the person NAME and is at the exam.
type office struct {
	terms Conditions
	ready bool
	names map[string]string
}

func (o *office) Registration(_ context.Context, _ *gorm.DB, registrationID string) (Registration, error) {
	name, ok := strings.CutPrefix(registrationID, "reg_")
	if !ok {
		return Registration{}, ErrNothing
	}
	return Registration{registrationID, name, "core", o.ready}, nil
}

func (o *office) Conditions(_ context.Context, _ *gorm.DB, key string) (Conditions, error) {
	if key != "core" {
		return Conditions{}, ErrNothing
	}
	return o.terms, nil
}

func (o *office) Names(_ context.Context, _ *gorm.DB, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, i := range ids {
		out[i] = o.names[i]
	}
	return out, nil
}

type house struct {
	*Service
	*office
	app *testkit.Client
}

type object = map[string]any

func open(t testing.TB, db *store.DB) *house {
	t.Helper()
	o := &office{Conditions{"Core", true, true, false}, true, map[string]string{"ann": "Ann Müller"}}
	h := &house{New(Deps{DB: db, Log: testkit.Log(t), BaseURL: "http://laurel.test", Exams: o, People: o}), o, nil}
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 1_000_000, Burst: 1_000_000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) {
			role, name, _ := strings.Cut(bearer, ":")
			a := actor.Actor{Kind: actor.Person, ID: name, Name: name}
			if role != "candidate" {
				a.Roles = []string{role}
			}
			return a, nil
		},
	})
	h.Routes(r)
	h.app = testkit.App(r.Fiber(), "")
	return h
}

func (h *house) window(t testing.TB, change object) object {
	t.Helper()
	from := time.Now().UTC().Add(48 * time.Hour).Truncate(time.Hour)
	w := object{"place": "site", "site": "Hall 2; Main St, 1", "zone": "Asia/Kolkata", "opens_at": from, "closes_at": from.Add(3 * time.Hour), "slot_minutes": 60, "capacity": 2, "notice_minutes": 60}
	for k, v := range change {
		w[k] = v
	}
	return w
}

// offer gives the ids of the slots of a new window.
func (h *house) offer(t testing.TB, change object) []string {
	t.Helper()
	made := h.app.As("program_manager:pam").Call(t, "POST", "/api/v1/exams/core/appointment-windows", h.window(t, change)).Want(t, 201)
	var out []string
	for i := range made.Get(t, "slots").([]any) {
		out = append(out, made.Text(t, "slots", i, "id"))
	}
	return out
}

func (h *house) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	if err := h.db.Read(t.Context(), func(tx *gorm.DB) error { return tx.Raw(query, args...).Scan(&n).Error }); err != nil {
		t.Fatal(err)
	}
	return n
}

func (h *house) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if err := h.db.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec(query, args...).Error }); err != nil {
		t.Fatal(err)
	}
}
