package exams

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// becomes makes positions of a running attempt those of another item type, and answers them as they are.
func (s *sitting) becomes(t testing.TB, kind, response string, positions ...int) {
	t.Helper()
	s.h.retype(t, s.ID, kind, positions...)
	err := s.h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		for _, p := range positions {
			if err := tx.Exec("delete from responses where attempt_id = ? and position = ?", s.ID, p).Error; err != nil {
				return err
			}
			err := tx.Exec("insert into responses (attempt_id, position, epoch, seq, response, flagged, saved_at) values (?, ?, 1, 99, ?, false, ?)", s.ID, p, response, s.h.db.Now()).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// mark marks twice, as every deed may run.
func (h *house) mark(t testing.TB, m Mark) {
	t.Helper()
	for range 2 {
		if err := h.Mark(actor.With(t.Context(), actor.SystemOf("worker")), m); err != nil {
			t.Fatal(err)
		}
	}
}

const factsNamed = "select count(*) from outbox_facts where name = ?"

func TestAResultWaitsForEveryMark(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		s.answerAll(t, 4) // 4 of 10, the cut is 6
		s.becomes(t, "essay", `{"text":"Because."}`, 8, 9)
		s.becomes(t, "lab", `{"lab":"lab_1"}`, 10)
		s.becomes(t, "file_upload", "null", 7) // not answered: worth nothing at once
		first := s.submit(t).Want(t, 200)
		var v AttemptView
		s.call(t, "GET", "", nil).Want(t, 200).Into(t, &v)
		result := s.call(t, "GET", "/result", nil).Want(t, 200)
		if v.State != Submitted || result.Text(t, "state") != PendingMarking || strings.Contains(string(result.Body), "decision") || strings.Contains(string(result.Body), "scaled_score") {
			t.Errorf("%s, %s", v.State, result.Body)
		}
		if n := h.count(t, factsNamed, "exams.marking_due"); n != 3 {
			t.Errorf("%d answers are to be marked", n)
		}
		if again := s.submit(t).Want(t, 200); string(again.Body) != string(first.Body) {
			t.Error("another receipt")
		}
		if same, err := h.VerifyLog(as(t, "vendor_admin:root"), s.ID); err != nil || !same {
			t.Errorf("the log of an undecided attempt: %t, %v", same, err)
		}
		for _, bad := range []string{"5/4", "-1/4", "half", "", "1e9", "0x1"} {
			if err := h.Mark(t.Context(), Mark{s.ID, 8, bad, "mwk_1"}); !errors.Is(err, ErrFraction) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		h.mark(t, Mark{s.ID, 8, "6/8", "mwk_1"})
		h.mark(t, Mark{s.ID, 9, "1/4", "mwk_2"})
		if got := s.call(t, "GET", "/result", nil).Text(t, "state"); got != PendingMarking || h.count(t, factsNamed, "exams.result_released") != 0 {
			t.Errorf("with one mark missing: %s", got)
		}
		h.mark(t, Mark{s.ID, 10, "1", "lab_1"}) // 4 + 3/4 + 1/4 + 1 = 6
		if kept := h.result(t, s.ID); kept.Raw != "6" || kept.Decision != Pass || kept.State != Released {
			t.Errorf("%+v", kept)
		}
		result = s.call(t, "GET", "/result", nil).Want(t, 200)
		if result.Text(t, "decision") != Pass || result.Text(t, "scaled_score") != "700" {
			t.Errorf("%s", result.Body)
		}
		if h.count(t, factsNamed, "exams.result_released") != 1 || h.count(t, factsNamed, "exams.attempt_passed") != 1 {
			t.Error("decided once is told once")
		}
		if same, err := h.VerifyLog(as(t, "vendor_admin:root"), s.ID); err != nil || !same {
			t.Errorf("the log of a marked attempt: %t, %v", same, err)
		}
		if err := h.Mark(t.Context(), Mark{s.ID, 10, "1/2", "lab_2"}); !errors.Is(err, ErrMarkStands) {
			t.Errorf("another mark after the decision: %v", err)
		}
		if again := s.submit(t).Want(t, 200); string(again.Body) != string(first.Body) {
			t.Error("another receipt after the marks")
		}
	})
}

// While an attempt is being marked nobody sits again: not by registering anew, and not from a place that was taken before.
func TestNobodySitsAgainWhileAnAttemptIsUndecided(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"retake": map[string]any{"wait_seconds": []int{}}})
		s := h.sit(t, "ada", "net")
		s.answerAll(t, 4)
		s.becomes(t, "essay", `{"text":"Because."}`, 8)
		s.submit(t).Want(t, 200)
		again := func() testkit.Answer {
			return h.person("ada").Call(t, "POST", "/api/v1/exams/net/registrations", map[string]any{"pay_with": "free"}, "Idempotency-Key: "+newKey())
		}
		for range 2 {
			if got := again().Want(t, 409); got.Text(t, "code") != "pending_marking" || got.Text(t, "attempt") != s.ID {
				t.Errorf("%s", got.Body)
			}
		}
		if got := h.person("ada").Call(t, "GET", "/api/v1/exams/net", nil).Want(t, 200).Text(t, "mine", "state"); got != string(StandMarking) {
			t.Errorf("the catalogue says %s", got)
		}
		h.registered(t, "bob", "net")
		h.mark(t, Mark{s.ID, 8, "0", "mwk_1"})
		again().Want(t, 201)
	})
}

