package standards

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/exams/psychometrics"
	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

// neighbours answer the ports: the exam "net" has five items of a point each, and two forms, of which the second is two points harder.
type neighbours struct {
	mu      sync.Mutex
	adopted []Decided
	cut     *big.Rat
	rows    int
}

var errNoExam = fault.New(fault.NotFound, "not_found", "no such exam")

func (n *neighbours) Items(_ context.Context, _ *gorm.DB, examKey, formID string) ([]Item, error) {
	if examKey != "net" || formID != "" && !strings.HasPrefix(formID, "frm_") {
		return nil, errNoExam
	}
	var out []Item
	for i := range 5 {
		out = append(out, Item{ItemID: fmt.Sprintf("itm_%d", i), VersionID: fmt.Sprintf("itv_%d", i), Type: "single_choice", Domain: "D", Weight: "1"})
	}
	return out, nil
}

// Sat gives totals that fall by the half of the level: forty candidates on each form for every level of five.
func (n *neighbours) Sat(_ context.Context, _ *gorm.DB, _ string, forms ...string) (Sat, error) {
	columns := make([]psychometrics.Item, 5)
	for i := range columns {
		columns[i] = psychometrics.Item{ID: fmt.Sprintf("itv_%d", i), Points: 1, Scored: true}
	}
	s := Sat{Matrix: psychometrics.NewMatrix(columns, n.rows)}
	for row := range n.rows {
		form, level := "frm_a", row/2%6
		if row%2 == 1 {
			form, level = "frm_b", min(level+1, 5)
		}
		s.Forms = append(s.Forms, form)
		for i := range columns {
			c := psychometrics.Cell{Answer: "x"}
			if i < level {
				c.Points = 1
			}
			s.Matrix.Set(row, i, c)
		}
	}
	_ = forms
	return s, nil
}

func (n *neighbours) Line(_ context.Context, _ *gorm.DB, _, _ string) (Line, error) {
	return Line{n.cut, 5}, nil
}

func (n *neighbours) AdoptCut(_ context.Context, _ *gorm.DB, _ string, d Decided, _ string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.adopted = append(n.adopted, d)
	return nil
}

func (n *neighbours) Shown(_ context.Context, _ *gorm.DB, versions []string) (map[string]Shown, error) {
	out := map[string]Shown{}
	for _, v := range versions {
		out[v] = Shown{StemHTML: "<p>" + v + "</p>", Options: []Choice{{"a", "yes"}, {"b", "no"}}}
	}
	return out, nil
}

func (n *neighbours) Names(_ context.Context, _ *gorm.DB, people []string) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range people {
		if p != "nobody" {
			out[p] = strings.ToUpper(p)
		}
	}
	return out, nil
}

type house struct {
	*Service
	near *neighbours
	app  *testkit.Client
}

