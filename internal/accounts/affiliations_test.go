package accounts

import (
	"net/http"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestTwoSidesMakeAnAffiliation(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		old, next := h.partner(t, "Northwind"), h.partner(t, "Contoso")
		eva, evaID := h.member(t, old, "eva@northwind.example", "candidate")
		paula, _ := h.member(t, next, "paula@contoso.example", "partner_admin")
		stranger, _ := h.member(t, old, "sam@northwind.example", "partner_admin")
		made := h.admin.Call(t, http.MethodPost, "/api/v1/partners/"+next+"/affiliations", map[string]any{"person": evaID, "employment": "contractor", "job_roles": []string{"specialist"}}).Want(t, http.StatusCreated)
		one := "/api/v1/affiliations/" + made.Text(t, "id")
		if made.Text(t, "state") != "pending" || made.Get(t, "from") != nil {
			t.Errorf("%s", made.Body)
		}
		if me := eva.Call(t, http.MethodGet, "/api/v1/me", nil); me.Text(t, "pending_affiliations", 0, "id") != made.Text(t, "id") || me.Get(t, "affiliations", 1) != nil {
			t.Errorf("%s", me.Body)
		}
		for name, c := range map[string]*testkit.Client{"another partner": stranger} {
			t.Run(name, func(t *testing.T) {
				for _, deed := range []string{"/confirm", "/end"} {
					foreign := c.Call(t, http.MethodPost, one+deed, map[string]any{}).Refused(t, http.StatusNotFound, "not_found")
					missing := c.Call(t, http.MethodPost, "/api/v1/affiliations/aff_none"+deed, map[string]any{}).Refused(t, http.StatusNotFound, "not_found")
					if err := same(foreign, missing, t); err != nil {
						t.Error(err)
					}
				}
			})
		}
		if a := eva.Call(t, http.MethodPost, one+"/confirm", map[string]any{}).Want(t, http.StatusOK); a.Text(t, "state") != "pending" || a.Text(t, "confirmed_by_person") != "true" {
			t.Errorf("%s", a.Body)
		}
		eva.Call(t, http.MethodPost, one+"/confirm", map[string]any{"on": "yesterday"}).Refused(t, http.StatusUnprocessableEntity, "invalid_date")
		day := time.Now().UTC().Add(-72 * time.Hour).Format(time.DateOnly)
		if a := paula.Call(t, http.MethodPost, one+"/confirm", map[string]any{"on": day, "reason": "joined us"}).Want(t, http.StatusOK); a.Text(t, "state") != "confirmed" || a.Text(t, "from") != day+"T00:00:00Z" {
			t.Errorf("%s", a.Body)
		}
		h.admin.Call(t, http.MethodPost, "/api/v1/partners/"+next+"/affiliations", map[string]any{"person": evaID}).Refused(t, http.StatusConflict, "affiliation_exists")
		h.admin.Call(t, http.MethodPost, "/api/v1/partners/"+next+"/affiliations", map[string]any{"person": "per_none"}).Refused(t, http.StatusNotFound, "not_found")

		told := facts[AffiliationChanged](t, db)
		last := told[len(told)-1]
		if last.Version != 3 || last.State != Confirmed || last.Employment != Contractor || last.JobRoles[0] != "specialist" || last.From.Format(time.DateOnly) != day {
			t.Errorf("%+v", last)
		}
		if n := h.count(t, "select count(*) from audit_entries where action = 'affiliation.confirmed' and subject = ?", made.Text(t, "id")); n != 2 {
			t.Errorf("%d audit entries", n)
		}
	})
}

// Row B16: who leaves takes no rights along, and the old partner loses sight at once.
func TestLeavingAPartner(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		partner := h.partner(t, "Northwind")
		paula, _ := h.member(t, partner, "paula@northwind.example", "partner_admin")
		adam, _ := h.member(t, partner, "adam@northwind.example", "partner_admin")
		me := adam.Call(t, http.MethodGet, "/api/v1/me", nil)
		one := "/api/v1/affiliations/" + me.Text(t, "affiliations", 0, "id")
		adam.Call(t, http.MethodGet, "/api/v1/partners/"+partner, nil).Want(t, http.StatusOK)
		ended := paula.Call(t, http.MethodPost, one+"/end", map[string]any{"reason": "left the company"}).Want(t, http.StatusOK)
		if ended.Text(t, "state") != "ended" || ended.Text(t, "to") == "" {
			t.Errorf("%s", ended.Body)
		}
		adam.Call(t, http.MethodGet, "/api/v1/partners/"+partner, nil).Refused(t, http.StatusUnauthorized, "token_expired")
		again := h.As(h.signIn(t, "adam@northwind.example", goodPassword))
		again.Call(t, http.MethodGet, "/api/v1/partners/"+partner, nil).Refused(t, http.StatusForbidden, "role_missing")
		if me := again.Call(t, http.MethodGet, "/api/v1/me", nil); me.Text(t, "affiliations") != "[]" {
			t.Errorf("%s", me.Body)
		}
		if people := paula.Call(t, http.MethodGet, "/api/v1/partners/"+partner+"/people", nil); people.Get(t, "data", 1) != nil {
			t.Errorf("%s", people.Body)
		}
		paula.Call(t, http.MethodPost, one+"/end", map[string]any{}).Refused(t, http.StatusConflict, "affiliation_ended")
		paula.Call(t, http.MethodPost, one+"/confirm", map[string]any{}).Refused(t, http.StatusConflict, "affiliation_ended")
		// back again, as a new affiliation
		token := h.invited(t, h.admin, partner, "adam@northwind.example", "candidate")
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "password": goodPassword}).Want(t, http.StatusCreated)
		told := facts[AffiliationChanged](t, db)
		if last := told[len(told)-1]; last.Version != 1 || last.AffiliationID == ended.Text(t, "id") || len(last.Roles) != 1 {
			t.Errorf("%+v", last)
		}
	})
}

func TestNoticeEndsRightsOnTheDay(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		partner := h.partner(t, "Northwind")
		paula, _ := h.member(t, partner, "paula@northwind.example", "partner_admin")
		own := paula.Call(t, http.MethodGet, "/api/v1/me", nil).Text(t, "affiliations", 0, "id")
		day := time.Now().UTC().Add(48 * time.Hour).Format(time.DateOnly)
		if a := paula.Call(t, http.MethodPost, "/api/v1/affiliations/"+own+"/end", map[string]any{"on": day}).Want(t, http.StatusOK); a.Text(t, "state") != "confirmed" || a.Text(t, "to") != day+"T00:00:00Z" {
			t.Errorf("%s", a.Body)
		}
		paula.Call(t, http.MethodGet, "/api/v1/partners/"+partner, nil).Want(t, http.StatusOK)
		h.age(t, "update affiliations set valid_from = ?, valid_to = ? where id = ?", db.Now().Add(-time.Hour), db.Now().Add(-time.Second), own)
		paula.Call(t, http.MethodGet, "/api/v1/partners/"+partner, nil).Refused(t, http.StatusForbidden, "role_missing")
		token := h.invited(t, h.admin, partner, "paula@northwind.example", "candidate")
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "password": goodPassword}).Want(t, http.StatusCreated)
		if n := h.count(t, "select count(*) from affiliations where state = 'confirmed'"); n != 1 {
			t.Errorf("%d open affiliations", n)
		}
	})
}
