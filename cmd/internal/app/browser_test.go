package app_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"laurel/cmd/internal/app"
	"laurel/internal/config"
	"laurel/internal/testkit"
)

// TestTheMainJobInABrowser does it all with a mouse and a keyboard: a partner admin invites somebody, who learns, gets
// a voucher, sits the exam through a lost network, a reload and a second tab, passes, and carries a certificate home;
// the partner admin and the PRM see it. Then every page is judged: by axe-core, at the width of a phone, in the dark.
func TestTheMainJobInABrowser(t *testing.T) {
	t.Parallel()
	browser, ok := testkit.Browser(t)
	if !ok {
		return
	}
	h := openHouse(t, config.Settings{}, app.Mode{API: true, Workers: true, Migrate: true})
	s := &sight{vendor: openVendor(t, h), browser: browser}
	s.offer(t)
	for _, step := range []struct {
		name string
		do   func(t *testing.T)
	}{
		{"the partner admin invites", s.invites}, {"the letter's link", s.joins}, {"lessons and their check", s.learns}, {"a voucher reserved and used", s.pays},
		{"the agreement starts the clock", s.agrees}, {"keys alone", s.byKeys}, {"a lost network", s.offline}, {"unsent answers survive a reload", s.reloads},
		{"a second tab", s.secondTab}, {"all answers stand", s.finishes}, {"the result", s.result}, {"the credential and its PDF", s.certificate},
		{"the partner admin sees it", s.adminSees}, {"the PRM reads it", s.prmReads}, {"every page", s.everyPage},
	} {
		began := time.Now()
		step.do(t) // no subtests: tabs live as long as the test they are opened in
		t.Logf("%-34s %s", step.name, time.Since(began).Round(time.Millisecond))
	}
}

// sight is what the steps hand on.
type sight struct {
	*vendor
	browser           *testkit.Chromium
	boss, tab         *testkit.Tab // the partner admin's and the candidate's
	person            *testkit.Client
	attempt, prmKey   string
	wanted            map[string]object // what was answered, by stem
	enrollment, badge string
}

const (
	holder      = "Zoë Ångström-Nowak"
	holderEmail = "zoe@partner.example"
	bossEmail   = "boss@partner.example"
)

var mark = testkit.Mark

// offer makes what the vendor brings: a track with a checked lesson that opens an exam of all ten items, with an agreement.
func (s *sight) offer(t *testing.T) {
	s.invite(t, s.manager, s.partner, bossEmail, "Boss Partner", "partner_admin")
	s.author.Call(t, "PUT", "/api/v1/certifications/browser", object{"title": "Certified Browser", "level": "associate", "validity_months": 24, "criteria": "Passes the exam.", "roles": []string{"engineer"}}).Want(t, 201)
	exam := examDocument("browser-exam", s.bank, "browser", 15000)
	exam["blueprint"], exam["agreement"] = object{"length": 10}, "I work alone.\n\nI keep the questions to myself."
	s.author.Call(t, "POST", "/api/v1/exams", exam).Want(t, 201)
	s.author.Call(t, "POST", "/api/v1/exams/browser-exam/publish", nil).Want(t, 200)
	s.author.Call(t, "PUT", "/api/v1/courses/rivers", object{"title": "Rivers", "lessons": []object{
		{"key": "springs", "title": "Springs", "minutes": 5, "markdown": "They rise.\n\n| Where | What a long heading for a narrow screen | Why it matters to the reader |\n|---|---|---|\n| hills | springs | because_a_long_word_cannot_be_broken |\n\n```text\na line of code that is longer than any telephone is wide, and must not push the page\n```"},
		{"key": "deltas", "title": "Deltas", "minutes": 5, "markdown": "They end.", "check": object{"pass_percent": 100, "questions": []object{
			{"stem": "Where do they end?", "options": []object{{"text": "In the hills"}, {"text": "In the sea", "correct": true}}, "explanation": "Water runs down."},
		}}},
	}}).Want(t, 201)
	s.author.Call(t, "PUT", "/api/v1/tracks/browser-track", object{"title": "The river track", "job_role": "engineer", "courses": []string{"rivers"}, "opens": []string{"browser-exam"}}).Want(t, 201)
}

// come is somebody's first tab. A stranger's first page asks whether anybody is signed in, and is told no.
func (s *sight) come(t *testing.T) *testkit.Tab {
	t.Helper()
	p := s.browser.Person(t, s.Settings.Base())
	p.Expect("session/refresh")
	return p
}

func (s *sight) enter(t *testing.T, email string) *testkit.Tab {
	t.Helper()
	p := s.come(t)
	p.Open("/sign-in")
	p.Type(mark("sign-in-email"), email)
	p.Type(mark("sign-in-password"), password)
	p.Click(mark("sign-in-submit"))
	p.Until("signed in", `location.pathname.startsWith("/app")`)
	return p
}

// printed tells that a PDF shows the text and says it in its title: fonts are embedded by code point, streams deflated.
func printed(pdf []byte, words string) bool {
	wide := []byte{}
	for _, unit := range utf16.Encode([]rune(words)) {
		wide = binary.BigEndian.AppendUint16(wide, unit)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, wide) {
		return false
	}
	for _, at := range regexp.MustCompile(`stream\r?\n`).FindAllIndex(pdf, -1) {
		if z, err := zlib.NewReader(bytes.NewReader(pdf[at[1]:])); err == nil {
			text, _ := io.ReadAll(z)
			if plain := strings.ReplaceAll(string(text), `\`, ""); strings.Contains(plain, string(wide)) {
				return true
			}
		}
	}
	return false
}
