package proctoring

import (
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestSignalsAreKeptAndConcludeNothing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		ann, pia := h.app.As("candidate:ann"), h.app.As("proctor:pia")
		const path = "/api/v1/attempts/att_ann/signals"
		batch := object{"signals": []object{{"kind": "focus_lost", "seconds": 4, "ago_ms": 1500}, {"kind": "displays", "count": 2}}}
		for range 2 { // the same call twice, under one key: kept once
			if a := ann.Call(t, "POST", path, batch, "Idempotency-Key: "+"k1").Want(t, 204); len(a.Body) != 0 {
				t.Errorf("the answer tells %q", a.Body)
			}
		}
		h.app.As("candidate:bob").Call(t, "POST", path, batch).Refused(t, 404, "not_found")
		for _, bad := range []object{{"signals": []object{{"kind": "thinks"}}}, {"signals": []object{}}, {"signals": nil}, {"signals": []object{{"kind": "copy", "count": -1}}}, {"signals": []object{{"kind": "copy", "score": 1}}}} {
			if a := ann.Call(t, "POST", path, bad); a.Status != 422 {
				t.Errorf("%v: %d", bad, a.Status)
			}
		}
		record := pia.Call(t, "GET", "/api/v1/attempts/att_ann/proctoring", nil).Want(t, 200)
		if n := len(record.Get(t, "signals").([]any)); n != 2 {
			t.Errorf("%d signals", n)
		}
		if record.Text(t, "signals", 0, "kind") != "focus_lost" || record.Text(t, "signals", 0, "innocent_causes", 0) == "" {
			t.Errorf("%s", record.Body)
		}
		for _, word := range []string{"score", "suspic", "verdict", "risk"} {
			if strings.Contains(strings.ToLower(string(record.Body)), word) {
				t.Errorf("the record says %s", word)
			}
		}
		room := pia.Call(t, "GET", "/api/v1/exams/core/room", nil).Want(t, 200)
		if room.Text(t, "desks", 0, "name") != "ANN" || room.Get(t, "desks", 0, "signals", "displays") != float64(1) {
			t.Errorf("%s", room.Body)
		}
		ann.Call(t, "GET", "/api/v1/attempts/att_ann/proctoring", nil).Refused(t, 403, "role_missing")
		if h.exec(t, "update proctoring_signals set kind = 'copy'") == nil {
			t.Error("signals can be changed")
		}
		h.terms.Proctoring = "none"
		ann.Call(t, "POST", path, batch).Want(t, 204)
		h.terms.Proctoring, h.state = bySignals, "graded"
		ann.Call(t, "POST", path, batch).Want(t, 204)
		if n := h.count(t, "select count(*) from proctoring_signals"); n != 2 {
			t.Errorf("%d kept", n)
		}
	})
}

func TestSignalsAreBounded(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		many := make([]object, 50)
		for i := range many {
			many[i] = object{"kind": "copy"}
		}
		for range 6 {
			h.app.As("candidate:ann").Call(t, "POST", "/api/v1/attempts/att_ann/signals", object{"signals": many}).Want(t, 204)
		}
		if n := h.count(t, "select count(*) from proctoring_signals"); n != mostInMinute {
			t.Errorf("%d kept in a minute", n)
		}
	})
}

func TestEverySignalHasInnocentCauses(t *testing.T) {
	t.Parallel()
	for _, k := range []Kind{FocusLost, FocusRegained, Copy, Cut, Paste, FullscreenEntered, FullscreenLeft, Displays, NetworkGap} {
		if len(k.InnocentCauses()) < 2 {
			t.Errorf("%s has %d", k, len(k.InnocentCauses()))
		}
	}
}
