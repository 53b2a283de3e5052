package web_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

type noteIn struct {
	ID   string `path:"id"`
	Page int    `query:"page" minimum:"1" maximum:"10" default:"1"`
	Body struct {
		Title    string   `json:"title" minLength:"1" maxLength:"10"`
		Password string   `json:"password,omitempty" minLength:"8"`
		Tags     []string `json:"tags,omitempty"`
		Deep     *struct {
			List []int `json:"list"`
		} `json:"deep,omitempty"`
	}
}

type noteOut struct {
	Body struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		Key   string `json:"key"`
	}
}

func door(t *testing.T) *testkit.Client {
	t.Helper()
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://localhost", PerMinute: 60000, Burst: 10000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) {
			switch bearer {
			case "author":
				return actor.Actor{Kind: actor.Person, ID: "per_a", Roles: []string{actor.Author}}, nil
			case "admin":
				return actor.Actor{Kind: actor.Person, ID: "per_p", Partners: map[string][]string{"ptn_1": {actor.PartnerAdmin}}}, nil
			case "key":
				return actor.Actor{Kind: actor.Key, ID: "key_1", Scopes: []string{"headcount:read"}}, nil
			}
			return actor.Actor{}, web.ErrSignedOut
		},
	})
	write := func(ctx context.Context, in *noteIn) (*noteOut, error) {
		out := &noteOut{}
		out.Body.ID, out.Body.Title = in.ID, in.Body.Title
		if k, ok := actor.RequestOf(ctx); ok {
			out.Body.Key = k.Key
		}
		switch in.Body.Title {
		case "panic":
			panic("a fault of ours")
		case "foreign":
			return nil, errors.New("pq: relation \"secrets\" does not exist")
		case "later":
			return nil, fault.New(fault.Unavailable, "later", "Later.").After(1500 * time.Millisecond)
		}
		return out, nil
	}
	web.Operation(r, web.Op{Method: "POST", Path: "/notes/{id}", ID: "write", Summary: "Write", Tag: "t", Rights: web.Roles(actor.Author), Status: 201}, write)
	web.Operation(r, web.Op{Method: "POST", Path: "/keyed/{id}", ID: "keyed", Summary: "Keyed", Tag: "t", Rights: web.Roles(actor.Author), Key: web.KeyRequired}, write)
	read := func(_ context.Context, in *struct {
		ID string `path:"id"`
	}) (*noteOut, error) {
		out := &noteOut{}
		out.Body.ID = in.ID
		return out, nil
	}
	web.Operation(r, web.Op{Method: "GET", Path: "/counts/{id}", ID: "counts", Summary: "Count", Tag: "t", Rights: web.Scoped("headcount:read", actor.PartnerAdmin)}, read)
	web.Operation(r, web.Op{Method: "GET", Path: "/people/{id}", ID: "people", Summary: "People", Tag: "t", Rights: web.Scoped("people:read")}, read)
	web.Page(r, web.Op{Method: "GET", Path: "/page/{id}", ID: "page", Summary: "Page", Tag: "t", Rights: web.Public()}, func(c *fiber.Ctx) error {
		web.SetCookie(c.UserContext(), web.Cookie{Name: "k", Value: "v", Path: "/", MaxAge: time.Hour, Secure: true})
		return c.SendString(web.Param(c, "id"))
	})
	return testkit.App(r.Fiber(), "author")
}

