package accounts

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

const acceptPath = "/api/v1/invitations/accept"

func TestInvitationToAffiliation(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		partner := h.partner(t, "Northwind")
		made := h.admin.Call(t, http.MethodPost, "/api/v1/partners/"+partner+"/invitations",
			map[string]any{"email": "Eva@Northwind.example", "name": "Eva E", "roles": []string{"candidate"}, "job_roles": []string{"engineer"}}).Want(t, http.StatusCreated)
		if made.Text(t, "state") != "pending" || made.Text(t, "email") != "eva@northwind.example" || made.Header.Get("Location") == "" {
			t.Errorf("%s", made.Body)
		}
		told := facts[InvitationCreated](t, db)
		if len(told) != 1 || told[0].InvitationID != made.Text(t, "id") {
			t.Fatalf("%+v", told)
		}
		token := h.linkOf(t, told[0].InvitationID, "eva@northwind.example")
		if err := h.SendInvitation(t.Context(), told[0].InvitationID); err != nil || len(h.box.to("eva@northwind.example")) != 1 {
			t.Fatalf("the deed run twice sent %d letters, %v", len(h.box.to("eva@northwind.example")), err)
		}
		if err := without(string(made.Body), token, strings.Split(token, ".")[1]); err != nil {
			t.Error(err)
		}
		preview := h.Call(t, http.MethodPost, "/api/v1/invitations/preview", map[string]any{"token": token}).Want(t, http.StatusOK)
		if preview.Text(t, "partner", "name") != "Northwind" || preview.Text(t, "has_password") != "false" {
			t.Errorf("%s", preview.Body)
		}
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "name": "Eva Engineer", "password": "short"}).Refused(t, http.StatusUnprocessableEntity, "weak_password")
		session := h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "name": "Eva Engineer", "password": goodPassword}).Want(t, http.StatusCreated)
		me := h.As(session.Text(t, "access_token")).Call(t, http.MethodGet, "/api/v1/me", nil).Want(t, http.StatusOK)
		if me.Text(t, "name") != "Eva Engineer" || me.Text(t, "affiliations", 0, "partner", "id") != partner || me.Text(t, "affiliations", 0, "partner", "name") != "Northwind" ||
			me.Text(t, "affiliations", 0, "job_roles", 0) != "engineer" || me.Text(t, "affiliations", 0, "roles", 0) != "candidate" || me.Text(t, "affiliations", 0, "from") == "" || me.Text(t, "roles") != "[]" {
			t.Errorf("%s", me.Body)
		}
		people, affiliations := facts[PersonChanged](t, db), facts[AffiliationChanged](t, db)
		if last := people[len(people)-1]; last.Name != "Eva Engineer" || last.Email != "eva@northwind.example" || last.Country != "DE" || last.Version != 1 {
			t.Errorf("%+v", last)
		}
		if len(affiliations) != 1 || !affiliations[0].ConfirmedByPerson || !affiliations[0].ConfirmedByPartner || affiliations[0].State != Confirmed || affiliations[0].From == nil || affiliations[0].Version != 1 || affiliations[0].Employment != Employee {
			t.Errorf("%+v", affiliations)
		}
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "name": "Eva", "password": goodPassword}).Refused(t, http.StatusGone, "link_used")
		h.Call(t, http.MethodPost, "/api/v1/invitations/preview", map[string]any{"token": token}).Refused(t, http.StatusGone, "link_used")
		h.signIn(t, "eva@northwind.example", goodPassword)
	})
}

func TestInvitationLinksThatDoNotWork(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		partner := h.partner(t, "Northwind")
		token := h.invited(t, h.admin, partner, "eva@northwind.example", "candidate")
		other := h.invited(t, h.admin, partner, "olaf@northwind.example", "candidate")
		row, mac, _ := strings.Cut(token, ".")
		_, otherMAC, _ := strings.Cut(other, ".")
		for name, forged := range map[string]string{"empty": "", "the id alone": row, "another's MAC": row + "." + otherMAC, "unknown row": "inv_none." + mac, "long": strings.Repeat("x", 200)} {
			a := h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": forged, "name": "Eva", "password": goodPassword})
			if a.Status != http.StatusGone {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		again := h.invited(t, h.admin, partner, "eva@northwind.example", "candidate")
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "name": "Eva", "password": goodPassword}).Refused(t, http.StatusGone, "link_used")
		h.age(t, "update invitations set expires_at = ? where id = ?", db.Now().Add(-time.Second), letterID(again))
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": again, "name": "Eva", "password": goodPassword}).Refused(t, http.StatusGone, "link_used")
		h.admin.Call(t, http.MethodDelete, "/api/v1/invitations/"+letterID(other), nil).Want(t, http.StatusNoContent)
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": other, "name": "Olaf", "password": goodPassword}).Refused(t, http.StatusGone, "link_used")
		h.admin.Call(t, http.MethodDelete, "/api/v1/invitations/"+letterID(other), nil).Refused(t, http.StatusGone, "link_used")
		list := h.admin.Call(t, http.MethodGet, "/api/v1/partners/"+partner+"/invitations", nil).Want(t, http.StatusOK)
		if list.Text(t, "data", 0, "state") != "revoked" || list.Text(t, "data", 2, "state") != "expired" {
			t.Errorf("%s", list.Body)
		}
		if n := h.count(t, "select count(*) from people"); n != 1 {
			t.Errorf("%d people", n)
		}
		if err := h.SendInvitation(t.Context(), letterID(again)); err != nil {
			t.Error("the deed on a dead invitation:", err)
		}
	})
}

func TestAcceptedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		token := h.invited(t, h.admin, h.partner(t, "Northwind"), "eva@northwind.example", "candidate")
		statuses := all(8, func(int) int {
			a, _ := h.Try(http.MethodPost, acceptPath, map[string]any{"token": token, "name": "Eva Engineer", "password": goodPassword})
			return a.Status
		})
		if statuses[http.StatusCreated] != 1 || statuses[http.StatusGone] != 7 {
			t.Errorf("somebody new: %v", statuses)
		}
		token = h.invited(t, h.admin, h.partner(t, "Contoso"), "eva@northwind.example", "candidate")
		statuses = all(4, func(int) int {
			a, _ := h.Try(http.MethodPost, acceptPath, map[string]any{"token": token, "password": goodPassword})
			return a.Status
		})
		if statuses[http.StatusCreated] != 1 || statuses[http.StatusGone] != 3 {
			t.Errorf("somebody known: %v", statuses)
		}
	})
}

func TestInvitationsOfSeveralPartnersMakeOnePerson(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		var tokens []string
		for _, name := range []string{"Northwind", "Contoso", "Fabrikam", "Tailspin"} {
			tokens = append(tokens, h.invited(t, h.admin, h.partner(t, name), "eva@northwind.example", "candidate"))
		}
		statuses := all(len(tokens), func(i int) int {
			a, _ := h.Try(http.MethodPost, acceptPath, map[string]any{"token": tokens[i], "name": "Eva Engineer", "password": goodPassword})
			return a.Status
		})
		if statuses[http.StatusCreated] != len(tokens) {
			t.Errorf("%v", statuses)
		}
		if n := h.count(t, "select count(*) from people where email = 'eva@northwind.example'"); n != 1 {
			t.Errorf("%d people", n)
		}
		me := h.As(h.signIn(t, "eva@northwind.example", goodPassword)).Call(t, http.MethodGet, "/api/v1/me", nil)
		if list, _ := me.Get(t, "affiliations").([]any); len(list) != len(tokens) {
			t.Errorf("%s", me.Body)
		}
	})
}

func TestKnownPeopleAcceptWithTheirPassword(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		old, next := h.partner(t, "Northwind"), h.partner(t, "Contoso")
		h.member(t, old, "eva@northwind.example", "candidate")
		token := h.invited(t, h.admin, next, "eva@northwind.example", "candidate")
		if p := h.Call(t, http.MethodPost, "/api/v1/invitations/preview", map[string]any{"token": token}); p.Text(t, "has_password") != "true" {
			t.Errorf("%s", p.Body)
		}
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "name": "Mallory", "password": "another password of mine"}).Refused(t, http.StatusUnauthorized, "invalid_credentials")
		a := h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "name": "Mallory", "password": goodPassword}).Want(t, http.StatusCreated)
		if a.Text(t, "person", "name") != "Person eva" {
			t.Errorf("the name was changed: %s", a.Body)
		}
		// invited again with more: the same affiliation in a next version
		token = h.invited(t, h.admin, next, "eva@northwind.example", "partner_admin")
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "password": goodPassword}).Want(t, http.StatusCreated)
		told := facts[AffiliationChanged](t, db)
		last := told[len(told)-1]
		if last.Version != 2 || strings.Join(last.Roles, " ") != "candidate partner_admin" || last.AffiliationID != told[len(told)-2].AffiliationID {
			t.Errorf("%+v", last)
		}
		admins, err := h.Admins(t.Context(), next)
		if err != nil || len(admins) != 1 || admins[0].Email != "eva@northwind.example" {
			t.Errorf("%+v %v", admins, err)
		}
	})
}

