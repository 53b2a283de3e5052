package app_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"laurel/internal/testkit"
)

func (s *sight) agrees(t *testing.T) {
	s.tab.Read("main", "I work alone.", "I keep the questions to myself.")
	s.judge(t, s.tab, "the agreement")
	s.tab.Click(mark("agreement-accept"))
	s.tab.Click(mark("agreement-start"))
	s.tab.Read("h1", "Question 1 of 10")
	if left := seconds(t, s.tab); left < 540 || left > 600 {
		t.Errorf("of ten minutes %d seconds are left at the start", left)
	}
	s.wanted = map[string]object{}
}

// byKeys answers the first single choice without the mouse: a digit, the arrows, then flag, help and time by letters.
func (s *sight) byKeys(t *testing.T) {
	p := s.tab
	for testkit.Value[int](p, `document.querySelectorAll('.options input[type="radio"]').length`) < 3 {
		at := p.Read("h1", "Question")
		p.Press("n")
		p.Until("the next question", `document.querySelector("h1").innerText !== `+quote(at))
	}
	p.Press("2")
	p.Until("the second is chosen", `document.querySelector('`+mark("option-2")+`').checked`)
	for range 20 {
		if testkit.Value[bool](p, `document.activeElement.matches('.options input')`) {
			break
		}
		p.Press(kb.Tab)
	}
	if focus := testkit.Value[string](p, `document.activeElement.dataset.testid || document.activeElement.outerHTML`); focus != "option-2" {
		t.Errorf("Tab leads to %s, not to the chosen option", focus)
	}
	p.Press(kb.ArrowDown)
	p.Until("the arrow chooses the third", `document.querySelector('`+mark("option-3")+`').checked`)
	// a wrong one stays, so that the right one is a change wherever it is given
	p.Press(testkit.Value[string](p, `String(1 + [...document.querySelectorAll('.option')].findIndex(o => !o.innerText.includes("right")))`))
	p.Until("a wrong one is chosen", `!document.querySelector('.option:has(:checked)').innerText.includes("right")`)
	p.Press("f")
	p.Read("main", "Flagged")
	p.Press("?")
	p.Read("dialog[open]", "next question")
	s.judge(t, p, "the help")
	p.Press(kb.Escape)
	p.Until("the help is closed", `!document.querySelector("dialog[open]")`)
	p.Press("t")
	p.Until("the time left is said", `/minute/.test(document.querySelector('`+mark("announcer")+`').textContent)`)
	p.Press("f")
	p.Until("not flagged", `!document.querySelector("main").innerText.includes("Flagged")`)
	p.Press("r")
	p.Read("h1", "Review")
	s.judge(t, p, "the review")
	p.Click(".exammap .qcell")
	p.Read("h1", "Question 1 of 10")
	p.Read(mark("save-status"), "Saved")
}

// offline answers two questions without any network, is warned, goes on, and finds both saved when it is back.
func (s *sight) offline(t *testing.T) {
	p := s.tab
	s.answerHere(t, p)
	p.Read(mark("save-status"), "Saved")
	s.judge(t, p, "the player")
	p.Expect("ERR_INTERNET_DISCONNECTED")
	p.Cut("")
	s.nextSingle(p)
	s.answerHere(t, p)
	p.Read(mark("save-status"), "1 not yet saved")
	p.Read(mark("offline"), "not reaching")
	s.judge(t, p, "the alarm")
	p.Click(mark("offline-continue"))
	s.next(p)
	s.answerHere(t, p)
	p.Read(mark("save-status"), "2 not yet saved")
	if held := len(rows(t, s.person.Call(t, "GET", "/api/v1/attempts/"+s.attempt, nil).Want(t, 200), "responses")); held > 2 {
		t.Errorf("the network is not cut: the server holds %d answers", held)
	}
	p.Mend()
	p.Read(mark("save-status"), "Saved")
	s.held(t)
}

// reloads answers while saving fails, reloads, and finds the answer unsent, then sent.
func (s *sight) reloads(t *testing.T) {
	p := s.tab
	p.Cut(s.Settings.Base() + "/api/v1/attempts/*/responses*")
	s.nextSingle(p)
	stem := s.answerHere(t, p)
	p.Read(mark("save-status"), "1 not yet saved")
	s.kept(p)
	before := seconds(t, p)
	p.Open("/app/attempts/" + s.attempt)
	p.Read(mark("save-status"), "1 not yet saved")
	if again := testkit.Value[string](p, `document.querySelector(".stem").innerText`); again != stem {
		t.Errorf("after the reload the place is lost: %q, was %q", again, stem)
	}
	if after := seconds(t, p); after > before || before-after > 15 {
		t.Errorf("the clock jumps over a reload, from %d to %d seconds", before, after)
	}
	s.shown(t, p)
	p.Mend()
	p.Read(mark("save-status"), "Saved")
	s.held(t)
}

// secondTab finds an attempt that it did not start, takes it over, which locks the first, and gives it back.
func (s *sight) secondTab(t *testing.T) {
	second := s.tab.Another()
	second.Expect("409") // what the locked tab still had to say
	s.tab.Expect("409")
	second.Open("/app/attempts/" + s.attempt)
	second.Read("h1", "open somewhere else")
	s.judge(t, second, "the offer to take over")
	second.Click(mark("takeover"))
	second.Read(mark("save-status"), "Saved")
	s.tab.Read("h1", "goes on in another place")
	s.judge(t, s.tab, "the locked tab")
	s.next(second)
	s.answerHere(t, second)
	second.Read(mark("save-status"), "Saved")
	s.held(t)
	s.tab.Click(mark("takeover"))
	s.tab.Read(mark("save-status"), "Saved")
	second.Read("h1", "goes on in another place")
}

func (s *sight) finishes(t *testing.T) {
	p := s.tab
	for range 12 {
		s.answerHere(t, p)
		if len(s.wanted) == 10 {
			break
		}
		if strings.Contains(p.Read("h1"), "10 of 10") { // what was passed over before
			p.Click(mark("review"))
			p.Click("main .qcell")
			p.Read("h1", "Question")
			continue
		}
		s.next(p)
	}
	p.Read(mark("save-status"), "Saved")
	s.held(t)
	p.Click(mark("review"))
	p.Read("main", "10 of 10 questions answered")
	p.Click(mark("submit-attempt"))
	p.Click(mark("confirm-submit"))
	p.See(mark("receipt"))
	if n := p.Read(mark("receipt-answered")); n != "10" {
		t.Errorf("the receipt counts %s answers", n)
	}
	s.judge(t, p, "the receipt")
}
