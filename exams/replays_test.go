package exams

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"laurel/exams/items"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func (h *house) replayed(t testing.TB, attemptID string) Replay {
	t.Helper()
	r, err := h.Replay(as(t, "system:operator"), attemptID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (h *house) equal(t testing.TB, attemptID, when string) Replay {
	t.Helper()
	r := h.replayed(t, attemptID)
	for _, d := range r.Differences {
		t.Errorf("%s: %s is stored %q, replayed %q", when, d.Field, d.Stored, d.Replayed)
	}
	return r
}

// eventful is an attempt to which everything happens that a log can tell: answers out of order and twice, a second tab, a pause, given
// time, a mark, a late answer and a key that changed.
func (h *house) eventful(t *testing.T) *sitting {
	t.Helper()
	bank, all := h.collect(t)
	d := document("all", bank)
	d["blueprint"] = map[string]any{"length": len(all)}
	h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201)
	h.author().Call(t, "POST", "/api/v1/exams/all/publish", nil).Want(t, 200)
	s := h.sit(t, "ada", "all")
	h.equal(t, s.ID, "just made")
	at := map[items.Type]ItemView{}
	for _, it := range s.items() {
		at[it.Type] = it
	}
	for _, one := range all {
		if it := at[one.kind]; one.right != "" && one.kind != items.TrueFalse && one.kind != items.ShortText {
			s.seq[it.Position] = 4
			s.save(t, it.Position, spoken(it, one.right)).Want(t, 200) // 5
			for _, seq := range []int64{3, 2, 3, 4} {                  // those before it come after it, and again
				s.seq[it.Position] = seq
				s.save(t, it.Position, nil)
			}
			s.seq[it.Position] = 5
		}
	}
	why := map[string]any{"reason": "fire alarm"}
	s.supervised(t, "proctor:pat", "/pause", why).Want(t, 200)
	h.equal(t, s.ID, "paused")
	s.supervised(t, "proctor:pat", "/adjustments", map[string]any{"seconds": 90, "reason": "noise"}).Want(t, 200)
	s.supervised(t, "proctor:pat", "/resume", why).Want(t, 200)
	var taken struct {
		Epoch int64 `json:"epoch"`
	}
	s.call(t, "POST", "/takeover", map[string]any{}).Want(t, 200).Into(t, &taken)
	s.Epoch = taken.Epoch
	s.save(t, at[items.Essay].Position, map[string]any{"text": "Because."}).Want(t, 200)
	s.save(t, at[items.TrueFalse].Position, spoken(at[items.TrueFalse], `{"choice":"no"}`)).Want(t, 200)
	h.equal(t, s.ID, "running")
	s.submit(t).Want(t, 200)
	h.equal(t, s.ID, "not marked yet")
	h.mark(t, Mark{s.ID, at[items.Essay].Position, "3/4", "mwk_1"})
	h.equal(t, s.ID, "marked")
	late := s.save(t, at[items.ShortText].Position, map[string]any{"text": "Secret"}).Refused(t, 409, "attempt_closed").Text(t, "quarantine_id")
	for _, by := range []string{"proctor:pat", "proctor:sue"} {
		s.supervised(t, by, "/late-responses/"+late+"/admit", map[string]any{"reason": "our network failed"}).Want(t, 200)
	}
	h.equal(t, s.ID, "a late answer counts")
	version := h.versionAt(t, s.ID, at[items.TrueFalse].Position)
	h.author().Call(t, "POST", "/api/v1/item-versions/"+version+"/keys", map[string]any{"effect": "credit_all", "reason": "Both are right."}).Want(t, 201)
	path := h.author().Call(t, "POST", "/api/v1/regrades", map[string]any{"item_version": version, "key": 2}).Want(t, 201).Header.Get("Location")
	h.finishRegrades(t)
	h.app.As("author:oz").Call(t, "POST", path+"/apply", nil).Want(t, 200)
	h.finishRegrades(t)
	return s
}

func (h *house) finishRegrades(t testing.TB) {
	t.Helper()
	if _, err := h.FinishRegrades(as(t, "system:worker")); err != nil {
		t.Fatal(err)
	}
}

// TestReplay makes an eventful attempt again out of its log, and then forges what is stored, one thing after the other: each is named.
func TestReplay(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		s := h.eventful(t)
		first := h.equal(t, s.ID, "graded again")
		if again := h.equal(t, s.ID, "twice"); again.SHA256 != first.SHA256 || first.Events < 20 {
			t.Errorf("%+v, then %+v", first, again)
		}
		if n := h.count(t, "select count(*) from attempt_results where attempt_id = ?", s.ID); n != 3 {
			t.Fatalf("%d results, want the marked one, the one with the late answer and the one by the new key", n)
		}
		for _, trigger := range []string{"attempt_events_kept", "attempt_events_never_deleted", "attempt_results_kept", "attempt_results_never_deleted"} {
			table := strings.Join(strings.Split(trigger, "_")[:2], "_")
			switch {
			case !db.Postgres():
				h.do(t, "drop trigger "+trigger)
			case strings.HasSuffix(trigger, "_kept"):
				h.do(t, "drop trigger "+trigger+" on "+table)
			}
		}
		for _, f := range forgeries {
			t.Run(f.name, func(t *testing.T) {
				h.do(t, f.forge, s.ID)
				r := h.replayed(t, s.ID)
				for _, want := range f.named {
					if !slices.ContainsFunc(r.Differences, func(d Difference) bool { return strings.HasPrefix(d.Field, want) && d.Stored != d.Replayed }) {
						t.Errorf("%s is not named in %+v", want, r.Differences)
					}
				}
				if len(r.Differences) > f.most {
					t.Errorf("%d differences: %+v", len(r.Differences), r.Differences)
				}
				if f.mend == "" {
					return
				}
				h.do(t, f.mend, s.ID)
				h.equal(t, s.ID, "mended")
			})
		}
	})
}

