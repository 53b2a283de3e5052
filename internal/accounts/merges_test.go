package accounts

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func (h house) supporter(t *testing.T) *testkit.Client {
	t.Helper()
	h.admin.Call(t, http.MethodPost, "/api/v1/people", map[string]any{"email": "sam@meridian.example", "name": "Sam Support", "roles": []string{"support"}}).Want(t, http.StatusCreated)
	var id string
	for _, f := range facts[InvitationCreated](t, h.db) {
		id = f.InvitationID
	}
	token := h.linkOf(t, id, "sam@meridian.example")
	a := h.Call(t, http.MethodPost, "/api/v1/invitations/accept", map[string]any{"token": token, "name": "Sam Support", "password": staffPassword}).Want(t, http.StatusCreated)
	return h.As(a.Text(t, "access_token"))
}

// rows is everything that a merge may touch, as text.
func (h house) rows(t testing.TB) []string {
	t.Helper()
	var found []string
	for _, q := range []string{
		"select id || email || state || merged_into || password || roles from people order by id", "select email || person_id from person_mails order by email",
		"select id || person_id || partner_id || state || roles || job_roles || coalesce(valid_to, '1970-01-01') || end_reason from affiliations order by id",
	} {
		var part []string
		if err := h.read(q, &part); err != nil {
			t.Fatal(err)
		}
		found = append(found, part...)
	}
	return found
}

func TestTwoAccountsBecomeOneAndTwoAgain(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		sam := h.supporter(t)
		north, south := h.partner(t, "Northwind"), h.partner(t, "Southridge")
		eva, evaID := h.member(t, north, "eva@northwind.example", "candidate")
		_, oldID := h.member(t, north, "eva.old@northwind.example", "partner_admin")
		h.Call(t, http.MethodPost, "/api/v1/invitations/accept", map[string]any{"token": h.invited(t, h.admin, south, "eva.old@northwind.example", "candidate"), "password": goodPassword}).Want(t, http.StatusCreated)
		before := h.rows(t)
		merges := "/api/v1/people/" + evaID + "/merges"
		wish := map[string]any{"from": oldID, "reason": "She told us by phone"}
		eva.Call(t, http.MethodPost, merges, wish).Refused(t, http.StatusForbidden, "role_missing")
		sam.Call(t, http.MethodPost, merges, map[string]any{"from": evaID}).Refused(t, http.StatusUnprocessableEntity, "invalid_merge")
		sam.Call(t, http.MethodPost, merges, map[string]any{"from": "per_none"}).Refused(t, http.StatusNotFound, "not_found")
		foreseen := sam.Call(t, http.MethodPost, merges+"/preview", wish).Want(t, http.StatusOK)
		var prospect ProspectView
		if foreseen.Into(t, &prospect); len(prospect.Affiliations) != 3 || prospect.Affiliations[0].Outcome != "ended" || prospect.Affiliations[1].Outcome != "kept" || prospect.Affiliations[2].Outcome != "moved" {
			t.Error(string(foreseen.Body))
		}
		if diff := different(before, h.rows(t)); diff != "" {
			t.Error("it happened", diff)
		}
		statuses := all(2, func(int) int { return sam.Call(t, http.MethodPost, merges, wish).Status })
		if statuses[http.StatusCreated] != 1 || statuses[http.StatusConflict] != 1 {
			t.Fatal(statuses)
		}
		sam.Call(t, http.MethodPost, merges, wish).Refused(t, http.StatusConflict, "person_merged")
		var kept mergesOutput
		if sam.Call(t, http.MethodGet, merges, nil).Want(t, http.StatusOK).Into(t, &kept.Body); len(kept.Body.Data) != 1 || kept.Body.Data[0].State != "undoable" {
			t.Fatal(kept)
		}
		id := kept.Body.Data[0].ID
		// one person with the rights of both, by either address
		again := h.As(h.signIn(t, "eva.old@northwind.example", goodPassword))
		me := again.Call(t, http.MethodGet, "/api/v1/me", nil).Want(t, http.StatusOK)
		if me.Text(t, "id") != evaID || h.count(t, "select count(*) from affiliations where person_id = ? and state = 'confirmed'", evaID) != 2 {
			t.Error(string(me.Body))
		}
		again.Call(t, http.MethodGet, "/api/v1/partners/"+north+"/people", nil).Want(t, http.StatusOK) // as its administrator
		again.Call(t, http.MethodPost, "/api/v1/me/mails/remove", map[string]any{"email": "eva.old@northwind.example", "password": goodPassword}).Refused(t, http.StatusConflict, "mail_merged")
		h.admin.Call(t, http.MethodPatch, "/api/v1/people/"+oldID, map[string]any{"state": "active"}).Refused(t, http.StatusConflict, "person_merged")
		for range 2 {
			if err := h.SendMergeNotice(t.Context(), id, "fct_1"); err != nil {
				t.Fatal(err)
			}
		}
		if p, err := h.Person(operator(t), oldID); err != nil || p.Email != "eva@northwind.example" || len(h.box.to("eva.old@northwind.example")) < 2 {
			t.Error(p, err)
		}
		sam.Call(t, http.MethodPost, "/api/v1/merges/"+id+"/undo", map[string]any{}).Want(t, http.StatusOK)
		if diff := different(before, h.rows(t)); diff != "" {
			t.Error("undoing does not restore", diff)
		}
		sam.Call(t, http.MethodPost, "/api/v1/merges/"+id+"/undo", map[string]any{}).Refused(t, http.StatusConflict, "merge_undone")
		if len(facts[PersonMerged](t, db)) != 1 || len(facts[PersonUnmerged](t, db)) != 1 {
			t.Error("facts")
		}
		// a later one can be undone for 30 days, and keeps what was changed meanwhile
		id = sam.Call(t, http.MethodPost, merges, wish).Want(t, http.StatusCreated).Text(t, "id")
		h.age(t, "update person_merges set undo_until = ? where id = ?", db.Now().AddDate(0, 0, -1), id)
		sam.Call(t, http.MethodPost, "/api/v1/merges/"+id+"/undo", map[string]any{}).Refused(t, http.StatusConflict, "merge_final")
	})
}

func (h house) read(query string, into *[]string) error {
	return h.db.Read(actor.With(context.Background(), actor.SystemOf("test")), func(tx *gorm.DB) error { return tx.Raw(query).Scan(into).Error })
}

func different(before, after []string) string { return cmp.Diff(before, after) }
