package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"laurel/internal/testkit"
)

// judge holds the page, as it stands, against axe-core in both schemes, against the width of a phone, and against
// words that only a program would say.
func (s *sight) judge(t *testing.T, p *testkit.Tab, what string) {
	t.Helper()
	p.Look(1280, "light")
	barriers := p.Barriers()
	p.Look(360, "dark")
	for _, b := range append(barriers, p.Barriers()...) {
		t.Errorf("%s: %s", what, b)
	}
	for _, wide := range p.Overflow() {
		t.Errorf("%s at 360 px: %s", what, wide)
	}
	shown := testkit.Value[string](p, "document.body.innerText")
	for _, leak := range []string{"undefined", "NaN", "[object", "Invalid Date"} {
		if strings.Contains(shown, leak) {
			t.Errorf("%s says %q", what, leak)
		}
	}
	p.Look(1280, "light")
}

// everyPage goes to each address by itself, as somebody with a bookmark would.
func (s *sight) everyPage(t *testing.T) {
	partner := "/app/partners/" + s.partner
	stranger := s.come(t)
	stranger.Expect("invitations/preview", "favicon.ico")
	s.sweep(t, stranger, "/sign-in", "/reset", "/accept?token=nothing", "/verify", "/docs", s.badge)
	s.sweep(t, s.tab, "/app", "/app/account", "/app/learning", "/app/learning/browser-track", strings.TrimSuffix(s.enrollment, "/"), "/app/catalogue", "/app/catalogue/small-exam",
		"/app/attempts/"+s.attempt, "/app/attempts/"+s.attempt+"/result", "/app/credentials", "/app/nowhere")
	s.sweep(t, s.boss, "/app", partner+"/team", partner+"/vouchers", partner+"/standing")
	s.sweep(t, s.enter(t, adminEmail), "/app/vendor/partners", "/app/vendor/banks", "/app/vendor/banks/"+s.bank, "/app/vendor/banks/"+s.bank+"?state=in_review",
		"/app/vendor/banks/"+s.bank+"/stimuli", "/app/vendor/banks/"+s.bank+"/items/new", "/app/vendor/regrades", "/app/vendor/exams", "/app/vendor/exams/browser-exam", "/app/vendor/certifications",
		"/app/vendor/programs", "/app/vendor/headcounts", "/app/vendor/approvals", "/app/vendor/keys", "/app/vendor/credentials")
}

func (s *sight) sweep(t *testing.T, p *testkit.Tab, paths ...string) {
	t.Helper()
	for _, path := range paths {
		p.Open(path)
		p.Until("everything is loaded: "+path, `document.readyState === "complete" && !!document.querySelector("h1") && !document.querySelector(".skel, [aria-busy=true]")`)
		s.judge(t, p, path)
	}
}

func quote(text string) string {
	q, _ := json.Marshal(text) //nolint:errchkjson // a string
	return string(q)
}
