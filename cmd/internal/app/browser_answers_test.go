package app_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"laurel/internal/testkit"
)

func (s *sight) next(p *testkit.Tab) {
	at := p.Read("h1", "Question")
	p.Click(mark("next-item"))
	p.Until("the next question", `document.querySelector("h1").innerText !== `+quote(at))
}

// nextSingle passes over questions of several clicks: each unsent one may raise the alarm, which covers the page.
func (s *sight) nextSingle(p *testkit.Tab) {
	for s.next(p); testkit.Value[bool](p, `!!document.querySelector('.options input[type="checkbox"]')`); {
		s.next(p)
	}
}

// answerHere gives the right answer to the question in sight and remembers what it was.
func (s *sight) answerHere(t *testing.T, p *testkit.Tab) (stem string) {
	t.Helper()
	stem = p.Read(".stem")
	switch {
	case testkit.Value[bool](p, `!!document.querySelector('`+mark("numeric-input")+`')`):
		p.Type(mark("numeric-input"), "42")
		s.wanted[stem] = object{"number": "42"}
	case testkit.Value[bool](p, `!!document.querySelector('`+mark("text-input")+`')`):
		p.Type(mark("text-input"), "Laurel")
		s.wanted[stem] = object{"text": "Laurel"}
	default:
		texts := []string{}
		for _, n := range testkit.Value[[]string](p, `[...document.querySelectorAll('.option')].filter(o => /right|True/.test(o.innerText)).map(o => o.querySelector('input').dataset.testid)`) {
			if p.See(mark(n)); !testkit.Value[bool](p, `document.querySelector('`+mark(n)+`').checked`) {
				p.Click(mark(n))
			}
			p.Until("chosen", `document.querySelector('`+mark(n)+`').checked`)
			texts = append(texts, n)
		}
		s.wanted[stem] = object{"chosen": len(texts)}
	}
	p.Until("the player counts it as answered: "+stem, `!!document.querySelector('.exammap [aria-current="step"].done')`)
	return stem
}

// held compares what the server holds with the right answer to every question that was answered.
func (s *sight) held(t *testing.T) {
	t.Helper()
	seen := s.person.Call(t, "GET", "/api/v1/attempts/"+s.attempt, nil).Want(t, 200)
	byPosition := map[string]object{}
	for _, r := range rows(t, seen, "responses") {
		byPosition[text(r["position"])] = r
	}
	checked := 0
	for _, item := range items(t, seen) {
		stem := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text(item["stem_html"]), "")
		if _, answered := s.wanted[strings.TrimSpace(stem)]; !answered {
			continue
		}
		checked++
		if want, got := text(answer(t, item)), text(byPosition[text(item["position"])]["response"]); got != want {
			t.Errorf("%s: the server holds %s, answered was %s", stem, got, want)
		}
	}
	if checked != len(s.wanted) {
		t.Fatalf("%d of %d answers could be compared", checked, len(s.wanted))
	}
}

// kept waits until the whole answer is in the browser's own storage: nobody reloads within the blink of an eye after typing.
func (s *sight) kept(p *testkit.Tab) {
	testkit.Value[bool](p, `(async () => {
		const got = r => new Promise((y, n) => { r.onsuccess = () => y(r.result); r.onerror = () => n(r.error) })
		const db = await got(indexedDB.open('laurel', 1)), typed = document.querySelector('.question input.input')?.value
		for (;; await new Promise(r => setTimeout(r, 50))) {
			const all = await got(db.transaction('answers').objectStore('answers').getAll())
			if (all.some(e => typed === undefined ? e.response : Object.values(e.response || {}).includes(typed))) return db.close(), true
		}
	})()`)
}

// shown tells that the question in sight shows its answer.
func (s *sight) shown(t *testing.T, p *testkit.Tab) {
	t.Helper()
	if !testkit.Value[bool](p, `[...document.querySelectorAll('.question input')].some(i => i.checked || (!['radio', 'checkbox'].includes(i.type) && i.value !== ""))`) {
		t.Error("the answer is not shown after the reload")
	}
}

func seconds(t *testing.T, p *testkit.Tab) int {
	t.Helper()
	face := p.Read(mark("timer"), ":")
	left, err := time.ParseDuration(strings.Replace(strings.TrimSpace(face), ":", "m", 1) + "s")
	if err != nil {
		t.Fatalf("the timer shows %q", face)
	}
	return int(left.Seconds())
}
