package proctoring

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

const base = "http://laurel.test"

// hall answers the port: attempt att_NAME and registration reg_NAME belong to the person NAME and are at the exam.
type hall struct {
	terms Conditions
	state string
}

func (h *hall) Seat(_ context.Context, _ *gorm.DB, attemptID string) (Seat, error) {
	name, ok := strings.CutPrefix(attemptID, "att_")
	if !ok {
		return Seat{}, ErrNothing
	}
	return Seat{attemptID, "reg_" + name, name, "core", h.state, h.terms.Lockdown, h.terms.Proctoring}, nil
}

func (h *hall) Place(ctx context.Context, tx *gorm.DB, registrationID string) (Seat, error) {
	seat, err := h.Seat(ctx, tx, strings.Replace(registrationID, "reg_", "att_", 1))
	return seat, err
}

func (h *hall) Conditions(_ context.Context, _ *gorm.DB, key string) (Conditions, error) {
	if key != "core" {
		return Conditions{}, ErrNothing
	}
	return h.terms, nil
}

func (h *hall) Sitting(ctx context.Context, tx *gorm.DB, _ string, _ int) ([]Taken, error) {
	seat, err := h.Seat(ctx, tx, "att_ann")
	return []Taken{{Seat: seat, Answered: 3}}, err
}

func (h *hall) Names(_ context.Context, _ *gorm.DB, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, i := range ids {
		out[i] = strings.ToUpper(i)
	}
	return out, nil
}

type house struct {
	*Service
	*hall
	app *testkit.Client
}

func open(t testing.TB, db *store.DB) *house {
	t.Helper()
	room := &hall{Conditions{"Core", safeExamBrowser, live}, "in_progress"}
	h := &house{New(Deps{DB: db, Log: testkit.Log(t), BaseURL: base, Secret: []byte(strings.Repeat("k", 32)), Exams: room, Names: room, AllowLoopback: true}), room, nil}
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: base, PerMinute: 1_000_000, Burst: 1_000_000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) { return known(bearer), nil },
	})
	h.Routes(r)
	// the delivery of an exam, as far as this slice has to do with it
	type in struct {
		ID string `path:"id"`
	}
	web.Operation(r, web.Op{Method: "GET", Path: "/deliver/{id}", ID: "deliver", Tag: "t", Rights: web.SignedIn()}, func(ctx context.Context, i *in) (*struct{}, error) {
		seat, _ := room.Seat(ctx, nil, i.ID)
		err := h.db.Read(ctx, func(tx *gorm.DB) error { return h.Allowed(ctx, tx, seat) })
		if err != nil {
			if kept := h.Refused(ctx, seat); kept != nil {
				return nil, kept
			}
		}
		return nil, err
	})
	web.Operation(r, web.Op{Method: "POST", Path: "/deliver/{id}/start", ID: "begin", Tag: "t", Rights: web.SignedIn()}, func(ctx context.Context, i *in) (*struct{}, error) {
		seat, _ := room.Seat(ctx, nil, i.ID)
		return nil, h.db.Read(ctx, func(tx *gorm.DB) error { return h.Allowed(ctx, tx, seat) })
	})
	h.app = testkit.App(r.Fiber(), "")
	return h
}

// known reads a bearer such as "proctor:pia"; a candidate has no role.
func known(bearer string) actor.Actor {
	role, name, _ := strings.Cut(bearer, ":")
	a := actor.Actor{Kind: actor.Person, ID: name, Name: name}
	if role != "candidate" {
		a.Roles = []string{role}
	}
	return a
}

func (h *house) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	if err := h.db.Read(t.Context(), func(tx *gorm.DB) error { return tx.Raw(query, args...).Scan(&n).Error }); err != nil {
		t.Fatal(err)
	}
	return n
}

func (h *house) exec(t testing.TB, query string, args ...any) error {
	t.Helper()
	return h.db.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec(query, args...).Error })
}

type object = map[string]any