func open(t testing.TB, db *store.DB) *house {
	t.Helper()
	n := &neighbours{cut: big.NewRat(3, 1), rows: 240}
	h := &house{Service: New(Deps{DB: db, Log: testkit.Log(t), Exams: n, Contents: n, People: n}), near: n}
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

// ratings are those of the reference: four judges, five items.
var ratings = map[string][]string{
	"j1": {"60", "75", "40", "85", "55"}, "j2": {"65", "70", "50", "80", "50"}, "j3": {"55", "80", "45", "90", "60"}, "j4": {"60", "75", "45", "85", "55"},
}

func (h *house) study(t testing.TB, method string, judges ...string) string {
	t.Helper()
	return h.app.As("author:eve").Call(t, "POST", "/api/v1/exams/net/standards", map[string]any{"title": "Panel", "method": method, "judges": judges}).Want(t, 201).Text(t, "id")
}

func (h *house) rate(t testing.TB, judge, study string, round int, values []string) testkit.Answer {
	t.Helper()
	rated := []any{}
	for i, v := range values {
		rated = append(rated, map[string]any{"item": fmt.Sprintf("itv_%d", i), "rating": v})
	}
	return h.app.As("person:"+judge).Call(t, "PUT", "/api/v1/standards/"+study+"/ballot", map[string]any{"round": round, "ratings": rated})
}

func TestAPanelComesToACutInRounds(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		id := h.study(t, "angoff", "j1", "j2", "j3", "j4")
		at := "/api/v1/standards/" + id
		eve := h.app.As("author:eve")
		for _, j := range []string{"j1", "j2", "j3"} {
			h.rate(t, j, id, 1, ratings[j]).Want(t, 200)
		}
		h.rate(t, "j4", id, 1, ratings["j4"][:4]).Want(t, 200)
		var b BallotView
		h.app.As("person:j1").Call(t, "GET", at+"/ballot", nil).Want(t, 200).Into(t, &b)
		if b.Before != nil || b.Panel[0].Spread != nil || b.Panel[0].Facility != "" || b.Panel[0].Rating != "60" || len(b.Panel[0].Options) != 2 {
			t.Errorf("before a round is closed a judge sees more than the own: %+v", b.Panel[0])
		}
		eve.Call(t, "POST", at+"/close-round", map[string]any{}).Refused(t, 409, "ratings_missing")
		eve.Call(t, "POST", at+"/open-round", nil).Refused(t, 409, "study_rating")
		h.app.As("author:max").Call(t, "POST", at+"/adopt", map[string]any{}).Refused(t, 409, "study_rating")
		h.rate(t, "j4", id, 1, ratings["j4"]).Want(t, 200)
		var r RecordView
		eve.Call(t, "POST", at+"/close-round", map[string]any{}).Want(t, 200).Into(t, &r)
		if c := r.Cuts[0]; c.Cut != "3.20" || c.Most != "5.00" || c.SD != "0.070711" || c.SE != "0.035355" || c.Judges != 4 || c.Percent != "64.00" || r.State != Computed {
			t.Errorf("%+v", c)
		}
		h.rate(t, "j1", id, 1, ratings["j1"]).Refused(t, 409, "study_not_rating")
		h.feedback(t, id)
	})
}

// feedback goes on: the second round shows the first, an item is dropped, and another person adopts.
func (h *house) feedback(t *testing.T, id string) {
	t.Helper()
	at, eve := "/api/v1/standards/"+id, h.app.As("author:eve")
	eve.Call(t, "POST", at+"/open-round", nil).Want(t, 200)
	var b BallotView
	h.app.As("person:j1").Call(t, "GET", at+"/ballot", nil).Want(t, 200).Into(t, &b)
	if it := b.Panel[0]; b.Round != 2 || it.Rating != "" || it.Before != "60" || it.Spread == nil || it.Spread.Mean != 60 || it.Spread.N != 4 || it.Facility == "" || len(b.Before.By) != 0 {
		t.Errorf("the second round shows %+v, before %+v", it, b.Before)
	}
	h.rate(t, "j1", id, 1, ratings["j1"]).Refused(t, 409, "round_over")
	for j, values := range ratings {
		h.rate(t, j, id, 2, values).Want(t, 200)
	}
	eve.Call(t, "POST", at+"/close-round", map[string]any{}).Want(t, 200)
	for range 2 {
		eve.Call(t, "PUT", at+"/dropped/itv_1", map[string]any{"reason": "It leaked."}).Want(t, 200)
	}
	var r RecordView
	eve.Call(t, "GET", at, nil).Want(t, 200).Into(t, &r)
	if len(r.Cuts) != 3 || r.Cuts[0].Cut != "2.45" || r.Cuts[0].Most != "4.00" || r.Cuts[0].Cause != ItemDropped || r.Cuts[1].Cut != "3.20" || len(r.Dropped) != 1 {
		t.Errorf("after a drop: %+v", r.Cuts)
	}
	eve.Call(t, "POST", at+"/adopt", map[string]any{}).Refused(t, 409, "second_person_required")
	for range 2 {
		h.app.As("vendor_admin:max").Call(t, "POST", at+"/adopt", map[string]any{"as": "points"}).Want(t, 200).Into(t, &r)
	}
	if len(h.near.adopted) != 1 || h.near.adopted[0].Raw != 3 || r.State != Adopted || len(r.Adoptions) != 1 || r.Adoptions[0].CutRaw != 3 {
		t.Errorf("adopted %+v, %+v", h.near.adopted, r.Adoptions)
	}
	eve.Call(t, "POST", at+"/open-round", nil).Refused(t, 409, "study_adopted")
}

