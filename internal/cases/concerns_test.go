package cases_test

import (
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// A partner reports about its own people and about leaks, gets numbers, and learns nothing else; others' people are not there for it.
func TestAPartnerReportsAConcern(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		const path, lena = "/api/v1/partners/ptn_1/concerns", "partner_admin:lena"
		text := "She told colleagues the questions. " + marker
		made := h.call(lena, "POST", path, object{"about": "sitting", "attempts": []string{"att_ada"}, "text": text}).Want(t, 201)
		number := made.Text(t, "numbers", 0)
		seen := h.call("support:sam", "GET", "/api/v1/cases/"+number, nil).Want(t, 200)
		if seen.Text(t, "origin") != "partner" || seen.Text(t, "attempt") != "att_ada" || seen.Text(t, "person") != "ada" || seen.Text(t, "state") != "open" || seen.Get(t, "held") != false {
			t.Errorf("%s", seen.Body)
		}
		h.refused(h.call("ada", "GET", "/api/v1/me/cases/"+number, nil), 404, "not_found")
		h.refused(h.call(lena, "GET", "/api/v1/cases/"+number, nil), 403, "role_missing")

		leak := h.call(lena, "POST", "/api/v1/partners/ext:1/concerns", object{"about": "leak", "exam": "net-1", "text": "The questions are on a forum."}).Want(t, 201)
		h.call("support:sam", "POST", "/api/v1/cases/"+leak.Text(t, "numbers", 0)+"/dismiss", object{"answer": "These are questions of the practice test."}).Want(t, 200)
		if n := len(h.facts("cases.case_closed")); n != 0 {
			t.Errorf("%d letters to nobody", n)
		}
		list := h.call(lena, "GET", path, nil).Want(t, 200)
		if len(list.Get(t, "data").([]any)) != 2 || list.Text(t, "data", 1, "text") != text || strings.Contains(string(list.Body), "state") {
			t.Errorf("%s", list.Body)
		}
		if others := h.call("partner_admin:mona", "GET", path, nil).Want(t, 200); len(others.Get(t, "data").([]any)) != 0 {
			t.Errorf("mona reads what lena wrote: %s", others.Body)
		}
		none := h.call(lena, "POST", path, object{"about": "sitting", "attempts": []string{"att_none"}, "text": text})
		foreign := h.call(lena, "POST", path, object{"about": "sitting", "attempts": []string{"att_bob"}, "text": text})
		h.refused(none, 422, "invalid_input")
		h.refused(foreign, 422, "invalid_input")
		if none.Text(t, "errors", 0, "code") != foreign.Text(t, "errors", 0, "code") || none.Text(t, "errors", 0, "detail") != foreign.Text(t, "errors", 0, "detail") {
			t.Errorf("an attempt of another partner is told apart from none: %s %s", none.Body, foreign.Body)
		}
		h.refused(h.call(lena, "POST", path, object{"about": "sitting", "person": "bob", "text": text}), 422, "invalid_input")
		h.refused(h.call(lena, "POST", path, object{"about": "sitting", "text": text}), 422, "invalid_input")
		h.refused(h.call(lena, "POST", path, object{"about": "leak", "text": "short"}), 422, "invalid_input")
		h.refused(h.call(lena, "POST", "/api/v1/partners/ptn_2/concerns", object{"about": "leak", "text": text}), 404, "not_found")
		h.refused(h.call(lena, "GET", "/api/v1/partners/ptn_2/concerns", nil), 404, "not_found")
		h.refused(h.call("support:sam", "POST", path, object{"about": "leak", "text": text}), 403, "role_missing")
		h.refused(h.call("ada", "POST", path, object{"about": "leak", "text": text}), 403, "role_missing")
		if n := len(h.facts("cases.hold_placed")); n != 0 {
			t.Errorf("%d holds by a report", n)
		}
	})
}
