package accounts

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// zone is a domain name system of our own.
type zone struct {
	mu      sync.Mutex
	records map[string][]string
}

func (z *zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.records[name], nil
}

func (z *zone) set(name, value string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.records[name] = []string{"v=spf1 -all", value}
}

// once is a rule: the program "ladder" counts a person at one partner only.
type once struct{}

func (once) OnePartner(_ context.Context, _ *gorm.DB, keys []string) (string, error) {
	if slices.Contains(keys, "ladder") {
		return "ladder", nil
	}
	return "", nil
}

func TestAPersonJoinsByCodeOrDomain(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		z := &zone{records: map[string][]string{}}
		h.Service.names = z
		north, south := h.partner(t, "Northwind"), h.partner(t, "Southwind")
		paula, _ := h.member(t, north, "paula@northwind.example", "partner_admin")
		rival, _ := h.member(t, south, "ria@southwind.example", "partner_admin")
		eva, evaID := h.member(t, south, "eva@south.example", "candidate")
		nora, _ := h.member(t, south, "nora@north.example", "candidate")
		const claim = "/api/v1/me/affiliations"

		// by code: the person's word, then the partner's
		eva.Call(t, http.MethodPost, claim, map[string]any{"code": "NOSUCHCODE"}).Refused(t, http.StatusNotFound, "not_found")
		eva.Call(t, http.MethodPost, claim, map[string]any{"partner": north}).Refused(t, http.StatusNotFound, "not_found")
		rival.Call(t, http.MethodPost, "/api/v1/partners/"+north+"/join-code", nil).Refused(t, http.StatusNotFound, "not_found")
		code := paula.Call(t, http.MethodPost, "/api/v1/partners/"+north+"/join-code", nil).Want(t, http.StatusOK).Text(t, "code")
		a := eva.Call(t, http.MethodPost, claim, map[string]any{"code": strings.ToLower(code[:5]) + "-" + code[5:], "employment": "contractor"}).Want(t, http.StatusCreated)
		if a.Text(t, "state") != "pending" || a.Text(t, "basis") != "claim" || a.Text(t, "confirmed_by_person") != "true" || a.Text(t, "confirmed_by_partner") != "false" {
			t.Errorf("%s", a.Body)
		}
		eva.Call(t, http.MethodPost, claim, map[string]any{"code": code}).Refused(t, http.StatusConflict, "affiliation_exists")
		// confirm and end at once: one word stands, and nothing breaks
		one := "/api/v1/affiliations/" + a.Text(t, "id")
		got := all(6, func(i int) int {
			if i%2 == 0 {
				return paula.Call(t, http.MethodPost, one+"/confirm", map[string]any{}).Status
			}
			return paula.Call(t, http.MethodPost, one+"/end", map[string]any{}).Status
		})
		if got[http.StatusOK] == 0 || got[http.StatusOK]+got[http.StatusConflict] != 6 {
			t.Errorf("%v", got)
		}
		eva = h.As(h.signIn(t, "eva@south.example", goodPassword)) // an end takes the token with the rights

		// by a domain that is proven with a record
		domains := "/api/v1/partners/" + north + "/domains"
		paula.Call(t, http.MethodPost, domains, map[string]any{"domain": "gmail.com", "method": "dns"}).Refused(t, http.StatusUnprocessableEntity, "invalid_domain")
		rival.Call(t, http.MethodPost, domains, map[string]any{"domain": "north.example", "method": "dns"}).Refused(t, http.StatusNotFound, "not_found")
		d := paula.Call(t, http.MethodPost, domains, map[string]any{"domain": "North.example", "method": "dns"}).Want(t, http.StatusCreated)
		verify := "/api/v1/domains/" + d.Text(t, "id") + "/verify"
		paula.Call(t, http.MethodPost, verify, map[string]any{}).Refused(t, http.StatusConflict, "record_not_found")
		rival.Call(t, http.MethodPost, verify, map[string]any{}).Refused(t, http.StatusNotFound, "not_found")
		z.set(d.Text(t, "record"), d.Text(t, "value"))
		for range 2 {
			if v := paula.Call(t, http.MethodPost, verify, map[string]any{}).Want(t, http.StatusOK); v.Text(t, "state") != "verified" {
				t.Errorf("%s", v.Body)
			}
		}
		// another partner cannot have it too
		twin := rival.Call(t, http.MethodPost, "/api/v1/partners/"+south+"/domains", map[string]any{"domain": "north.example", "method": "dns"}).Want(t, http.StatusCreated)
		z.set(twin.Text(t, "record"), twin.Text(t, "value"))
		rival.Call(t, http.MethodPost, "/api/v1/domains/"+twin.Text(t, "id")+"/verify", map[string]any{}).Refused(t, http.StatusConflict, "domain_taken")
		if l := nora.Call(t, http.MethodGet, "/api/v1/me/claimable", nil); l.Text(t, "data", 0, "partner", "id") != north {
			t.Errorf("%s", l.Body)
		}
		eva.Call(t, http.MethodPost, claim, map[string]any{"partner": north}).Refused(t, http.StatusNotFound, "not_found")
		if j := nora.Call(t, http.MethodPost, claim, map[string]any{"partner": north}).Want(t, http.StatusCreated); j.Text(t, "state") != "confirmed" || j.Text(t, "basis") != "domain" {
			t.Errorf("%s", j.Body)
		}
		nora.Call(t, http.MethodPost, claim, map[string]any{"partner": north}).Refused(t, http.StatusConflict, "affiliation_exists")
		if n := h.count(t, "select count(*) from affiliations where person_id = ? and basis = 'claim'", evaID); n != 1 {
			t.Errorf("%d claims", n)
		}
	})
}