func TestJudgesSeeTheirOwnOnly(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		id := h.study(t, "angoff", "j1")
		at, eve := "/api/v1/standards/"+id, h.app.As("author:eve")
		h.app.As("person:stranger").Call(t, "GET", at+"/ballot", nil).Want(t, 404)
		h.rate(t, "stranger", id, 1, ratings["j1"]).Want(t, 404)
		h.app.As("person:j1").Call(t, "GET", at, nil).Want(t, 403)
		h.app.As("person:j1").Call(t, "POST", at+"/close-round", map[string]any{}).Want(t, 403)
		if n := len(h.app.As("person:j1").Call(t, "GET", "/api/v1/standards", nil).Want(t, 200).Get(t, "data").([]any)); n != 1 {
			t.Errorf("a judge finds %d studies", n)
		}
		if n := len(h.app.As("person:stranger").Call(t, "GET", "/api/v1/standards", nil).Want(t, 200).Get(t, "data").([]any)); n != 0 {
			t.Errorf("a stranger finds %d studies", n)
		}
		eve.Call(t, "POST", at+"/close-round", map[string]any{"leave_out_incomplete": true}).Refused(t, 409, "no_ratings")
		for _, bad := range []string{"101", "-1", "sixty", "60.123", "", "1e1", "060.00000"} {
			h.rate(t, "j1", id, 1, []string{bad}).Want(t, 422)
		}
		h.app.As("person:j1").Call(t, "PUT", at+"/ballot", map[string]any{"round": 1, "ratings": []any{map[string]any{"item": "itv_9", "rating": "5"}}}).Want(t, 422)
		eve.Call(t, "PUT", at+"/judges/nobody", nil).Want(t, 422)
		eve.Call(t, "PUT", at+"/judges/j2", nil).Want(t, 200)
		h.rate(t, "j1", id, 1, ratings["j1"]).Want(t, 200)
		h.rate(t, "j2", id, 1, ratings["j2"][:1]).Want(t, 200)
		var r RecordView
		eve.Call(t, "POST", at+"/close-round", map[string]any{"leave_out_incomplete": true}).Want(t, 200).Into(t, &r)
		if c := r.Cuts[0]; c.Judges != 1 || len(c.LeftOut) != 1 || c.LeftOut[0] != "J2" || c.SE != "" || c.Cut != "3.15" {
			t.Errorf("%+v", c)
		}
		eve.Call(t, "DELETE", at+"/judges/j1", nil).Refused(t, 409, "judge_has_rated")
		eve.Call(t, "DELETE", at+"/judges/j9", nil).Want(t, 404)
	})
}

func TestBookmarksAndGivenCuts(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		id := h.study(t, "bookmark", "j1", "j2")
		at, eve := "/api/v1/standards/"+id, h.app.As("author:eve")
		mark := func(judge, item string) {
			h.app.As("person:"+judge).Call(t, "PUT", at+"/ballot", map[string]any{"round": 1, "ratings": []any{map[string]any{"item": item}}}).Want(t, 200)
		}
		var b BallotView
		h.app.As("person:j1").Call(t, "GET", at+"/ballot", nil).Want(t, 200).Into(t, &b)
		if len(b.Panel) != 5 || b.Panel[0].Version != "itv_0" || b.Panel[4].Version != "itv_4" {
			t.Errorf("the booklet is not in order: %+v", b.Panel)
		}
		h.rate(t, "j1", id, 1, ratings["j1"]).Want(t, 422)
		mark("j1", "itv_1")
		mark("j1", "itv_2") // moved
		mark("j2", "itv_3")
		var r RecordView
		eve.Call(t, "POST", at+"/close-round", map[string]any{}).Want(t, 200).Into(t, &r)
		if c := r.Cuts[0]; c.Cut != "3.17" || c.Judges != 2 { // places 2.67 and 3.67
			t.Errorf("%+v", c)
		}
		h.near.rows = 60
		eve.Call(t, "POST", "/api/v1/exams/net/standards", map[string]any{"title": "P", "method": "bookmark"}).Refused(t, 409, "too_few_answers")
		given := eve.Call(t, "POST", "/api/v1/exams/net/standards", map[string]any{"title": "P", "method": "given", "given_cut": "3.5"}).Want(t, 201).Text(t, "id")
		h.app.As("author:max").Call(t, "POST", "/api/v1/standards/"+given+"/adopt", map[string]any{}).Want(t, 200)
		if d := h.near.adopted[len(h.near.adopted)-1]; d.Percent != "70.00" {
			t.Errorf("%+v", d)
		}
		for _, bad := range []map[string]any{
			{"title": "P", "method": "given"}, {"title": "P", "method": "given", "given_cut": "6"}, {"title": "P", "method": "given", "given_cut": "0"},
			{"title": " ", "method": "angoff"}, {"title": "P", "method": "ouija"}, {"title": "P", "method": "angoff", "given_cut": "3"}, {"title": "P", "method": "angoff", "judges": []string{"nobody"}},
		} {
			eve.Call(t, "POST", "/api/v1/exams/net/standards", bad).Want(t, 422)
		}
		eve.Call(t, "POST", "/api/v1/exams/none/standards", map[string]any{"title": "P", "method": "angoff"}).Want(t, 404)
	})
}

