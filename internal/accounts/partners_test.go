package accounts

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

const partnersPath = "/api/v1/partners"

func TestPartnerLife(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		made := h.admin.Call(t, http.MethodPost, partnersPath, map[string]any{
			"name": "Northwind GmbH", "country": "DE", "external_id": "0018-X", "domains": []string{"Northwind.example"}, "programs": []string{"three-tier"},
		}).Want(t, http.StatusCreated)
		one := partnersPath + "/" + made.Text(t, "id")
		if made.Header.Get("Location") != one || made.Header.Get("ETag") != `"1"` || made.Text(t, "domains", 0) != "northwind.example" || made.Get(t, "parent") != nil {
			t.Errorf("%s %v", made.Body, made.Header)
		}
		byExternal := h.admin.Call(t, http.MethodGet, partnersPath+"/ext:0018-X", nil).Want(t, http.StatusOK)
		escaped := h.admin.Call(t, http.MethodGet, partnersPath+"/ext%3A0018%2DX", nil).Want(t, http.StatusOK)
		if string(byExternal.Body) != string(made.Body) || string(escaped.Body) != string(made.Body) {
			t.Errorf("%s, %s, %s", made.Body, byExternal.Body, escaped.Body)
		}
		child := h.admin.Call(t, http.MethodPost, partnersPath, map[string]any{"name": "Northwind France", "country": "FR", "parent": "ext:0018-X"}).Want(t, http.StatusCreated)
		if child.Text(t, "parent") != made.Text(t, "id") || child.Get(t, "external_id") != nil {
			t.Errorf("%s", child.Body)
		}
		changed := h.admin.Call(t, http.MethodPatch, one, map[string]any{"name": "Northwind AG"}, `If-Match: "1"`).Want(t, http.StatusOK)
		if changed.Text(t, "name") != "Northwind AG" || changed.Text(t, "country") != "DE" || changed.Header.Get("ETag") != `"2"` {
			t.Errorf("%s", changed.Body)
		}
		h.admin.Call(t, http.MethodPatch, one, map[string]any{"name": "Northwind SE"}, `If-Match: "1"`).Refused(t, http.StatusPreconditionFailed, "version_stale")
		h.admin.Call(t, http.MethodPatch, one, map[string]any{"country": "AT"}).Want(t, http.StatusOK)
		h.admin.Call(t, http.MethodPatch, one, map[string]any{"country": "AT"}).Want(t, http.StatusOK) // nothing new, no version
		h.admin.Call(t, http.MethodPatch, one, map[string]any{"parent": child.Text(t, "id")}).Refused(t, http.StatusUnprocessableEntity, "invalid_partner")
		told := facts[PartnerChanged](t, db)
		var versions []int64
		for _, f := range told {
			if f.PartnerID == made.Text(t, "id") {
				versions = append(versions, f.Version)
			}
		}
		if len(versions) != 3 || versions[2] != 3 || told[0].ExternalID != "0018-X" || told[0].Programs[0] != "three-tier" || told[0].JoinedAt.IsZero() {
			t.Errorf("%v %+v", versions, told)
		}
	})
}

func TestPartnerRefusals(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.admin.Call(t, http.MethodPost, partnersPath, map[string]any{"name": "Acme", "country": "US", "external_id": "a-1"}).Want(t, http.StatusCreated)
		for name, c := range map[string]struct {
			body   map[string]any
			status int
			code   string
		}{
			"no name":                 {map[string]any{"country": "US"}, 422, "invalid_input"},
			"blank name":              {map[string]any{"name": "  ", "country": "US"}, 422, "invalid_name"},
			"mixed scripts":           {map[string]any{"name": "\u0410cme", "country": "US"}, 422, "invalid_name"},
			"direction override":      {map[string]any{"name": "Acme\u202e", "country": "US"}, 422, "invalid_name"},
			"line break":              {map[string]any{"name": "Acme\nInc", "country": "US"}, 422, "invalid_name"},
			"all Cyrillic twin":       {map[string]any{"name": "\u0410\u0441\u043c\u0435", "country": "US"}, 409, "name_look_alike"},
			"accented twin":           {map[string]any{"name": "Acm\u00e9", "country": "US"}, 409, "name_look_alike"},
			"no country":              {map[string]any{"name": "Contoso"}, 422, "invalid_input"},
			"country in small":        {map[string]any{"name": "Contoso", "country": "us"}, 422, "invalid_partner"},
			"external id taken":       {map[string]any{"name": "Contoso", "country": "US", "external_id": "a-1"}, 409, "external_id_taken"},
			"external id with slash":  {map[string]any{"name": "Contoso", "country": "US", "external_id": "a/1"}, 422, "invalid_partner"},
			"domain that is none":     {map[string]any{"name": "Contoso", "country": "US", "domains": []string{"http://x"}}, 422, "invalid_partner"},
			"program that is no key":  {map[string]any{"name": "Contoso", "country": "US", "programs": []string{"a b"}}, 422, "invalid_partner"},
			"parent that is not here": {map[string]any{"name": "Contoso", "country": "US", "parent": "par_none"}, 422, "invalid_partner"},
			"unknown member":          {map[string]any{"name": "Contoso", "country": "US", "tier": "gold"}, 422, "invalid_input"},
			"null for an array":       {map[string]any{"name": "Contoso", "country": "US", "domains": nil}, 422, "invalid_input"},
		} {
			t.Run(name, func(t *testing.T) {
				h.admin.Call(t, http.MethodPost, partnersPath, c.body).Refused(t, c.status, c.code)
			})
		}
		h.admin.Call(t, http.MethodPost, partnersPath, map[string]any{"name": "ACME", "country": "US"}).Want(t, http.StatusCreated) // the same name is a namesake, no look-alike
		if n := h.count(t, "select count(*) from partners"); n != 2 {
			t.Errorf("%d partners", n)
		}
	})
}

