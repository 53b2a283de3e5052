package app_test

import (
	"strings"
	"testing"

	"laurel/internal/testkit"
)

func (s *sight) invites(t *testing.T) {
	s.boss = s.enter(t, bossEmail)
	s.boss.Click(mark("nav-team"))
	s.boss.Click(mark("invite-open"))
	s.boss.Type(mark("invite-name"), "Zoe")
	s.boss.Type(mark("invite-email"), holderEmail)
	s.boss.Click(mark("invite-submit"))
	s.boss.Read("body", "The invitation is on its way")
}

func (s *sight) joins(t *testing.T) {
	s.tab = s.come(t)
	s.tab.Open("/accept?token=" + s.link(t, holderEmail, "token"))
	s.tab.Read("h1", "Join Small Partner")
	s.tab.Type(mark("accept-name"), holder)
	s.tab.Type(mark("accept-password"), password)
	s.tab.Click(mark("accept-submit"))
	s.tab.Until("inside", `location.pathname.startsWith("/app")`)
	s.tab.See(mark("nav-learning"))
	s.person = s.signIn(t, holderEmail)
}

func (s *sight) learns(t *testing.T) {
	p := s.tab
	p.Click(mark("nav-catalogue"))
	p.Read("main", "Locked", "The river track")
	p.Click(mark("nav-learning"))
	p.Click(`a[href="/app/learning/browser-track"]`)
	p.Click(mark("track-enroll"))
	p.Click(mark("lesson-row"))
	p.Read("h1", "Springs")
	p.Read("main", "They rise.")
	s.enrollment = testkit.Value[string](p, "location.pathname")
	s.judge(t, p, "a lesson")
	p.Click(mark("lesson-complete"))
	p.Read("h1", "Deltas")
	p.Click(mark("check-1-1"))
	p.Click(mark("check-submit"))
	p.Read("main", "Not quite.")
	p.Click(mark("check-1-2"))
	p.Click(mark("check-submit"))
	p.Read("main", "Passed", "Water runs down.")
	s.judge(t, p, "a lesson's check")
	if done := s.person.Call(t, "GET", "/api/v1/me/enrollments", nil).Want(t, 200); done.Text(t, "data", 0, "state") != "completed" {
		if p.Click(mark("lesson-complete")); s.person.Call(t, "GET", "/api/v1/me/enrollments", nil).Text(t, "data", 0, "percent") != "100" {
			t.Fatalf("the track is not finished: %s", done.Body)
		}
	}
}

func (s *sight) pays(t *testing.T) {
	s.vouchers(t, s.partner, "browser-exam", 2)
	s.boss.Click(mark("nav-vouchers"))
	s.boss.Click(mark("voucher-assign"))
	s.boss.Until("the person can be chosen", `[...document.querySelectorAll('select[name="person"] option')].some(o => o.text === "`+holder+`")`)
	testkit.Value[bool](s.boss, `(() => { const s = document.querySelector('select[name="person"]'); s.value = [...s.options].find(o => o.text === "`+holder+`").value; return true })()`)
	s.judge(t, s.boss, "a dialog")
	s.boss.Click(`dialog[open] button[type="submit"]`)
	s.boss.Read("main", "Assigned", holder)

	p := s.tab
	p.Click(mark("nav-catalogue"))
	p.Click(`a[href="/app/catalogue/browser-exam"]`)
	p.Click(mark("pay-assigned"))
	s.judge(t, p, "the checkout")
	p.Click(mark("pay-submit"))
	p.Click(mark("attempt-begin"))
	p.Until("in the player", `location.pathname.startsWith("/app/attempts/")`)
	s.attempt = strings.TrimPrefix(testkit.Value[string](p, "location.pathname"), "/app/attempts/")
}

func (s *sight) result(t *testing.T) {
	p := s.tab
	p.Click(mark("to-result"))
	p.See(mark("result-decision") + `[data-decision="pass"]`)
	s.judge(t, p, "the result")
	p.Click(mark("credential-link"))
	p.Until("on the public page", `location.pathname.startsWith("/credentials/")`)
	p.Read("body", holder, "Certified Browser", "This credential is valid")
	s.badge = testkit.Value[string](p, "location.pathname")
}

func (s *sight) certificate(t *testing.T) {
	p := s.tab
	p.Open("/app/credentials")
	p.See(mark("credential-pdf"))
	address := testkit.Value[string](p, `document.querySelector('`+mark("credential-pdf")+`').href`)
	if address != s.Settings.Base()+s.badge+".pdf" {
		t.Errorf("the link to the PDF leads to %s", address)
	}
	credentialOf(t, s.person, "browser")
	kind := testkit.Value[string](p, `fetch("`+address+`").then(async r => r.status + " " + r.headers.get("content-type") + " " + (await r.blob()).size)`)
	if !strings.HasPrefix(kind, "200 application/pdf") {
		t.Errorf("the browser gets %s", kind)
	}
	file := s.nobody().Call(t, "GET", s.badge+".pdf", nil).Want(t, 200)
	if !printed(file.Body, holder) {
		t.Errorf("no PDF with the holder's name: %d bytes that begin with %q", len(file.Body), file.Body[:min(8, len(file.Body))])
	}
	if printed(file.Body, "Zoë Somebody-Else") {
		t.Error("the certificate seems to hold any name: the check checks nothing")
	}
}

func (s *sight) adminSees(t *testing.T) {
	s.quiet(t)
	s.boss.Click(mark("nav-team"))
	s.boss.Until("the row of the holder says Certified", `[...document.querySelectorAll('`+mark("team-row")+`')].some(r => r.innerText.includes("`+holder+`") && /Certified Browser until/.test(r.innerText) && /^\s*Certified\s*$/m.test(r.innerText))`)
}

func (s *sight) prmReads(t *testing.T) {
	p := s.enter(t, adminEmail)
	p.Open("/app/vendor/keys")
	p.Click("main header button, main .btn.primary")
	p.Type(`dialog[open] input[name="name"]`, "The PRM")
	p.Click(`dialog[open] button[type="submit"]`)
	s.prmKey = strings.TrimSpace(p.Read(mark("api-key"), "lk_"))
	counted := s.caller(s.prmKey).Call(t, "GET", "/prm/v1/headcounts?certification=browser", nil).Want(t, 200)
	if counted.Text(t, "data", 0, "count") != "1" || counted.Text(t, "data", 0, "partner", "external_id") != "SF-1" || len(rows(t, counted, "data")) != 1 {
		t.Errorf("the PRM reads %s", counted.Body)
	}
	p.Open("/app/vendor/headcounts")
	p.Read("main", "Small Partner", "Certified Browser")
}