func TestFormsAreEquatedAndGetACut(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		eve, max := h.app.As("author:eve"), h.app.As("author:max")
		at := "/api/v1/exams/net/equatings"
		cut := func() (raw string, ok bool) {
			err := h.db.Read(actor.With(t.Context(), actor.SystemOf("test")), func(tx *gorm.DB) (err error) {
				raw, ok, err = h.CutFor(t.Context(), tx, "frm_b")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return raw, ok
		}
		e := eve.Call(t, "POST", at, map[string]any{"from_form": "frm_b", "to_form": "frm_a", "method": "mean"}).Want(t, 201)
		if e.Text(t, "slope") != "1.00000000" || e.Text(t, "intercept") != "-0.83333333" || e.Get(t, "n_from").(float64) != 120 {
			t.Errorf("%v %v", e.Text(t, "slope"), e.Text(t, "intercept"))
		}
		if _, ok := cut(); ok {
			t.Error("a conversion that nobody adopted gives a cut")
		}
		eve.Call(t, "POST", "/api/v1/equatings/"+e.Text(t, "id")+"/adopt", nil).Refused(t, 409, "second_person_required")
		for range 2 {
			max.Call(t, "POST", "/api/v1/equatings/"+e.Text(t, "id")+"/adopt", nil).Want(t, 200)
		}
		if raw, ok := cut(); !ok || raw != "3.83" {
			t.Errorf("cut %q %v", raw, ok)
		}
		h.near.cut = big.NewRat(5, 1)
		if raw, _ := cut(); raw != "5.00" {
			t.Errorf("a cut above everything: %q", raw)
		}
		tucker := eve.Call(t, "POST", at, map[string]any{"from_form": "frm_b", "to_form": "frm_a", "method": "tucker"}).Want(t, 201)
		if n := len(tucker.Get(t, "anchors").([]any)); n != 5 {
			t.Errorf("%d anchors", n)
		}
		eve.Call(t, "POST", at, map[string]any{"from_form": "frm_b", "to_form": "frm_a", "method": "tucker", "anchors": []string{"itv_9"}}).Want(t, 422)
		eve.Call(t, "POST", at, map[string]any{"from_form": "frm_b", "to_form": "frm_b", "method": "mean"}).Want(t, 422)
		eve.Call(t, "POST", at, map[string]any{"from_form": "frm_b", "to_form": "other", "method": "mean"}).Want(t, 404)
		h.near.rows = 40
		eve.Call(t, "POST", at, map[string]any{"from_form": "frm_b", "to_form": "frm_a", "method": "linear"}).Want(t, 422)
		if n := len(h.app.As("auditor:ann").Call(t, "GET", at, nil).Want(t, 200).Get(t, "data").([]any)); n != 2 {
			t.Errorf("%d equatings", n)
		}
		err := h.db.Tx(actor.With(t.Context(), actor.SystemOf("test")), func(tx *gorm.DB) error { return tx.Exec("update standards_equatings set slope = '2'").Error })
		if err == nil {
			t.Error("a conversion was changed")
		}
	})
}

func TestPointsAreRoundedUp(t *testing.T) {
	t.Parallel()
	for cut, want := range map[string]int{"16/5": 4, "3": 3, "301/100": 4, "1/3": 1} {
		if d := (Cut{Cut: cut, Most: "5"}).decided(true); d.Raw != want {
			t.Errorf("%s gives %d points, want %d", cut, d.Raw, want)
		}
	}
	if d := (Cut{Cut: "2", Most: "3"}).decided(false); d.Percent != "66.67" {
		t.Errorf("%+v", d)
	}
	if !errors.Is(wrong("a", "b", "c"), ErrInput) {
		t.Error("a wrong value is no refusal of input")
	}
}
