package exams

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// The way of a candidate, over HTTP, from the import of a bank to the result.
func TestMainJob(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		ada := h.person("ada")
		ada.Call(t, "GET", "/api/v1/exams", nil).Want(t, 200)
		if got := ada.Call(t, "GET", "/api/v1/exams", nil).Text(t, "data", 0, "mine", "state"); got != "open" {
			t.Fatalf("the exam is %q", got)
		}
		s := h.sit(t, "ada", "net")
		if s.State != InProgress || s.DeadlineAt == nil || len(s.items()) != 10 || s.Epoch != 1 {
			t.Fatalf("not an attempt that runs: %+v", s.AttemptView)
		}
		if limit := s.DeadlineAt.Sub(*s.StartedAt).Seconds(); limit != 3600 {
			t.Errorf("%v seconds from start to deadline", limit)
		}
		s.answerAll(t, 8)
		if applied := s.save(t, 1, nil).Want(t, 200).Get(t, "applied"); applied != true {
			t.Error("an answer must be cleared by null")
		}
		s.save(t, 1, right(s.items()[0])).Want(t, 200)

		var receipt Receipt
		first := s.submit(t).Want(t, 200)
		first.Into(t, &receipt)
		if receipt.Answered != 10 || receipt.Unanswered != 0 || receipt.CloseReason != ByCandidate {
			t.Errorf("receipt %+v", receipt)
		}
		signature, err := base64.RawURLEncoding.DecodeString(receipt.Signature)
		if err != nil || !ed25519.Verify(h.key, receipt.message(), signature) {
			t.Error("the receipt is not signed")
		}
		if again := s.submit(t).Want(t, 200); string(again.Body) != string(first.Body) {
			t.Errorf("another receipt: %s", again.Body)
		}

		var v AttemptView
		s.call(t, "GET", "", nil).Want(t, 200).Into(t, &v)
		if v.State != Graded || len(v.Sections) != 0 || len(v.Responses) != 10 {
			t.Errorf("after the close: %+v", v)
		}
		var held []Response
		for _, r := range v.Responses {
			held = append(held, Response{Position: r.Position, Seq: r.Seq, Response: string(r.Response)})
		}
		if digest(held) != receipt.ResponsesSHA256 {
			t.Error("the digest cannot be computed from what the attempt shows")
		}

		var result ResultView
		s.call(t, "GET", "/result", nil).Want(t, 200).Into(t, &result)
		// 8 of 10 with the cut at 6: 700 + 300/4*2 = 850.
		if result.Decision != Pass || result.ScaledScore == nil || *result.ScaledScore != 850 || result.CutScore != 700 || result.State != Released || len(result.Domains) != 2 {
			t.Errorf("result %+v", result)
		}
		if n := h.count(t, "select count(*) from outbox_facts where name = 'exams.attempt_passed'"); n != 1 {
			t.Errorf("%d facts of a pass", n)
		}
		if n := h.count(t, "select count(*) from outbox_facts where name = 'exams.result_released'"); n != 1 {
			t.Errorf("%d facts of a result", n)
		}
		if same, err := h.VerifyLog(as(t, "vendor_admin:root"), s.ID); err != nil || !same {
			t.Errorf("the log does not fit its hash: %v", err)
		}
		if got := ada.Call(t, "GET", "/api/v1/exams", nil).Text(t, "data", 0, "mine", "state"); got != "passed" {
			t.Errorf("the exam is %q", got)
		}
		list := h.app.As("support:sue").Call(t, "GET", "/api/v1/exams/net/attempts", nil).Want(t, 200)
		if list.Text(t, "data", 0, "decision") != Pass {
			t.Errorf("%s", list.Body)
		}
	})
}

// The same input gives the same result, whenever it is scored.
func TestScoringReproduces(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		s.answerAll(t, 5)
		s.submit(t).Want(t, 200)
		kept := h.result(t, s.ID)
		again := h.rescore(t, s.ID)
		a, _ := json.Marshal(kept)
		b, _ := json.Marshal(again)
		if string(a) != string(b) {
			t.Errorf("kept %s\nagain %s", a, b)
		}
		if kept.Decision != Fail || kept.Raw != "5" || kept.Cut != "6" || kept.ScaledScore != 625 {
			t.Errorf("5 of 10: %+v", kept)
		}
	})
}

// Replaying the log of an attempt gives the answers that stand, and a log that grew after the close no longer fits its hash.
func TestLogReplays(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		s.answerAll(t, 0)
		s.answerAll(t, 10)
		s.save(t, 3, nil).Want(t, 200)
		s.call(t, "POST", "/takeover", nil).Want(t, 200)
		s.Epoch = 2
		s.save(t, 4, wrong(s.items()[3])).Want(t, 200)
		s.submit(t).Want(t, 200)
		var log []logged
		var held []Response
		root := as(t, "vendor_admin:root")
		err := h.db.Read(root, func(tx *gorm.DB) error {
			var err error
			if log, err = logOf(tx, s.ID); err != nil {
				return err
			}
			held, err = responsesOf(tx, s.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		replayed := map[int]savedDetail{}
		for _, e := range log {
			var d savedDetail
			if e.Kind != "saved" {
				continue
			}
			if err := json.Unmarshal([]byte(e.Detail), &d); err != nil {
				t.Fatal(err)
			}
			replayed[d.Position] = d
		}
		for _, r := range held {
			if d := replayed[r.Position]; d != (savedDetail{r.Position, r.Epoch, r.Seq, r.Response, r.Flagged}) {
				t.Errorf("position %d stands at %+v, the log ends at %+v", r.Position, r, d)
			}
		}
		if len(log) != 2+22+1+2 || len(replayed) != len(held) {
			t.Errorf("%d events, %d positions, %d answers", len(log), len(replayed), len(held))
		}
		err = h.db.Tx(root, func(tx *gorm.DB) error { return note(root, tx, s.ID, event{Kind: "saved", Detail: 1, At: h.db.Now()}) })
		if err != nil {
			t.Fatal(err)
		}
		if same, err := h.VerifyLog(root, s.ID); err != nil || same {
			t.Errorf("an event was added and the hash still fits: %v", err)
		}
	})
}