func TestTheDoorRefuses(t *testing.T) {
	t.Parallel()
	c := door(t)
	ok := map[string]any{"title": "x"}
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	for name, r := range map[string]struct {
		method, path string
		body         any
		headers      []string
		status       int
		code         string
	}{
		"no token":                {"POST", "/notes/1", ok, []string{"Authorization: "}, 401, "not_signed_in"},
		"wrong token":             {"POST", "/notes/1", ok, []string{"Authorization: Bearer nobody"}, 401, "not_signed_in"},
		"role missing":            {"POST", "/notes/1", ok, []string{"Authorization: Bearer admin"}, 403, "role_missing"},
		"key on a person's route": {"POST", "/notes/1", ok, []string{"Authorization: Bearer key"}, 403, "role_missing"},
		"scope missing":           {"GET", "/people/1", nil, []string{"Authorization: Bearer key"}, 403, "scope_missing"},
		"unknown field":           {"POST", "/notes/1", map[string]any{"title": "x", "score": 1}, nil, 422, "invalid_input"},
		"unknown parameter":       {"POST", "/notes/1?page=1&x=2", ok, nil, 422, "invalid_input"},
		"parameter twice":         {"POST", "/notes/1?page=1&page=2", ok, nil, 422, "invalid_input"},
		"out of range":            {"POST", "/notes/1?page=11", ok, nil, 422, "invalid_input"},
		"duplicate key":           {"POST", "/notes/1", `{"title":"x","title":"y"}`, nil, 422, "invalid_input"},
		"NUL":                     {"POST", "/notes/1", `{"title":"a\u0000b"}`, nil, 422, "invalid_input"},
		"invalid UTF-8":           {"POST", "/notes/1", []byte("{\"title\":\"\xff\"}"), nil, 422, "invalid_input"},
		"lone surrogate":          {"POST", "/notes/1", `{"title":"\ud800"}`, nil, 422, "invalid_input"},
		"null array":              {"POST", "/notes/1", `{"title":"x","tags":null}`, nil, 422, "invalid_input"},
		"null array deep":         {"POST", "/notes/1", `{"title":"x","deep":{"list":null}}`, nil, 422, "invalid_input"},
		"huge number":             {"POST", "/notes/1", `{"title":"x","deep":{"list":[1e400]}}`, nil, 422, "invalid_input"},
		"half a number":           {"POST", "/notes/1", `{"title":"x","deep":{"list":[1.5]}}`, nil, 422, "invalid_input"},
		"too deep":                {"POST", "/notes/1", `{"title":"x","tags":` + deep + `}`, nil, 422, "invalid_input"},
		"not JSON":                {"POST", "/notes/1", `{title:x}`, nil, 400, "unreadable"},
		"text behind":             {"POST", "/notes/1", `{"title":"x"} {}`, nil, 400, "unreadable"},
		"form":                    {"POST", "/notes/1", "title=x", []string{"Content-Type: application/x-www-form-urlencoded"}, 415, "media_type_not_supported"},
		"plain text":              {"POST", "/notes/1", `{"title":"x"}`, []string{"Content-Type: text/plain"}, 415, "media_type_not_supported"},
		"gzip":                    {"POST", "/notes/1", "x", []string{"Content-Encoding: gzip"}, 415, "encoding_not_supported"},
		"too large":               {"POST", "/notes/1", `{"title":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413, "too_large"},
		"key missing":             {"POST", "/keyed/1", ok, nil, 422, "idempotency_key_required"},
		"no such address":         {"GET", "/nowhere", nil, nil, 404, "not_found"},
		"no such method":          {"DELETE", "/notes/1", nil, nil, 405, "method_not_allowed"},
		"double slash":            {"GET", "//page/1", nil, nil, 404, "not_found"},
		"a panic":                 {"POST", "/notes/1", map[string]any{"title": "panic"}, nil, 500, "internal"},
		"a foreign error":         {"POST", "/notes/1", map[string]any{"title": "foreign"}, nil, 500, "internal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.Call(t, r.method, r.path, r.body, r.headers...).Refused(t, r.status, r.code)
			if a.Text(t, "request_id") == "" || strings.Contains(string(a.Body), "secrets") {
				t.Errorf("%s", a.Body)
			}
		})
	}
}

func TestRefusalsNameTheFieldAndNeverTheValue(t *testing.T) {
	t.Parallel()
	a := door(t).Call(t, "POST", "/notes/1", map[string]any{"title": "x", "password": "hunter2"}).Refused(t, 422, "invalid_input")
	if a.Text(t, "errors", 0, "field") != "password" || a.Text(t, "errors", 0, "code") != "length" || strings.Contains(string(a.Body), "hunter2") {
		t.Errorf("%s", a.Body)
	}
}

func TestTheDoorLetsIn(t *testing.T) {
	t.Parallel()
	c := door(t)
	a := c.Call(t, "POST", "/notes/ext%3AA%2FB", map[string]any{"title": "x", "tags": []string{}}, "Idempotency-Key: k1").Want(t, 201)
	if a.Text(t, "id") != "ext:A/B" || a.Text(t, "key") != "k1" {
		t.Errorf("%s", a.Body)
	}
	for _, h := range []string{"X-Request-Id", "Content-Security-Policy", "RateLimit-Remaining", "X-Content-Type-Options"} {
		if a.Header.Get(h) == "" {
			t.Errorf("no %s", h)
		}
	}
	c.As("admin").Call(t, "GET", "/counts/1", nil).Want(t, 200)
	c.As("key").Call(t, "GET", "/counts/1", nil).Want(t, 200)
	p := c.As("").Call(t, "GET", "/page/a%20b", nil).Want(t, 200)
	if string(p.Body) != "a b" {
		t.Errorf("%s", p.Body)
	}
	cookie, err := http.ParseSetCookie(p.Header.Get("Set-Cookie"))
	if err != nil || !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteStrictMode {
		t.Errorf("%v %v", cookie, err)
	}
	if later := c.Call(t, "POST", "/notes/1", map[string]any{"title": "later"}).Refused(t, 503, "later"); later.Header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After %q", later.Header.Get("Retry-After"))
	}
}

func TestTheBucketFillsAndDrains(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l := web.NewLimiter(func() time.Time { return now }, 60, time.Minute, 3)
	for range 3 {
		if !l.Take("a").OK {
			t.Fatal("the burst was refused")
		}
	}
	if v := l.Take("a"); v.OK || v.Retry != time.Second {
		t.Fatalf("the fourth at once: %+v", v)
	}
	if !l.Take("b").OK {
		t.Fatal("another name pays for the first")
	}
	now = now.Add(time.Second)
	if !l.Take("a").OK || l.Take("a").OK {
		t.Fatal("one call should be free after a second")
	}
	now = now.Add(time.Hour)
	if v := l.Take("a"); !v.OK || v.Remaining != 2 {
		t.Fatalf("after a long rest: %+v", v)
	}
}