// forgeries are what somebody could do to the tables, and how it is undone. Those that cannot be undone stand last.
var forgeries = []struct {
	name, forge, mend string
	named             []string
	most              int
}{
	{"a response", moved("responses", "response = replace(response, 'Because', 'becausE')"), moved("responses", "response = replace(response, 'becausE', 'Because')"), []string{"response "}, 1},
	{"its number", moved("responses", "seq = seq + 1"), moved("responses", "seq = seq - 1"), []string{"response "}, 12},
	{"the close", attempts("close_reason = 'deadline'"), attempts("close_reason = 'candidate'"), []string{"close_reason"}, 1},
	{"late", attempts("late = true"), attempts("late = false"), []string{"late"}, 1},
	{"the pass", attempts("passed = not passed"), attempts("passed = not passed"), []string{"passed"}, 1},
	{"the epoch", attempts("epoch = epoch + 1"), attempts("epoch = epoch - 1"), []string{"epoch"}, 1},
	{"the receipt", attempts(`receipt = replace(receipt, '"answered":', '"answered":1')`), attempts(`receipt = replace(receipt, '"answered":1', '"answered":')`), []string{"receipt"}, 1},
	{"the signature", attempts(`receipt = replace(receipt, '"signature":"', '"signature":"A')`), attempts(`receipt = replace(receipt, '"signature":"A', '"signature":"')`), []string{"receipt signature"}, 1},
	{"the seal", attempts("events_count = events_count - 1"), attempts("events_count = events_count + 1"), []string{"log"}, 1},
	{"a mark", "update attempt_marks set fraction = '1' where attempt_id = ?", "update attempt_marks set fraction = '3/4' where attempt_id = ?", []string{"mark "}, 1},
	{"points", results("raw = raw || '0'", 1), results("raw = substr(raw, 1, length(raw) - 1)", 1), []string{"result 1 raw", "result 1 sha256"}, 2},
	{"a decision", results("decision = case decision when 'pass' then 'fail' else 'pass' end", 3), results("decision = case decision when 'pass' then 'fail' else 'pass' end", 3), []string{"result 3 decision"}, 2},
	{"a scaled score", results("scaled_score = scaled_score + 1", 2), results("scaled_score = scaled_score - 1", 2), []string{"result 2 scaled_score"}, 2},
	{
		"an answer in the log", logs("saved", "detail = replace(detail, 'Because', 'becausE')"), logs("saved", "detail = replace(detail, 'becausE', 'Because')"),
		[]string{"log", "response ", "receipt", "receipt signature"}, 5,
	},
	{"given time in the log", logs("adjusted", `detail = replace(detail, '"seconds":90', '"seconds":91')`), logs("adjusted", `detail = replace(detail, '"seconds":91', '"seconds":90')`), []string{"log", "deadline_at"}, 2},
	{"a key in the log", logs("graded", `detail = replace(detail, '":2', '":1')`) + ` and detail like '%"result":3%'`, "", []string{"log", "result 3 raw", "log sha256 of result 3"}, 8},
	{"a log that cannot be read", logs("started", "detail = '{'"), "", []string{"log", "event ", "started_at", "deadline_at"}, 16},
	{"the moment of the close", attempts("closed_at = started_at, deadline_at = closed_at"), "", []string{"closed_at", "deadline_at"}, 20},
	{"a result taken away", "delete from attempt_results where attempt_id = ? and number = 3", "", []string{"result 3 raw"}, 40},
	{"an event taken away", "delete from attempt_events where attempt_id = ? and kind = 'closed'", "", []string{"log", "receipt", "closed_at"}, 50},
}