// Rows B01 to B03: what belongs to another partner does not exist, in lists and searches too.
func TestPartnersSeeThemselvesOnly(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		mine, other := h.partner(t, "Northwind"), h.partner(t, "Contoso")
		paula, _ := h.member(t, mine, "paula@northwind.example", "partner_admin")
		carl, _ := h.member(t, mine, "carl@northwind.example", "candidate")
		h.member(t, other, "olaf@contoso.example", "candidate")
		foreign := paula.Call(t, http.MethodGet, partnersPath+"/"+other, nil).Refused(t, http.StatusNotFound, "not_found")
		missing := paula.Call(t, http.MethodGet, partnersPath+"/par_none", nil).Refused(t, http.StatusNotFound, "not_found")
		if err := same(foreign, missing, t); err != nil {
			t.Error(err)
		}
		for _, path := range []string{partnersPath, partnersPath + "?query=o", partnersPath + "?query=%25", "/prm/v1/partners"} {
			if a := paula.Call(t, http.MethodGet, path, nil).Want(t, http.StatusOK); strings.Contains(string(a.Body), "Contoso") {
				t.Errorf("%s: %s", path, a.Body)
			}
		}
		if a := paula.Call(t, http.MethodGet, partnersPath, nil); a.Text(t, "data", 0, "id") != mine || a.Get(t, "next_cursor") != nil {
			t.Errorf("%s", a.Body)
		}
		people := paula.Call(t, http.MethodGet, partnersPath+"/"+mine+"/people", nil).Want(t, http.StatusOK)
		if list, _ := people.Get(t, "data").([]any); len(list) != 2 || people.Text(t, "data", 1, "email") != "carl@northwind.example" || people.Text(t, "data", 1, "affiliation_state") != "confirmed" {
			t.Errorf("%s", people.Body)
		}
		paula.Call(t, http.MethodGet, partnersPath+"/"+other+"/people", nil).Refused(t, http.StatusNotFound, "not_found")
		paula.Call(t, http.MethodPatch, partnersPath+"/"+mine, map[string]any{"name": "Us"}).Refused(t, http.StatusForbidden, "role_missing")
		paula.Call(t, http.MethodGet, "/api/v1/people", nil).Refused(t, http.StatusForbidden, "role_missing")
		carl.Call(t, http.MethodGet, partnersPath+"/"+mine, nil).Refused(t, http.StatusForbidden, "role_missing")
		carl.Call(t, http.MethodGet, partnersPath+"/"+other, nil).Refused(t, http.StatusForbidden, "role_missing")
		h.Call(t, http.MethodGet, partnersPath, nil).Refused(t, http.StatusUnauthorized, "not_signed_in")
	})
}

