package accounts

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

const resetPath = "/api/v1/password-resets"

func TestPasswordReset(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		eva, _ := h.member(t, h.partner(t, "Northwind"), "eva@northwind.example", "candidate")
		ask := func(email string) testkit.Answer {
			return h.Call(t, http.MethodPost, resetPath, map[string]any{"email": email}, "Host: evil.example").Want(t, http.StatusAccepted)
		}
		known, unknown, broken := ask("EVA@northwind.example"), ask("nobody@northwind.example"), ask("not an address")
		if string(known.Body) != string(unknown.Body) || string(known.Body) != string(broken.Body) {
			t.Errorf("%q %q %q", known.Body, unknown.Body, broken.Body)
		}
		told := facts[PasswordResetRequested](t, db)
		if len(told) != 2 {
			t.Fatalf("%d requests kept, want the same for a known and an unknown address", len(told))
		}
		for _, f := range told {
			for range 2 { // the deed runs twice
				if err := h.SendReset(t.Context(), f.ResetID); err != nil {
					t.Fatal(err)
				}
			}
		}
		if n := len(h.box.to("nobody@northwind.example")); n != 0 {
			t.Errorf("%d letters to nobody", n)
		}
		var letters []string
		for _, l := range h.box.to("eva@northwind.example") {
			if l.Subject == "Choose a new password" {
				letters = append(letters, tokenIn(t, l)) // the link is under the configured address, whatever Host said
			}
		}
		if len(letters) != 1 {
			t.Fatalf("%d letters", len(letters))
		}
		accept := func(token, password string) testkit.Answer {
			return h.Call(t, http.MethodPost, resetPath+"/accept", map[string]any{"token": token, "password": password})
		}
		const next = "another-harbour-58-calm"
		accept(letters[0], "short").Refused(t, http.StatusUnprocessableEntity, "weak_password")
		accept(letters[0]+"x", next).Refused(t, http.StatusGone, "link_used")
		accept(letters[0], next).Want(t, http.StatusNoContent)
		accept(letters[0], next).Refused(t, http.StatusGone, "link_used")
		eva.Call(t, http.MethodGet, "/api/v1/me", nil).Refused(t, http.StatusUnauthorized, "invalid_token") // row C08
		h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": "eva@northwind.example", "password": goodPassword}).Refused(t, http.StatusUnauthorized, "invalid_credentials")
		h.signIn(t, "eva@northwind.example", next)
		if changed := facts[PasswordChanged](t, db); len(changed) != 1 {
			t.Errorf("%+v", changed)
		}
	})
}

func TestResetLinksEnd(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		token := func() string {
			if err := h.AskReset(t.Context(), "ada@meridian.example"); err != nil {
				t.Fatal(err)
			}
			told := facts[PasswordResetRequested](t, db)
			if err := h.SendReset(t.Context(), told[len(told)-1].ResetID); err != nil {
				t.Fatal(err)
			}
			letters := h.box.to("ada@meridian.example")
			return tokenIn(t, letters[len(letters)-1])
		}
		late, first, second := token(), token(), token()
		h.age(t, "update password_resets set expires_at = ? where id = ?", db.Now().Add(-time.Second), letterID(late))
		const next = "harbour walks in november"
		if err := h.Reset(t.Context(), late, next); !errors.Is(err, ErrResetUsed) {
			t.Error("after 30 minutes:", err)
		}
		if err := h.Reset(t.Context(), first, "velvet-orbit-1"); !errors.Is(err, ErrWeakPassword) {
			t.Error("fourteen characters for staff:", err)
		}
		statuses := all(6, func(int) int {
			err := h.Reset(t.Context(), first, next)
			if err == nil {
				return 204
			}
			if !errors.Is(err, ErrResetUsed) {
				t.Error(err)
			}
			return 410
		})
		if statuses[204] != 1 || statuses[410] != 5 {
			t.Errorf("six at once: %v", statuses)
		}
		if err := h.Reset(t.Context(), second, next); !errors.Is(err, ErrResetUsed) {
			t.Error("an older link after the change:", err)
		}
	})
}