func moved(table, change string) string {
	return "update " + table + " set " + change + " where attempt_id = ?"
}
func attempts(change string) string { return "update attempts set " + change + " where id = ?" }

func results(change string, number int) string {
	return fmt.Sprintf("update attempt_results set %s where attempt_id = ? and number = %d", change, number)
}

func logs(kind, change string) string {
	return "update attempt_events set " + change + " where attempt_id = ? and kind = '" + kind + "'"
}

// TestReplayTakesNothingFromBesideTheLog changes what is stored of an exam in an attempt: the log alone gives score and deadline as they
// were, and names the change. A log from before says what it does not hold.
func TestReplayTakesNothingFromBesideTheLog(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil) // 60 % of ten, an hour
		s := h.sit(t, "ada", "net")
		s.answerAll(t, 6)
		s.submit(t).Want(t, 200)
		if r := h.equal(t, s.ID, "submitted"); !r.Signed || len(r.Beside) != 0 {
			t.Errorf("%+v", r)
		}
		as := func(text string) string {
			if db.Postgres() {
				return "cast(" + text + " as jsonb)"
			}
			return text
		}
		quote := `replace(replace(cast(%s as text), ': ', ':'), '%s', '%s')`
		for _, f := range []struct{ column, from, to string }{{"policy", `"cut_percent":"60"`, `"cut_percent":"90"`}, {"limits", `"limit_seconds":3600`, `"limit_seconds":7200`}, {"policy", `"title":"`, `"title":"Forged `}} {
			forge := func(from, to string) {
				h.do(t, "update attempts set "+f.column+" = "+as(fmt.Sprintf(quote, f.column, from, to))+" where id = ?", s.ID)
			}
			forge(f.from, f.to)
			r := h.replayed(t, s.ID)
			if len(r.Differences) != 1 || r.Differences[0].Field != "basis" || !r.Signed {
				t.Errorf("%s for %s: %+v", f.to, f.from, r.Differences)
			}
			shown := h.app.As("auditor:ann").Call(t, "GET", "/api/v1/attempts/"+s.ID+"/replay", nil).Want(t, 200)
			if shown.Get(t, "equal") != false || shown.Get(t, "differences", 0, "field") != "basis" || strings.Contains(string(shown.Body), "cut_percent") {
				t.Errorf("%s", shown.Body)
			}
			forge(f.to, f.from)
			h.equal(t, s.ID, "mended")
		}
		h.app.As("person:ada").Call(t, "GET", "/api/v1/attempts/"+s.ID+"/replay", nil).Want(t, 403)
		h.app.As("auditor:ann").Call(t, "GET", "/api/v1/attempts/att_none/replay", nil).Want(t, 404)

		h.app.As("auditor:ann").Call(t, "GET", "/api/v1/attempts/"+s.ID+"/log", nil).Want(t, 200)
		if got := h.app.As("auditor:ann").Call(t, "GET", "/api/v1/attempts/"+s.ID+"/log", nil); strings.Contains(string(got.Body), "cut_percent") {
			t.Errorf("%s", got.Body)
		}
		if db.Postgres() {
			h.do(t, "drop trigger attempt_events_kept on attempt_events")
		} else {
			h.do(t, "drop trigger attempt_events_kept")
		}
		h.do(t, `update attempt_events set detail = replace(detail, '"basis"', '"formerly"') where attempt_id = ? and kind = 'made'`, s.ID)
		r := h.replayed(t, s.ID)
		if !slices.Equal(r.Beside, []string{"basis"}) || len(r.Differences) != 1 || r.Differences[0].Field != "log" {
			t.Errorf("%+v", r)
		}
	})
}