// The second wall: a statement that forgets the first one still finds nothing of others.
func TestRowLevelSecurityHidesOtherPartners(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		if !db.Postgres() {
			return
		}
		h := open(t, db)
		mine, other := h.partner(t, "Northwind"), h.partner(t, "Contoso")
		h.member(t, other, "olaf@contoso.example", "candidate")
		for name, c := range map[string]struct {
			who  actor.Actor
			want int
		}{
			"the other partner": {actor.Actor{Kind: actor.Person, ID: "p", Partners: map[string][]string{other: {actor.PartnerAdmin}}}, 1},
			"this partner":      {actor.Actor{Kind: actor.Person, ID: "p", Partners: map[string][]string{mine: {actor.PartnerAdmin}}}, 0},
			"nobody":            {actor.Actor{}, 0},
			"the vendor":        {actor.Actor{Kind: actor.Person, ID: "p", Roles: []string{actor.Auditor}}, 1},
		} {
			for _, table := range []string{"affiliations", "invitations"} {
				var n int
				err := db.Read(actor.With(t.Context(), c.who), func(tx *gorm.DB) error { return tx.Raw("select count(*) from " + table).Scan(&n).Error })
				if err != nil || n != c.want {
					t.Errorf("%s sees %d %s, want %d: %v", name, n, table, c.want, err)
				}
			}
		}
	})
}

func TestListsArePaged(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		for _, name := range []string{"Alpha", "Bravo", "Charlie", "100%_sure", "Delta"} {
			h.partner(t, name)
		}
		var seen []string
		for path := partnersPath + "?limit=2"; path != ""; {
			a := h.admin.Call(t, http.MethodGet, path, nil).Want(t, http.StatusOK)
			for _, row := range a.Get(t, "data").([]any) {
				seen = append(seen, row.(map[string]any)["name"].(string))
			}
			path = ""
			if next := a.Text(t, "next_cursor"); next != "" {
				path = partnersPath + "?limit=2&cursor=" + next
			}
		}
		if strings.Join(seen, " ") != "Alpha Bravo Charlie 100%_sure Delta" {
			t.Error(seen)
		}
		if a := h.admin.Call(t, http.MethodGet, partnersPath+"?query=ALPH", nil); a.Text(t, "data", 0, "name") != "Alpha" || a.Get(t, "data", 1) != nil {
			t.Errorf("%s", a.Body)
		}
		if a := h.admin.Call(t, http.MethodGet, "/api/v1/people?query=ADA@", nil); a.Text(t, "data", 0, "name") != "Ada Admin" {
			t.Errorf("%s", a.Body)
		}
		if a := h.admin.Call(t, http.MethodGet, "/api/v1/people?query=%25", nil); a.Get(t, "data", 0) != nil {
			t.Errorf("a wildcard found somebody: %s", a.Body)
		}
		h.admin.Call(t, http.MethodGet, partnersPath+"?limit=0", nil).Refused(t, http.StatusUnprocessableEntity, "invalid_input")
		h.admin.Call(t, http.MethodGet, partnersPath+"?sort=name", nil).Refused(t, http.StatusUnprocessableEntity, "invalid_input")
		h.admin.Call(t, http.MethodGet, partnersPath+"?cursor=%21", nil).Refused(t, http.StatusUnprocessableEntity, "invalid_input")
	})
}

func TestPRMUpsert(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		key := func(scopes ...string) *testkit.Client {
			return h.As(h.admin.Call(t, http.MethodPost, "/api/v1/api-keys", map[string]any{"name": "PRM", "scopes": scopes}).Want(t, http.StatusCreated).Text(t, "key"))
		}
		prm := key("headcount:read", "partners:write")
		made := prm.Call(t, http.MethodPut, "/prm/v1/partners/ext:crm-77", map[string]any{"name": "Northwind", "country": "DE"}).Want(t, http.StatusCreated)
		again := prm.Call(t, http.MethodPut, "/prm/v1/partners/ext:crm-77", map[string]any{"name": "Northwind", "country": "DE"}).Want(t, http.StatusOK)
		if string(made.Body) != string(again.Body) || made.Text(t, "external_id") != "crm-77" {
			t.Errorf("%s then %s", made.Body, again.Body)
		}
		next := prm.Call(t, http.MethodPut, "/prm/v1/partners/ext:crm-77", map[string]any{"name": "Northwind AG", "country": "DE"}).Want(t, http.StatusOK)
		if next.Text(t, "id") != made.Text(t, "id") || next.Header.Get("ETag") != `"2"` {
			t.Errorf("%s", next.Body)
		}
		if read := prm.Call(t, http.MethodGet, "/prm/v1/partners/ext:crm-77", nil).Want(t, http.StatusOK); string(read.Body) != string(next.Body) {
			t.Errorf("%s", read.Body)
		}
		prm.Call(t, http.MethodGet, "/prm/v1/partners", nil).Want(t, http.StatusOK)
		prm.Call(t, http.MethodPut, "/prm/v1/partners/"+made.Text(t, "id"), map[string]any{"name": "N", "country": "DE"}).Refused(t, http.StatusNotFound, "not_found")
		prm.Call(t, http.MethodPut, "/prm/v1/partners/ext:", map[string]any{"name": "N", "country": "DE"}).Refused(t, http.StatusNotFound, "not_found")
		prm.Call(t, http.MethodPut, "/prm/v1/partners/ext:crm%2F78", map[string]any{"name": "N", "country": "DE"}).Refused(t, http.StatusUnprocessableEntity, "invalid_partner")
		reader := key("headcount:read")
		reader.Call(t, http.MethodPut, "/prm/v1/partners/ext:crm-77", map[string]any{"name": "N", "country": "DE"}).Refused(t, http.StatusForbidden, "scope_missing")
		for _, path := range []string{"/api/v1/me", "/api/v1/people", "/api/v1/api-keys", partnersPath} { // row B09
			if a := reader.Call(t, http.MethodGet, path, nil); a.Status != http.StatusForbidden {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		statuses := all(6, func(int) int {
			a, _ := prm.Try(http.MethodPut, "/prm/v1/partners/ext:crm-99", map[string]any{"name": "Contoso", "country": "US"})
			return a.Status
		})
		if statuses[http.StatusCreated] != 1 || statuses[http.StatusOK] != 5 {
			t.Errorf("six at once: %v", statuses)
		}
	})
}