// Row B07: an administrator of a partner gives no vendor role, no role elsewhere, and learns nothing of others.
func TestPartnerAdminsInviteIntoTheirOwnOnly(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		mine, other := h.partner(t, "Northwind"), h.partner(t, "Contoso")
		paula, _ := h.member(t, mine, "paula@northwind.example", "partner_admin")
		carl, _ := h.member(t, mine, "carl@northwind.example", "candidate")
		body := func(roles ...string) map[string]any {
			return map[string]any{"email": "new@northwind.example", "name": "New One", "roles": roles, "job_roles": []string{}}
		}
		path := func(partner string) string { return "/api/v1/partners/" + partner + "/invitations" }
		paula.Call(t, http.MethodPost, path(mine), body("candidate")).Want(t, http.StatusCreated)
		for _, role := range []string{"vendor_admin", "auditor", "support"} {
			paula.Call(t, http.MethodPost, path(mine), body("candidate", role)).Refused(t, http.StatusForbidden, "role_missing")
			paula.Call(t, http.MethodPost, path(other), body(role)).Refused(t, http.StatusNotFound, "not_found")
		}
		if n := h.count(t, "select count(*) from audit_entries where action = 'invitation.refused' and partner_id = ?", mine); n != 3 {
			t.Errorf("%d attempts in the audit log", n)
		}
		paula.Call(t, http.MethodPost, path(mine), body("owner")).Refused(t, http.StatusUnprocessableEntity, "invalid_role")
		foreign := paula.Call(t, http.MethodPost, path(other), body("candidate")).Refused(t, http.StatusNotFound, "not_found")
		missing := paula.Call(t, http.MethodPost, path("par_none"), body("candidate")).Refused(t, http.StatusNotFound, "not_found")
		if same(foreign, missing, t) != nil {
			t.Error(same(foreign, missing, t))
		}
		carl.Call(t, http.MethodPost, path(mine), body("candidate")).Refused(t, http.StatusForbidden, "role_missing")
		theirs := letterID(h.invited(t, h.admin, other, "olaf@contoso.example", "candidate"))
		paula.Call(t, http.MethodDelete, "/api/v1/invitations/"+theirs, nil).Refused(t, http.StatusNotFound, "not_found")
		paula.Call(t, http.MethodGet, path(other), nil).Refused(t, http.StatusNotFound, "not_found")
		paula.Call(t, http.MethodPost, "/api/v1/people", map[string]any{"email": "x@y.example", "name": "X", "roles": []string{"vendor_admin"}}).Refused(t, http.StatusForbidden, "role_missing")
	})
}

// same compares two refusals but for the request id.
func same(a, b testkit.Answer, t testing.TB) error {
	if x, y := strings.ReplaceAll(string(a.Body), a.Text(t, "request_id"), ""), strings.ReplaceAll(string(b.Body), b.Text(t, "request_id"), ""); x != y {
		return errors.New(x + " differs from " + y)
	}
	return nil
}

func TestInvitingTwiceWithOneKeyInvitesOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		partner := h.partner(t, "Northwind")
		post := func() testkit.Answer {
			return h.admin.Call(t, http.MethodPost, "/api/v1/partners/"+partner+"/invitations", map[string]any{"email": "eva@northwind.example", "name": "Eva"}, "Idempotency-Key: abc").Want(t, http.StatusCreated)
		}
		if one, two := post(), post(); string(one.Body) != string(two.Body) {
			t.Errorf("%s then %s", one.Body, two.Body)
		}
		if n := h.count(t, "select count(*) from invitations"); n != 1 {
			t.Errorf("%d invitations", n)
		}
	})
}

