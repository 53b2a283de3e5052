package labs

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// Where the bank asks for a second person, no lab is opened under a definition that somebody else has not approved.
func TestADefinitionWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		eve, otto := h.app.As("author:eve"), h.app.As("author:otto")
		const path = "/api/v1/items/itm_2/lab"
		gradings := func() (out map[string]Grading) {
			t.Helper()
			err := db.Read(t.Context(), func(tx *gorm.DB) (err error) { out, err = h.Gradings(t.Context(), tx, []string{"itm_2"}); return err })
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if got := eve.Call(t, "PUT", path, map[string]any{"grading": "people"}).Want(t, 200); got.Text(t, "state") != "in_review" {
			t.Fatalf("%s", got.Body)
		}
		if got := gradings(); len(got) != 0 {
			t.Errorf("nobody approved it: %v", got)
		}
		if got := eve.Call(t, "POST", path+"/approve", nil).Refused(t, 409, "second_person_required"); got.Text(t, "state") != "in_review" {
			t.Errorf("%s", got.Body)
		}
		for range 2 {
			otto.Call(t, "POST", path+"/approve", nil).Want(t, 200)
		}
		if got := gradings(); got["itm_2"] != ByPeople {
			t.Errorf("%v", got)
		}
		eve.Call(t, "PUT", path, map[string]any{"grading": "people", "tasks": twoTasks()}, `If-Match: "1"`).Want(t, 200)
		for range 2 {
			if got := otto.Call(t, "POST", path+"/decline", map[string]any{"comment": "No tasks."}).Want(t, 200); got.Text(t, "comment") != "No tasks." {
				t.Errorf("%s", got.Body)
			}
		}
		err := db.Read(t.Context(), func(tx *gorm.DB) error {
			d, err := inUse(tx, "itm_2")
			if d.Version != 1 {
				t.Errorf("version %d is in use", d.Version)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// However long scripts have to wait for each other, a lab is graded once and its lease is not lost meanwhile.
func TestALabThatWaitsForItsTurnIsGradedOnce(t *testing.T) {
	t.Parallel()
	module := script(t)
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.lease = 300 * time.Millisecond
		ctx := actor.With(t.Context(), who("author:eve"))
		m, err := h.Upload(ctx, module)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Define(ctx, "", Definition{ItemID: "itm_1", Document: Document{Grading: ByScript, Module: m.SHA256, Seconds: 3, Tasks: twoTasks()}}); err != nil {
			t.Fatal(err)
		}
		x, _, err := h.Request(actor.With(t.Context(), who("person:ada")), Place{"att_ada", 1})
		if err != nil {
			t.Fatal(err)
		}
		h.world.close()
		if err := h.Close(t.Context(), Place{"att_ada", 1}); err != nil {
			t.Fatal(err)
		}
		for range abreast { // as many run as may
			h.running <- struct{}{}
		}
		done := make(chan error)
		go func() { done <- h.Step(t.Context(), x.ID) }()
		for range 3 {
			time.Sleep(h.lease / 2)
			h.step(t, x.ID) // finds it in other hands and does not wait
			if n, err := h.StepDue(t.Context()); err != nil || n != 0 {
				t.Fatalf("rung for %d, %v", n, err)
			}
		}
		for range abreast {
			<-h.running
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if got := h.session(t, x.ID); got.State != Finished || h.count(t, told, Graded{}.FactName(), "%") != 1 {
			t.Errorf("%+v", got)
		}
	})
}
