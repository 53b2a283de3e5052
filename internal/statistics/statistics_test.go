package statistics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/exams/psychometrics"
	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

// neighbours answer the ports: the exam "net" was sat by as many as rows says, in two languages, by people of two partners.
type neighbours struct {
	mu    sync.Mutex
	rows  int
	fails error
	asked int
}

func (n *neighbours) Matrix(_ context.Context, _ *gorm.DB, _ string, f Filter) (Data, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	if n.fails != nil {
		return Data{}, n.fails
	}
	return sat(n.rows, f), nil
}

func (n *neighbours) Exam(_ context.Context, _ *gorm.DB, key string) (bool, error) {
	return key == "net", nil
}

func (n *neighbours) PartnerNames(_ context.Context, _ *gorm.DB, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range ids {
		out[id] = "Partner " + id
	}
	return out, nil
}

// sat makes attempts of forty single choices. Item 3 has a wrong key; the last two attempts copy a weak one of their partner.
func sat(rows int, f Filter) Data {
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // answers of nobody
	d := Data{Cut: 0.6}
	columns := make([]psychometrics.Item, 40)
	for i := range columns {
		columns[i] = psychometrics.Item{ID: fmt.Sprintf("itv_%02d", i), Points: 1, Scored: true, Options: []string{"a", "b", "c", "d"}}
		d.Items = append(d.Items, Item{ItemID: fmt.Sprintf("itm_%02d", i), Type: "single_choice", Domain: "=Routing"})
	}
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	d.Matrix = psychometrics.NewMatrix(columns, rows)
	weak := make([]int, len(columns))
	for row := range rows {
		d.Matrix.Person[row] = uint32(row)
		a := Attempt{ID: fmt.Sprintf("att_%04d", row), PartnerID: "par_1", Language: "en", ClosedAt: first.Add(time.Duration(row) * 80 * 24 * time.Hour / time.Duration(rows))}
		if row%3 == 0 {
			a.PartnerID, a.Language = "par_2", "de"
		}
		ability := 0.35 + r.Float64()*0.6
		for i := range columns {
			choice := 0
			if r.Float64() > ability {
				choice = 1 + r.IntN(3)
			}
			if row == 3 {
				choice = []int{0, 1, 2, 3}[i%4]
				weak[i] = choice
			}
			if row >= rows-2 && row > 3 {
				choice, a.PartnerID = weak[i], "par_2"
			}
			c := psychometrics.Cell{Answer: columns[i].Options[choice], Chosen: 1 << choice}
			if choice == 0 && i != 3 || choice == 1 && i == 3 {
				c.Points = 1
			}
			d.Matrix.Set(row, i, c)
		}
		d.Attempts = append(d.Attempts, a)
	}
	_ = f
	return d
}

type house struct {
	*Service
	near *neighbours
	app  *testkit.Client
}

func open(t testing.TB, db *store.DB, rows int) *house {
	t.Helper()
	n := &neighbours{rows: rows}
	h := &house{Service: New(Deps{DB: db, Log: testkit.Log(t), Source: n, Subjects: n, Partners: n}), near: n}
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
	return actor.Actor{Kind: actor.Person, ID: name, Name: name, Roles: []string{role}}
}

func (h *house) compute(t testing.TB) int {
	t.Helper()
	n, err := h.ComputeWaiting(actor.With(t.Context(), actor.SystemOf("worker")))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const at = "/api/v1/exams/net/statistics"

func TestFiguresAreAskedForComputedAndKept(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, 400)
		author, auditor := h.app.As("author:eve"), h.app.As("auditor:ann")
		auditor.Call(t, "GET", at, nil).Want(t, 200)
		auditor.Call(t, "GET", at+"/latest", nil).Want(t, 404)
		run := author.Call(t, "POST", at, map[string]any{"period": "month"}, "Idempotency-Key: one").Want(t, 202).Text(t, "id")
		if again := author.Call(t, "POST", at, map[string]any{"period": "month"}, "Idempotency-Key: one").Want(t, 202).Text(t, "id"); again != run {
			t.Errorf("the same request made %s and %s", run, again)
		}
		author.Call(t, "POST", at, map[string]any{}).Refused(t, 409, "statistics_running")
		auditor.Call(t, "GET", at+"/"+run+"/similarity", nil).Refused(t, 409, "statistics_not_done")
		auditor.Call(t, "GET", at+"/"+run+"/items.csv", nil).Refused(t, 409, "statistics_not_done")
		if n := h.compute(t) + h.compute(t); n != 1 { // the deed runs twice
			t.Errorf("computed %d", n)
		}
		var got RunsView
		auditor.Call(t, "GET", at, nil).Want(t, 200).Into(t, &got)
		l := got.Latest
		if l == nil || l.Attempts != 400 || l.Report == nil || l.DataFrom == nil || l.Run.ID != run || l.Run.State != Done || len(got.Runs) != 1 {
			t.Fatalf("%+v", got)
		}
		if len(l.Report.Overall.Items) != 40 || len(l.Report.Languages) != 2 || len(l.Report.Forms) != 0 || len(l.Report.Periods) != 3 {
			t.Errorf("%d items, %d languages, %d forms, periods %v", len(l.Report.Overall.Items), len(l.Report.Languages), len(l.Report.Forms), l.Report.Periods)
		}
		if f := l.Report.Overall.Form.Alpha; f.Value == nil || f.N != 400 || l.Report.Formulas[f.Formula] == "" {
			t.Errorf("alpha %+v", f)
		}
		for i, it := range l.Report.Overall.Items {
			miskeyed := false
			for _, f := range it.Flags {
				miskeyed = miskeyed || f.Code == psychometrics.SuspectedMiskey
			}
			if miskeyed != (i == 3) || len(it.Languages) != 2 || len(it.Drift) != 3 {
				t.Errorf("item %d: %+v", i, it.Flags)
			}
		}
		h.similar(t, run)
	})
}