func TestADomainIsProvenByLetter(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		north := h.partner(t, "Northwind")
		paula, _ := h.member(t, north, "paula@northwind.example", "partner_admin")
		domains := "/api/v1/partners/" + north + "/domains"
		paula.Call(t, http.MethodPost, domains, map[string]any{"domain": "north.example", "method": "mail", "mailbox": "paula"}).Refused(t, http.StatusUnprocessableEntity, "invalid_domain")
		ask := map[string]any{"domain": "north.example", "method": "mail", "mailbox": "postmaster"}
		letterOf := func(domainID string) string {
			for range 2 {
				if err := h.SendDomainCode(t.Context(), domainID); err != nil {
					t.Fatal(err)
				}
			}
			letters := h.box.to("postmaster@north.example")
			return sixDigits.FindStringSubmatch(letters[len(letters)-1].Text)[1]
		}
		first := paula.Call(t, http.MethodPost, domains, ask).Want(t, http.StatusCreated).Text(t, "id")
		code := letterOf(first)
		got := all(8, func(int) int {
			return paula.Call(t, http.MethodPost, "/api/v1/domains/"+first+"/verify", map[string]any{"code": other(code)}).Status
		})
		if got[http.StatusUnprocessableEntity] != 5 || got[http.StatusConflict] != 3 {
			t.Errorf("%v", got)
		}
		paula.Call(t, http.MethodPost, "/api/v1/domains/"+first+"/verify", map[string]any{"code": code}).Refused(t, http.StatusConflict, "code_spent")
		second := paula.Call(t, http.MethodPost, domains, ask).Want(t, http.StatusCreated).Text(t, "id")
		fresh := letterOf(second)
		h.age(t, "update partner_domains set expires_at = ? where id = ?", time.Now().Add(-time.Second), second)
		paula.Call(t, http.MethodPost, "/api/v1/domains/"+second+"/verify", map[string]any{"code": fresh}).Refused(t, http.StatusGone, "code_over")
		third := paula.Call(t, http.MethodPost, domains, ask).Want(t, http.StatusCreated).Text(t, "id")
		paula.Call(t, http.MethodPost, "/api/v1/domains/"+third+"/verify", map[string]any{"code": letterOf(third)}).Want(t, http.StatusOK)
		paula.Call(t, http.MethodPost, domains, ask).Refused(t, http.StatusConflict, "domain_verified")
		paula.Call(t, http.MethodDelete, "/api/v1/domains/"+third, nil).Want(t, http.StatusNoContent)
		if l := paula.Call(t, http.MethodGet, domains, nil); l.Get(t, "data", 0) != nil {
			t.Errorf("%s", l.Body)
		}
	})
}