func TestWorkForMarkersAndFiles(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		up := func(who, name, body string, position int) testkit.Answer {
			return h.person(who).Call(t, "POST", s.path("/files?position="+strconv.Itoa(position)+"&name="+name), body, "Content-Type: application/octet-stream")
		}
		up("ada", "a.pdf", "%PDF-1.7", 1).Want(t, 422)
		s.becomes(t, "file_upload", "null", 1, 2)
		for name, body := range map[string]string{
			"a.pdf": "<html><script>alert(1)</script>", "a.exe": "MZ", "a.txt": "a\x00b", "a.png": "%PDF-1.7", "a": "text", "a.html": "<p>", "a%0Ab.txt": "text", "b.pdf": "",
		} {
			if got := up("ada", name, body, 1); got.Status != 422 {
				t.Errorf("%s: %d %s", name, got.Status, got.Body)
			}
		}
		up("bob", "a.pdf", "%PDF-1.7", 1).Want(t, 404)
		file := up("ada", "..%2f..%2fetc%2fa.pdf", "%PDF-1.7 text", 1).Want(t, 201)
		if again := up("ada", "a.pdf", "%PDF-1.7 text", 1).Want(t, 201); again.Text(t, "id") != file.Text(t, "id") || file.Text(t, "name") != "a.pdf" {
			t.Errorf("%s, %s", file.Body, again.Body)
		}
		if n := h.person("ada").Call(t, "GET", s.path("/files"), nil).Want(t, 200).Text(t, "data", 0, "size"); n != "13" {
			t.Errorf("%s bytes", n)
		}
		s.seq[1], s.seq[2] = 100, 100
		s.save(t, 1, map[string]any{"files": []string{file.Text(t, "id")}}).Want(t, 200)
		s.save(t, 1, map[string]any{"files": []string{"fil_nobody"}}).Want(t, 422)
		s.save(t, 2, map[string]any{"files": []string{file.Text(t, "id")}}).Want(t, 422)
		s.becomes(t, "file_upload", `{"files":["`+file.Text(t, "id")+`"]}`, 1)
		s.submit(t).Want(t, 200)
		up("ada", "b.pdf", "%PDF-1.7", 1).Want(t, 409)
		err := db.Read(t.Context(), func(tx *gorm.DB) error {
			w, err := h.Work(t.Context(), tx, s.ID, 1)
			if err != nil || w.PersonID != "ada" || w.ExamKey != "net" || w.StemHTML == "" || len(w.Files) != 1 {
				t.Errorf("%+v, %v", w, err)
			}
			if w, err = h.Work(t.Context(), tx, s.ID, 3); err != nil || string(w.Response) != "null" {
				t.Errorf("not answered: %+v, %v", w, err)
			}
			if at, err := h.PlaceIn(t.Context(), tx, s.ID, 1); err != nil || at.PersonID != "ada" || at.Type != "file_upload" || at.Open {
				t.Errorf("%+v, %v", at, err)
			}
			if files, err := h.FilesIn(t.Context(), tx, s.ID, 1); err != nil || len(files) != 1 {
				t.Errorf("%+v, %v", files, err)
			}
			if _, err := h.Work(t.Context(), tx, s.ID, 99); !errors.Is(err, ErrNothing) {
				t.Errorf("no such place: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, body, err := h.Content(t.Context(), s.ID, 1, file.Text(t, "id")); err != nil || string(body) != "%PDF-1.7 text" {
			t.Errorf("%s, %v", body, err)
		}
		if _, _, err := h.Content(t.Context(), s.ID, 2, file.Text(t, "id")); !errors.Is(err, ErrNothing) {
			t.Errorf("from another place: %v", err)
		}
	})
}