func (h *house) similar(t *testing.T, run string) {
	t.Helper()
	var s SimilarityView
	h.app.As("program_manager:pat").Call(t, "GET", at+"/latest/similarity", nil).Want(t, 200).Into(t, &s)
	if s.Run != run || len(s.Groups) != 1 || len(s.Groups[0].Pairs) != 3 || s.PairsCompared != 400*399/2 || s.Groups[0].Partners[0].Name != "Partner par_2" {
		t.Fatalf("%+v", s)
	}
	if p := s.Groups[0].Pairs[0]; p.Identical != p.BothWrong || p.BothWrong < 25 || p.Expected == "" || p.Chance == "" {
		t.Errorf("%+v", p)
	}
	for _, g := range viewSimilarity(actor.Actor{Kind: actor.Key}, Kept{}, []Together{{PartnerA: "par_1"}}, nil).Groups {
		if len(g.Partners) != 0 {
			t.Errorf("a key is told %+v", g.Partners)
		}
	}
	csv := string(h.app.As("auditor:ann").Call(t, "GET", at+"/latest/items.csv", nil).Want(t, 200).Body)
	if lines := strings.Split(strings.TrimSpace(csv), "\r\n"); len(lines) != 1+3*40 || !strings.HasPrefix(lines[1], "all,,itm_00,itv_00,single_choice,'=Routing,true,0.") {
		t.Errorf("%d lines, %s", len(lines), lines[1])
	}
	err := h.db.Tx(actor.With(t.Context(), actor.SystemOf("test")), func(tx *gorm.DB) error {
		return tx.Exec("update statistics_reports set attempts = 1").Error
	})
	if err == nil {
		t.Error("a report was changed")
	}
}

func TestFewAttemptsWithholdFigures(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		for _, rows := range []int{0, 29} {
			h := open(t, db, rows)
			h.app.As("author:eve").Call(t, "POST", at, map[string]any{}).Want(t, 202)
			h.compute(t)
			a := h.app.As("auditor:ann").Call(t, "GET", at+"/latest", nil).Want(t, 200)
			var v ReportView
			a.Into(t, &v)
			var raw struct {
				Report struct {
					Overall struct{ Form map[string]json.RawMessage }
				}
			}
			a.Into(t, &raw)
			if f := v.Report.Overall.Form.Alpha; f.Value != nil || f.N != rows || f.Why != psychometrics.TooFew {
				t.Errorf("%d attempts: %+v", rows, f)
			}
			if !strings.Contains(string(raw.Report.Overall.Form["alpha"]), `"value":null`) {
				t.Errorf("withheld is %s", raw.Report.Overall.Form["alpha"])
			}
			var s SimilarityView
			h.app.As("auditor:ann").Call(t, "GET", at+"/latest/similarity", nil).Want(t, 200).Into(t, &s)
			if !s.Withheld || len(s.Groups) != 0 {
				t.Errorf("similarity of %d: %+v", rows, s)
			}
		}
	})
}

func TestARunThatFailsIsTriedAgainAndGivenUp(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, 100)
		h.near.fails = errors.New("the disk is gone")
		run := h.app.As("author:eve").Call(t, "POST", at, map[string]any{}).Want(t, 202).Text(t, "id")
		ctx := actor.With(t.Context(), actor.SystemOf("worker"))
		for range 5 {
			_, _ = h.ComputeWaiting(ctx)
			err := h.db.Tx(ctx, func(tx *gorm.DB) error {
				return tx.Exec("update statistics_runs set lease_ends = ? where state = 'running'", db.Now().Add(-time.Second)).Error
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if state := h.app.As("auditor:ann").Call(t, "GET", at+"/"+run, nil).Want(t, 200).Text(t, "run", "state"); state != "failed" || h.near.asked != 3 {
			t.Errorf("%s after %d tries", state, h.near.asked)
		}
		h.near.fails = nil
		h.app.As("author:eve").Call(t, "POST", at, map[string]any{}).Want(t, 202)
		if n := h.compute(t); n != 1 {
			t.Errorf("computed %d", n)
		}
	})
}

func TestWhoMayAskAndWhatIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, 0)
		for _, role := range []string{"auditor", "program_manager", "grader"} {
			h.app.As(role+":x").Call(t, "POST", at, map[string]any{}).Want(t, 403)
		}
		h.app.As("grader:x").Call(t, "GET", at, nil).Want(t, 403)
		author := h.app.As("author:eve")
		author.Call(t, "POST", "/api/v1/exams/none/statistics", map[string]any{}).Want(t, 404)
		author.Call(t, "GET", "/api/v1/exams/none/statistics", nil).Want(t, 404)
		author.Call(t, "GET", at+"/sta_none/similarity", nil).Want(t, 404)
		author.Call(t, "POST", at, map[string]any{"from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}).Refused(t, 422, "invalid_input")
		author.Call(t, "POST", at, map[string]any{"period": "day"}).Want(t, 422)
	})
}