func TestTwoPartnersClaimOnePerson(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.Service.programs = once{}
		north, south := h.partner(t, "Northwind"), h.partner(t, "Southwind")
		paula, _ := h.member(t, north, "paula@north.example", "partner_admin")
		sam, _ := h.member(t, south, "sam@south.example", "partner_admin")
		_, evaID := h.member(t, north, "eva@north.example", "candidate")
		join := func() {
			token := h.invited(t, h.admin, south, "eva@north.example", "candidate")
			h.Call(t, http.MethodPost, "/api/v1/invitations/accept", map[string]any{"token": token, "password": goodPassword}).Want(t, http.StatusCreated)
		}
		const list = "/api/v1/affiliation-conflicts"
		join() // no program counts once yet
		if l := h.admin.Call(t, http.MethodGet, list, nil); l.Get(t, "data", 0) != nil {
			t.Errorf("%s", l.Body)
		}
		for _, partner := range []string{north, south} {
			h.admin.Call(t, http.MethodPatch, "/api/v1/partners/"+partner, map[string]any{"programs": []string{"ladder"}}).Want(t, http.StatusOK)
		}
		h.age(t, "update affiliations set state = 'ended', valid_to = valid_from where partner_id = ? and person_id = ?", south, evaID)
		join()
		told := facts[AffiliationConflict](t, db)
		if len(told) != 1 || told[0].Program != "ladder" || len(told[0].Sides) != 2 {
			t.Fatalf("%+v", told)
		}
		both := h.admin.Call(t, http.MethodGet, list, nil).Want(t, http.StatusOK)
		if both.Text(t, "data", 0, "sides", 1, "partner", "name") != "Southwind" || both.Text(t, "data", 0, "state") != "open" {
			t.Errorf("%s", both.Body)
		}
		for name, c := range map[string]*testkit.Client{"Southwind": paula, "Northwind": sam} { // each sees its own side, and not the other's name
			own := c.Call(t, http.MethodGet, list, nil).Want(t, http.StatusOK)
			if strings.Contains(string(own.Body), name) || own.Get(t, "data", 0, "sides", 1) != nil || own.Text(t, "data", 0, "person", "id") != evaID {
				t.Errorf("%s", own.Body)
			}
		}
		one := list + "/" + both.Text(t, "data", 0, "id") + "/resolve"
		kept := map[string]any{"keep": both.Text(t, "data", 0, "sides", 1, "affiliation"), "reason": "Moved in May"}
		paula.Call(t, http.MethodPost, one, kept).Refused(t, http.StatusForbidden, "role_missing")
		h.admin.Call(t, http.MethodPost, one, map[string]any{"keep": "aff_none", "reason": "x"}).Refused(t, http.StatusUnprocessableEntity, "invalid_verdict")
		got := all(4, func(int) int { return h.admin.Call(t, http.MethodPost, one, kept).Status })
		if got[http.StatusNoContent] != 1 || got[http.StatusConflict] != 3 {
			t.Errorf("%v", got)
		}
		if n := h.count(t, "select count(*) from affiliations where person_id = ? and partner_id = ? and state = 'ended'", evaID, north); n != 1 {
			t.Errorf("%d ended", n)
		}
		if after := facts[AffiliationConflict](t, db); len(after) != 2 || after[1].State != ConflictResolved || after[1].Kept != kept["keep"] {
			t.Errorf("%+v", after)
		}
		if l := paula.Call(t, http.MethodGet, list+"?state=resolved", nil); l.Text(t, "data", 0, "kept") != "other_partner" {
			t.Errorf("%s", l.Body)
		}
	})
}
