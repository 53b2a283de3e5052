package accounts

import (
	"net/http"
	"regexp"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

var sixDigits = regexp.MustCompile(`(?m)^    (\d{6})$`)

// codeTo has the letters of all proofs written and gives the last code that went to the address.
func (h house) codeTo(t testing.TB, email string) string {
	t.Helper()
	for _, f := range facts[MailProofAsked](t, h.db) {
		for range 2 { // the deed may run twice
			if err := h.SendMailCode(t.Context(), f.ProofID); err != nil {
				t.Fatal(err)
			}
		}
	}
	letters := h.box.to(email)
	if len(letters) == 0 {
		t.Fatalf("no letter to %s", email)
	}
	return sixDigits.FindStringSubmatch(letters[len(letters)-1].Text)[1]
}

func other(code string) string { return string('0'+(code[0]-'0'+1)%10) + code[1:] }

func TestOnePersonHasSeveralAddresses(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		partner := h.partner(t, "Northwind")
		eva, evaID := h.member(t, partner, "eva@northwind.example", "candidate")
		const mails, home = "/api/v1/me/mails", "eva@home.example"
		wish := map[string]any{"email": "Eva@Home.example", "password": goodPassword}
		eva.Call(t, http.MethodPost, mails, map[string]any{"email": home, "password": "wrong"}).Refused(t, http.StatusUnprocessableEntity, "wrong_password")
		eva.Call(t, http.MethodPost, mails, map[string]any{"email": "eva@northwind.example", "password": goodPassword}).Refused(t, http.StatusConflict, "mail_yours")
		eva.Call(t, http.MethodPost, mails, map[string]any{"email": "eva", "password": goodPassword}).Refused(t, http.StatusUnprocessableEntity, "invalid_email")
		eva.Call(t, http.MethodPost, mails, wish).Want(t, http.StatusCreated)
		code := h.codeTo(t, home)
		if len(h.box.to(home)) != 1 {
			t.Errorf("%d letters", len(h.box.to(home)))
		}
		// not verified: it leads nowhere
		h.Call(t, http.MethodPost, "/api/v1/session", map[string]any{"email": home, "password": goodPassword}).Refused(t, http.StatusUnauthorized, "invalid_credentials")
		eva.Call(t, http.MethodPost, mails+"/primary", wish).Refused(t, http.StatusNotFound, "not_found")
		eva.Call(t, http.MethodPost, mails+"/verify", map[string]any{"email": home, "code": other(code)}).Refused(t, http.StatusUnprocessableEntity, "wrong_code")
		eva.Call(t, http.MethodPost, mails+"/verify", map[string]any{"email": home, "code": code}).Want(t, http.StatusOK)
		eva.Call(t, http.MethodPost, mails+"/verify", map[string]any{"email": home, "code": code}).Refused(t, http.StatusGone, "code_over")
		h.signIn(t, home, goodPassword)
		// an invitation to the second address finds the same person
		next := h.partner(t, "Contoso")
		token := h.invited(t, h.admin, next, home, "candidate")
		if a := h.Call(t, http.MethodPost, "/api/v1/invitations/accept", map[string]any{"token": token, "password": goodPassword}).Want(t, http.StatusCreated); a.Text(t, "person", "id") != evaID {
			t.Errorf("another person: %s", a.Body)
		}
		// letters go to the new first address; the old one is told, and can be removed
		eva.Call(t, http.MethodPost, mails+"/remove", map[string]any{"email": "eva@northwind.example", "password": goodPassword}).Refused(t, http.StatusConflict, "mail_primary")
		for range 2 {
			if l := eva.Call(t, http.MethodPost, mails+"/primary", wish).Want(t, http.StatusOK); l.Text(t, "data", 0, "email") != home || l.Text(t, "data", 0, "primary") != "true" {
				t.Errorf("%s", l.Body)
			}
		}
		for range 2 {
			eva.Call(t, http.MethodPost, mails+"/remove", map[string]any{"email": "eva@northwind.example", "password": goodPassword}).Want(t, http.StatusOK)
		}
		h.Call(t, http.MethodPost, "/api/v1/session", map[string]any{"email": "eva@northwind.example", "password": goodPassword}).Refused(t, http.StatusUnauthorized, "invalid_credentials")
		told := facts[MailChanged](t, db)
		if len(told) != 3 || told[0].What != MailAdded || told[1].Told != "eva@northwind.example" || told[2].What != MailRemoved {
			t.Errorf("%+v", told)
		}
		if err := h.SendMailNotice(t.Context(), told[1], "fct_1"); err != nil || len(h.box.to("eva@northwind.example")) != 2 {
			t.Errorf("no notice: %v", err)
		}
		changes := facts[PersonChanged](t, db)
		if last := changes[len(changes)-1]; last.Email != home || last.PersonID != evaID || last.Version != 2 {
			t.Errorf("%+v", last)
		}
		if n := h.count(t, "select count(*) from audit_entries where action like 'mail.%' and subject = ?", evaID); n != 4 {
			t.Errorf("%d audit entries", n)
		}
	})
}

func TestAnAddressIsProvenOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		partner := h.partner(t, "Northwind")
		eva, _ := h.member(t, partner, "eva@northwind.example", "candidate")
		sam, _ := h.member(t, partner, "sam@northwind.example", "candidate")
		const mails, shared = "/api/v1/me/mails", "shared@home.example"
		wish, proofOf := map[string]any{"email": shared, "password": goodPassword}, func(code string) map[string]any { return map[string]any{"email": shared, "code": code} }
		eva.Call(t, http.MethodPost, mails, wish).Want(t, http.StatusCreated)
		evas := h.codeTo(t, shared)
		sam.Call(t, http.MethodPost, mails, wish).Want(t, http.StatusCreated) // nobody learns that eva waits for it
		sams := h.codeTo(t, shared)
		got := all(8, func(i int) int {
			if i%2 == 0 {
				return eva.Call(t, http.MethodPost, mails+"/verify", proofOf(evas)).Status
			}
			return sam.Call(t, http.MethodPost, mails+"/verify", proofOf(sams)).Status
		})
		if got[http.StatusOK] != 1 || got[http.StatusInternalServerError] > 0 {
			t.Errorf("%v", got)
		}
		if n := h.count(t, "select count(*) from person_mails where email = ?", shared); n != 1 {
			t.Errorf("%d owners", n)
		}
		// five tries, however many at once
		eva.Call(t, http.MethodPost, mails, map[string]any{"email": "e@x.example", "password": goodPassword}).Want(t, http.StatusCreated)
		code := h.codeTo(t, "e@x.example")
		got = all(9, func(int) int {
			return eva.Call(t, http.MethodPost, mails+"/verify", map[string]any{"email": "e@x.example", "code": other(code)}).Status
		})
		if got[http.StatusUnprocessableEntity] != 5 || got[http.StatusConflict] != 4 {
			t.Errorf("%v", got)
		}
		eva.Call(t, http.MethodPost, mails+"/verify", map[string]any{"email": "e@x.example", "code": code}).Refused(t, http.StatusConflict, "code_spent")
		// 48 hours
		eva.Call(t, http.MethodPost, mails, map[string]any{"email": "e@x.example", "password": goodPassword}).Want(t, http.StatusCreated)
		again := h.codeTo(t, "e@x.example")
		h.age(t, "update mail_proofs set expires_at = ? where email = ?", time.Now().Add(-time.Second), "e@x.example")
		eva.Call(t, http.MethodPost, mails+"/verify", map[string]any{"email": "e@x.example", "code": again}).Refused(t, http.StatusGone, "code_over")
	})
}
