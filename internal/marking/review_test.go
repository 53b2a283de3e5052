package marking

import (
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// Where the bank asks for a second person, nobody marks by a rubric that somebody else has not approved.
func TestARubricWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		eve, otto := h.app.As("author:eve"), h.app.As("author:otto")
		const path = "/api/v1/items/itm_7/rubric"
		rubric := map[string]any{"title": "Note", "criteria": twoByTwo().Criteria}
		h.due(t, "att_ada", 7)
		if got := eve.Call(t, "PUT", path, rubric).Want(t, 200); got.Text(t, "state") != "in_review" {
			t.Fatalf("%s", got.Body)
		}
		claim := func(want int) testkit.Answer {
			t.Helper()
			return h.app.As("grader:gil").Call(t, "POST", "/api/v1/marking/claims", map[string]any{}).Want(t, want)
		}
		claim(409)
		if got := eve.Call(t, "POST", path+"/approve", nil).Refused(t, 409, "second_person_required"); got.Text(t, "state") != "in_review" {
			t.Errorf("%s", got.Body)
		}
		h.app.As("grader:gil").Call(t, "POST", path+"/approve", nil).Want(t, 403)
		for range 2 {
			otto.Call(t, "POST", path+"/approve", nil).Want(t, 200)
		}
		if got := claim(201); got.Text(t, "rubric", "version") != "1" {
			t.Errorf("%s", got.Body)
		}

		rubric["title"] = "Another note"
		eve.Call(t, "PUT", path, rubric, `If-Match: "1"`).Want(t, 200)
		h.due(t, "att_bob", 7)
		if n := h.count(t, "select count(*) from marking_works w join marking_rubrics r on r.id = w.rubric_id where r.version = 1"); n != 2 {
			t.Errorf("%d works go by the version in use", n)
		}
		otto.Call(t, "POST", path+"/decline", map[string]any{"comment": ""}).Want(t, 422)
		for range 2 {
			if got := otto.Call(t, "POST", path+"/decline", map[string]any{"comment": "Too coarse."}).Want(t, 200); got.Text(t, "comment") != "Too coarse." {
				t.Errorf("%s", got.Body)
			}
		}
		if got := otto.Call(t, "POST", path+"/approve", nil).Refused(t, 409, "wrong_state"); got.Text(t, "state") != "declined" {
			t.Errorf("%s", got.Body)
		}
		otto.Call(t, "POST", "/api/v1/items/itm_8/rubric/approve", nil).Want(t, 404)
	})
}
