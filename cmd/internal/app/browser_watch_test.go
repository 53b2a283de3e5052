package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"laurel/cmd/internal/app"
	"laurel/internal/config"
	"laurel/internal/testkit"
)

// TestAWatchedExamByAppointment goes the whole way in a browser: equipment and name before payment, a slot booked and moved, the
// notice of what is recorded, signals that reach the proctor's page.
func TestAWatchedExamByAppointment(t *testing.T) {
	t.Parallel()
	browser, ok := testkit.Browser(t)
	if !ok {
		return
	}
	h := openHouse(t, config.Settings{}, app.Mode{API: true, Workers: true, Migrate: true})
	s := &sight{vendor: openVendor(t, h), browser: browser}
	exam := examDocument("watched", s.bank, "small", 0)
	exam["delivery"], exam["proctoring"], exam["legal_name_match"], exam["agreement"] = "appointment", "signals", true, "I work alone."
	s.author.Call(t, "POST", "/api/v1/exams", exam).Want(t, 201)
	s.author.Call(t, "POST", "/api/v1/exams/watched/publish", nil).Want(t, 200)
	from := time.Now().UTC().Add(30 * time.Hour).Truncate(time.Hour)
	s.manager.Call(t, "POST", "/api/v1/exams/watched/appointment-windows", object{
		"place": "online", "zone": "Asia/Kolkata", "opens_at": from, "closes_at": from.Add(26 * time.Hour), "slot_minutes": 120, "capacity": 3, "notice_minutes": 60,
	}).Want(t, 201)
	noted := examDocument("noted", s.bank, "small", 0)
	noted["proctoring"], noted["agreement"] = "signals", "I work alone."
	s.author.Call(t, "POST", "/api/v1/exams", noted).Want(t, 201)
	s.author.Call(t, "POST", "/api/v1/exams/noted/publish", nil).Want(t, 200)
	s.hire(t, s.admin, "watcher@acme.example", "proctor")
	s.person = s.candidate(t, "wanda")
	s.tab, s.boss = s.enter(t, "wanda@partner.example"), s.enter(t, "watcher@acme.example")
	s.tab.Expect("/appointment", "/attempts") // no appointment yet, and not its time
	s.prepares(t)
	s.books(t)
	s.isWatched(t)
}

func (s *sight) prepares(t *testing.T) {
	p := s.tab
	p.Open("/app/catalogue/watched")
	p.Read("main", "Not open to you yet", "Check your equipment", "Give the name on your identity document")
	p.Open("/app/catalogue/watched/preparation")
	p.Click(mark("equipment-check"))
	p.Read("main", "Good until")
	p.Type(mark("legal-name"), "Someone Else")
	p.Click(mark("legal-name-submit"))
	p.Read("main", "Differs", "a proctor has confirmed")
	s.judge(t, p, "the preparation")
	s.boss.Open("/app/vendor/exams/watched/appointments")
	s.boss.Read("main", "Names to confirm", "Someone Else", "0 of 39 places taken")
	s.judge(t, s.boss, "the windows")
	testkit.Value[bool](p, `(document.querySelector('`+mark("legal-name")+`').value = '', true)`)
	p.Type(mark("legal-name"), "WANDA, Pérson")
	p.Click(mark("legal-name-submit"))
	p.Read("main", "Agrees", "All is ready.")
	p.Click(mark("prepared"))
	p.Click(mark("pay-submit"))
	p.Read("main", "Choose your appointment", "3 places left")
}

func (s *sight) books(t *testing.T) {
	p := s.tab
	s.judge(t, p, "the slots")
	p.Click(mark("slot"))
	p.Click(mark("slot-take"))
	p.See(mark("appointment"))
	p.Read(mark("appointment"), "Booked", "Asia/Kolkata", "Online")
	s.judge(t, p, "the appointment")
	before := p.Read(mark("appointment"), "Booked")
	p.Click(mark("appointment-move"))
	s.judge(t, p, "the other slots")
	p.Click(mark("slot"))
	p.Click(mark("slot-take"))
	p.Until("it has moved", `document.querySelector('`+mark("appointment")+`').innerText !== `+quote(before))
	p.Click(mark("attempt-begin"))
	p.Read("main", "Your appointment is", "UTC")
	eventually(t, "the letter with its calendar entry", 15*time.Second, func() bool {
		files, _ := filepath.Glob(filepath.Join(strings.TrimPrefix(s.Settings.Mail, "file:"), "*.eml"))
		return slices.ContainsFunc(files, func(f string) bool {
			text, _ := os.ReadFile(f)
			return bytes.Contains(text, []byte("Subject: Your exam appointment has moved")) && bytes.Contains(text, []byte("text/calendar"))
		})
	})
	p.Click(mark("appointment-cancel"))
	p.Click(mark("appointment-cancel-sure"))
	p.Read("main", "Choose your appointment")
}

func (s *sight) isWatched(t *testing.T) {
	p := s.tab
	registration := s.person.Call(t, "POST", "/api/v1/exams/noted/registrations", object{"pay_with": "free"}, key()).Want(t, 201).Text(t, "id")
	p.Open("/app/registrations/" + registration)
	p.Click(mark("attempt-begin"))
	p.See(mark("recording-notice"))
	p.Read("main", "What is recorded while you sit", "never the text")
	s.judge(t, p, "the notice")
	p.Click(mark("agreement-accept"))
	p.Click(mark("agreement-start"))
	p.Read("h1", "Question 1")
	testkit.Value[bool](p, `(window.dispatchEvent(new Event('blur')), document.dispatchEvent(new ClipboardEvent('copy')), window.dispatchEvent(new Event('focus')), true)`)
	attempt := s.person.Call(t, "GET", "/api/v1/registrations/"+registration, nil).Text(t, "attempt")
	s.boss.Open("/app/vendor/exams/noted/room")
	s.boss.Read("main", "Person wanda")
	s.judge(t, s.boss, "the exam room")
	s.boss.Open("/app/vendor/attempts/" + attempt + "/proctoring")
	s.boss.Read(mark("timeline"), "Focus lost", "Copy", "Focus regained", "Innocent causes")
	s.judge(t, s.boss, "the record of a sitting")
}