func TestAPIKeys(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		const path = "/api/v1/api-keys"
		body := map[string]any{"name": "PRM", "scopes": []string{"people:read", "headcount:read"}, "expires_at": time.Now().Add(time.Hour).Format(time.RFC3339)}
		made := h.admin.Call(t, http.MethodPost, path, body, "Idempotency-Key: k1").Want(t, http.StatusCreated)
		secret, key := made.Text(t, "key"), made.Text(t, "id")
		if !strings.HasPrefix(secret, "lk_") || len(secret) != 46 || made.Text(t, "prefix") != secret[:9] {
			t.Errorf("%s", made.Body)
		}
		if again := h.admin.Call(t, http.MethodPost, path, body, "Idempotency-Key: k1").Refused(t, http.StatusConflict, "already_created"); again.Text(t, "id") != key {
			t.Errorf("%s", again.Body)
		}
		list := h.admin.Call(t, http.MethodGet, path, nil).Want(t, http.StatusOK)
		if err := without(string(list.Body), secret, secret[10:]); err != nil {
			t.Error(err)
		}
		if n := h.count(t, "select count(*) from api_keys where hash = ?", secret); n != 0 {
			t.Error("the key is kept as it is")
		}
		who, err := h.Authenticate(t.Context(), secret)
		if err != nil || who.Kind != actor.Key || who.ID != key || !who.Can("headcount:read") || who.Can("facts:write") {
			t.Errorf("%+v %v", who, err)
		}
		h.Call(t, http.MethodGet, "/prm/v1/partners?key="+secret, nil).Refused(t, http.StatusUnauthorized, "not_signed_in") // row B10
		h.As("lk_"+secret[3:40]).Call(t, http.MethodGet, "/prm/v1/partners", nil).Refused(t, http.StatusUnauthorized, "invalid_token")
		h.As(secret).Call(t, http.MethodGet, "/prm/v1/partners", nil).Want(t, http.StatusOK)
		h.age(t, "update api_keys set expires_at = ? where id = ?", db.Now().Add(-time.Second), key)
		h.As(secret).Call(t, http.MethodGet, "/prm/v1/partners", nil).Refused(t, http.StatusUnauthorized, "invalid_token")
		h.age(t, "update api_keys set expires_at = null where id = ?", key)
		h.As(secret).Call(t, http.MethodGet, "/prm/v1/partners", nil).Want(t, http.StatusOK)
		h.admin.Call(t, http.MethodDelete, path+"/"+key, nil).Want(t, http.StatusNoContent)
		h.As(secret).Call(t, http.MethodGet, "/prm/v1/partners", nil).Refused(t, http.StatusUnauthorized, "invalid_token")
		h.admin.Call(t, http.MethodDelete, path+"/"+key, nil).Want(t, http.StatusNoContent)
		h.admin.Call(t, http.MethodDelete, path+"/key_none", nil).Refused(t, http.StatusNotFound, "not_found")
		for name, bad := range map[string]map[string]any{
			"unknown scope": {"name": "x", "scopes": []string{"everything"}}, "no scope": {"name": "x", "scopes": []string{}}, "past": {"name": "x", "scopes": []string{"catalog:read"}, "expires_at": "2020-01-01T00:00:00Z"},
		} {
			if a := h.admin.Call(t, http.MethodPost, path, bad); a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		if n := h.count(t, "select count(*) from audit_entries where action in ('api_key.issued', 'api_key.revoked')"); n != 2 {
			t.Errorf("%d audit entries", n)
		}
	})
}
