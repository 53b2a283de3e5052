package accounts

import (
	"net/http"
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// No input gives a 500: hostile texts in every member and every path of the routes that take any.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		partner := h.partner(t, "Northwind")
		texts := []string{
			"", " ", "'", `"`, `\`, "%", "_", "' or '1'='1", "\u202e", "\ufeff", "\ufffd", "😀", "a@b.c", "ext:", "ext:'", "2026-02-30", "{{.}}", "<script>alert(1)</script>",
			"a\nb", "$argon2id$", strings.Repeat("é", 399), strings.Repeat("x", 5000),
		}
		routes := []struct {
			method, path string
			members      []string
		}{
			{http.MethodPost, sessionPath, []string{"email", "password"}},
			{http.MethodPost, sessionPath + "/refresh", []string{"refresh_token"}},
			{http.MethodPost, resetPath, []string{"email"}},
			{http.MethodPost, resetPath + "/accept", []string{"token", "password"}},
			{http.MethodPost, "/api/v1/invitations/preview", []string{"token"}},
			{http.MethodPost, acceptPath, []string{"token", "name", "password"}},
			{http.MethodPost, partnersPath, []string{"name", "country", "external_id", "parent"}},
			{http.MethodPatch, partnersPath + "/" + partner, []string{"name", "country", "external_id", "parent"}},
			{http.MethodPut, "/prm/v1/partners/ext:h-1", []string{"name", "country", "parent"}},
			{http.MethodPost, partnersPath + "/" + partner + "/invitations", []string{"email", "name", "employment"}},
			{http.MethodPost, partnersPath + "/" + partner + "/affiliations", []string{"person", "employment"}},
			{http.MethodPost, "/api/v1/affiliations/aff_x/confirm", []string{"on", "reason"}},
			{http.MethodPost, "/api/v1/people", []string{"email", "name"}},
			{http.MethodPost, "/api/v1/api-keys", []string{"name", "expires_at"}},
		}
		for _, r := range routes {
			for _, text := range texts {
				for _, hostile := range r.members {
					body := map[string]any{"name": "Some Name", "country": "DE", "email": "some@body.example", "roles": []string{"auditor"}, "scopes": []string{"catalog:read"}, "token": "x", "password": "x", "person": "per_x"}
					for member := range body {
						if !strings.Contains(" "+strings.Join(append(r.members, extra(r.path)...), " ")+" ", " "+member+" ") {
							delete(body, member)
						}
					}
					body[hostile] = text
					if a := h.admin.Call(t, r.method, r.path, body); a.Status >= 500 {
						t.Errorf("%s %s with %s %.40q: %d %s", r.method, r.path, hostile, text, a.Status, a.Body)
					}
				}
			}
		}
		for _, word := range []string{"%00", "%ff", "%2e%2e%2f", "ext:%27", "%F0%9F%98%80", "par_x%20or", strings.Repeat("a", 3000)} {
			for _, path := range []string{partnersPath + "/", "/prm/v1/partners/", "/api/v1/people/"} {
				if a := h.admin.Call(t, http.MethodGet, path+word, nil); a.Status != http.StatusNotFound {
					t.Errorf("GET %s%.30s: %d", path, word, a.Status)
				}
			}
			if a := h.admin.Call(t, http.MethodGet, partnersPath+"?query="+word, nil); a.Status >= 500 {
				t.Errorf("query %.30s: %d", word, a.Status)
			}
		}
	})
}

// extra are the members that a route needs beside the hostile ones.
func extra(path string) []string {
	switch {
	case strings.HasSuffix(path, "/people"):
		return []string{"roles"}
	case strings.HasSuffix(path, "/api-keys"):
		return []string{"scopes"}
	}
	return nil
}