func TestResetLettersAreBounded(t *testing.T) {
	t.Parallel()
	db := testkit.Embedded(t)
	h := open(t, db)
	for range 10 {
		h.Call(t, http.MethodPost, resetPath, map[string]any{"email": "ada@meridian.example"}).Want(t, http.StatusAccepted)
	}
	if told := facts[PasswordResetRequested](t, db); len(told) != 3 {
		t.Errorf("%d letters to one address in a moment", len(told))
	}
	refused := 0
	for n := range 20 {
		if h.Call(t, http.MethodPost, resetPath, map[string]any{"email": string(rune('a'+n)) + "@meridian.example"}).Status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 10 {
		t.Errorf("%d of 20 from one network refused", refused)
	}
}

func TestLetters(t *testing.T) {
	t.Parallel()
	letters, err := NewLetters(base+"/", "Meridian & Sons")
	if err != nil {
		t.Fatal(err)
	}
	until := time.Date(2027, 3, 1, 8, 30, 0, 0, time.UTC)
	data := Data{
		"Partner": "North <wind>", "Link": letters.Link("/x?token=a%2Bb"), "ExpiresAt": &until, "At": until, "Exam": "Core <b>", "Certification": "Engineer",
		"ValidUntil": until, "Person": "Eva",
		"Number": "C-2026-000001", "Notice": "Because.", "Decision": []string{"Nothing."}, "AppealUntil": until,
		"Code": "012345", "Domain": "x.example", "What": "it changed", "Change": "moved", "Local": "Monday", "Zone": "Asia/Tokyo", "UTC": "Sunday", "Place": "site", "Site": "Hall <2>", "Cancelled": false,
	}
	to := Person{Email: "eva@northwind.example", Name: "Eva <script>"}
	names := []string{
		LetterInvitation, LetterStaffInvitation, LetterPasswordReset, LetterPasswordChanged, LetterSessionEnded, LetterResultReady, LetterCredentialIssued,
		LetterTeamCredential, LetterVoucherAssigned, LetterCredentialExpiring, LetterCaseHeld, LetterCaseDecided, LetterCaseClosed, LetterAppointment, LetterMailCode, LetterMailChanged, LetterDomainCode, LetterConflict,
	}
	if len(letters.texts) != len(names) {
		t.Errorf("%d templates, %d names", len(letters.texts), len(names))
	}
	for _, name := range names {
		l, err := letters.Write(Draft{ID: "fct_1", Name: name, To: to, Data: data})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if l.ID != "fct_1" || l.To != to.Email || l.Subject == "" || strings.ContainsAny(l.Subject, "\r\n") || strings.Contains(l.Subject, "Eva") || strings.HasPrefix(l.Text, "\n") {
			t.Errorf("%s: %+v", name, l)
		}
		if !strings.Contains(l.Text, "http://laurel.test/x?token=a%2Bb") || !strings.Contains(l.Text, "Hello Eva <script>,") || strings.Contains(l.Text, "&lt;") {
			t.Errorf("%s text: %s", name, l.Text)
		}
		if !strings.Contains(l.HTML, `href="http://laurel.test/x?token=a%2Bb"`) || strings.Contains(l.HTML, "<script>") || strings.Contains(l.HTML, "<wind>") || !strings.Contains(l.HTML, "Meridian &amp; Sons") {
			t.Errorf("%s html: %s", name, l.HTML)
		}
	}
	if l, _ := letters.Write(Draft{Name: LetterCredentialExpiring, To: to, Data: data}); !strings.Contains(l.Text, "1 March 2027") {
		t.Error(l.Text)
	}
	none := Data{"Certification": "Engineer", "ValidUntil": (*time.Time)(nil), "Link": base}
	if l, err := letters.Write(Draft{Name: LetterCredentialIssued, To: to, Data: none}); err != nil || strings.Contains(l.Text, "valid until") {
		t.Error(l.Text, err)
	}
	if _, err := letters.Write(Draft{Name: LetterInvitation, To: to, Data: Data{"Link": base}}); err == nil {
		t.Error("a letter with a gap was written")
	}
	if _, err := letters.Write(Draft{Name: "unknown"}); err == nil {
		t.Error("an unknown letter was written")
	}
}

func TestBrokenMailIsTriedAgain(t *testing.T) {
	t.Parallel()
	db := testkit.Embedded(t)
	h := open(t, db)
	partner := h.partner(t, "Northwind")
	invitation := h.admin.Call(t, http.MethodPost, "/api/v1/partners/"+partner+"/invitations", map[string]any{"email": "eva@northwind.example", "name": "Eva"}).Want(t, http.StatusCreated).Text(t, "id")
	h.box.broken = errors.New("451 try later")
	if err := h.SendInvitation(t.Context(), invitation); err == nil {
		t.Error("a letter that could not be sent counts as sent")
	}
	h.box.broken = nil
	h.linkOf(t, invitation, "eva@northwind.example")
}