// Answers stand by their numbers, in whatever order a log is heard, and however often.
func TestReplayOfAnswersInAnyOrder(t *testing.T) {
	t.Parallel()
	var said []logged
	for seq := range 6 {
		said = append(said, logged{Kind: "saved", Detail: fmt.Sprintf(`{"position":%d,"epoch":1,"seq":%d,"response":"%d","flagged":false}`, 1+seq%2, seq, seq)})
	}
	straight, back := newStory(), newStory()
	for i := range said {
		for range 2 {
			if err := straight.hear(said[i]); err != nil {
				t.Fatal(err)
			}
			if err := back.hear(said[len(said)-1-i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := straight.responses(); len(got) != 2 || got[0].Response != "4" || got[1].Response != "5" || !slices.Equal(got, back.responses()) {
		t.Errorf("%+v, %+v", got, back.responses())
	}
}

// Attempts that were annulled, before their close and after, replay as well.
func TestReplayable(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		ada, ben := h.sit(t, "ada", "net"), h.sit(t, "ben", "net")
		ada.answerAll(t, 10)
		ada.submit(t).Want(t, 200)
		if err := h.Void(as(t, "system:worker"), ada.ID, "cas_1"); err != nil {
			t.Fatal(err)
		}
		if err := h.Void(as(t, "system:worker"), ben.ID, "cas_2"); err != nil {
			t.Fatal(err)
		}
		for exam, want := range map[string]int{"": 2, "net": 2, "other": 0} {
			ids, err := h.Replayable(t.Context(), exam, "", 10)
			if err != nil || len(ids) != want {
				t.Fatalf("%q: %v, %v", exam, ids, err)
			}
			for _, one := range ids {
				h.equal(t, one, "voided")
			}
		}
		if _, err := h.Replay(t.Context(), "att_none"); faultOf(err).Code != "not_found" {
			t.Error(err)
		}
	})
}

// Sections and breaks are time too.
func TestReplayOfSections(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", parts(nil))
		s := h.sit(t, "ada", "net")
		s.deed(t, "/sections/next", map[string]any{"section": 1}).Want(t, 200)
		h.equal(t, s.ID, "on a break")
		s.deed(t, "/break/end", nil).Want(t, 200)
		h.equal(t, s.ID, "in the second section")
		s.submit(t).Want(t, 200)
		h.equal(t, s.ID, "submitted")
		if n := h.count(t, "select count(*) from attempt_events where attempt_id = ? and kind in ('break_began', 'break_ended')", s.ID); n != 2 {
			t.Errorf("%d events of a break", n)
		}
	})
}