func TestStaff(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		made := h.admin.Call(t, http.MethodPost, "/api/v1/people", map[string]any{"email": "Gus@meridian.example", "name": "Gus Grader", "roles": []string{"grader", "author"}}).Want(t, http.StatusCreated)
		gus := made.Text(t, "id")
		if made.Text(t, "state") != "invited" || made.Text(t, "roles") != "[author grader]" {
			t.Errorf("%s", made.Body)
		}
		h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": "gus@meridian.example", "password": ""}).Refused(t, http.StatusUnauthorized, "invalid_credentials")
		h.admin.Call(t, http.MethodPost, "/api/v1/people", map[string]any{"email": "gus@meridian.example", "name": "Gus", "roles": []string{"author"}}).Refused(t, http.StatusConflict, "person_exists")
		h.admin.Call(t, http.MethodPost, "/api/v1/people", map[string]any{"email": "x@meridian.example", "name": "X", "roles": []string{"owner"}}).Refused(t, http.StatusUnprocessableEntity, "invalid_role")
		told := facts[InvitationCreated](t, db)
		token := h.linkOf(t, told[len(told)-1].InvitationID, "gus@meridian.example")
		h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "password": "velvet-orbit-1"}).Refused(t, http.StatusUnprocessableEntity, "weak_password")
		signed := h.As(h.Call(t, http.MethodPost, acceptPath, map[string]any{"token": token, "password": staffPassword}).Want(t, http.StatusCreated).Text(t, "access_token"))
		if me := signed.Call(t, http.MethodGet, "/api/v1/me", nil); me.Text(t, "roles") != "[author grader]" || me.Text(t, "name") != "Gus Grader" {
			t.Errorf("%s", me.Body)
		}

		// row B15: a role that is taken ends with the next request
		one := "/api/v1/people/" + gus
		signed.Call(t, http.MethodPatch, one, map[string]any{"roles": []string{"vendor_admin"}}).Refused(t, http.StatusForbidden, "role_missing")
		h.admin.Call(t, http.MethodPatch, one, map[string]any{"roles": []string{"author"}}).Want(t, http.StatusOK)
		signed.Call(t, http.MethodGet, "/api/v1/me", nil).Refused(t, http.StatusUnauthorized, "token_expired")
		again := h.As(h.signIn(t, "gus@meridian.example", staffPassword))
		again.Call(t, http.MethodGet, "/api/v1/people", nil).Want(t, http.StatusOK)
		h.admin.Call(t, http.MethodPatch, one, map[string]any{"state": "disabled"}).Want(t, http.StatusOK)
		again.Call(t, http.MethodGet, "/api/v1/me", nil).Refused(t, http.StatusUnauthorized, "invalid_token")
		h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": "gus@meridian.example", "password": staffPassword}).Refused(t, http.StatusUnauthorized, "invalid_credentials")
		if a := h.admin.Call(t, http.MethodPatch, one, map[string]any{"name": "Gustav Grader"}).Want(t, http.StatusOK); a.Text(t, "name") != "Gustav Grader" {
			t.Errorf("%s", a.Body)
		}
		people := facts[PersonChanged](t, db)
		if last := people[len(people)-1]; last.Name != "Gustav Grader" || last.Version != people[len(people)-2].Version+1 {
			t.Errorf("%+v", last)
		}
		h.admin.Call(t, http.MethodPatch, one, map[string]any{"name": "Gus\u202e"}).Refused(t, http.StatusUnprocessableEntity, "invalid_name")
		h.admin.Call(t, http.MethodPatch, "/api/v1/people/per_none", map[string]any{"state": "disabled"}).Refused(t, http.StatusNotFound, "not_found")
		if n := h.count(t, "select count(*) from audit_entries where action = 'person.rights_changed' and subject = ?", gus); n != 2 {
			t.Errorf("%d audit entries", n)
		}
	})
}

func TestOneAdministratorRemains(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		ada := h.admin.Call(t, http.MethodGet, "/api/v1/me", nil).Text(t, "id")
		h.admin.Call(t, http.MethodPatch, "/api/v1/people/"+ada, map[string]any{"roles": []string{"auditor"}}).Refused(t, http.StatusConflict, "last_admin")
		second, err := h.CreateAdmin(operator(t), Founder{Email: "bea@meridian.example", Name: "Bea", Password: staffPassword})
		if err != nil {
			t.Fatal(err)
		}
		asAdmin := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: "per_x", Roles: []string{actor.VendorAdmin}})
		none := []string{}
		for range 10 {
			statuses := all(2, func(i int) int {
				if _, err := h.ChangeStanding(asAdmin, []string{ada, second.ID}[i], Standing{Roles: &none}); err != nil {
					if !errors.Is(err, ErrLastAdmin) {
						t.Error(err)
					}
					return 409
				}
				return 200
			})
			if statuses[200] != 1 || statuses[409] != 1 {
				t.Errorf("two administrators remove each other: %v", statuses)
			}
			h.age(t, "update people set roles = ?", Words{actor.VendorAdmin})
		}
		if has, err := h.HasAdmin(t.Context()); !has || err != nil {
			t.Error(has, err)
		}
		if _, err := h.CreateAdmin(operator(t), Founder{Email: "ada@meridian.example", Name: "Ada", Password: staffPassword}); !errors.Is(err, ErrPersonExists) {
			t.Error("a known address:", err)
		}
		if _, err := h.CreateAdmin(t.Context(), Founder{Email: "eve@meridian.example", Name: "Eve", Password: staffPassword}); !errors.Is(err, ErrForbidden) {
			t.Error("by nobody:", err)
		}
	})
}
