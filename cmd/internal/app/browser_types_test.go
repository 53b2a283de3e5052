package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"laurel/cmd/internal/app"
	"laurel/exams"
	"laurel/internal/actor"
	"laurel/internal/config"
	"laurel/internal/testkit"
)

// TestEveryItemTypeInABrowser writes an item of each type over the API, with a shared text, pictures and formulas, and answers all of
// them in the player with keys alone. Each page is judged at both widths and in both schemes, and the server holds what was meant.
func TestEveryItemTypeInABrowser(t *testing.T) {
	t.Parallel()
	browser, ok := testkit.Browser(t)
	if !ok {
		return
	}
	h := openHouse(t, config.Settings{}, app.Mode{API: true, Workers: true, Migrate: true})
	s := &sight{vendor: openVendor(t, h), browser: browser}
	all := s.compose(t)
	exam := examDocument("types-exam", s.bank, "small", 0)
	exam["blueprint"] = object{"length": len(all)}
	s.author.Call(t, "POST", "/api/v1/exams", exam).Want(t, 201)
	s.author.Call(t, "POST", "/api/v1/exams/types-exam/publish", nil).Want(t, 200)
	s.person = s.candidate(t, "types")
	s.attempt = sit(t, s.person, s.ready(t, s.person, "types-exam")).Text(t, "id")
	p := s.enter(t, "types@partner.example")
	p.Open("/app/attempts/" + s.attempt)
	p.Click(mark("takeover"))
	p.Read("h1", "Question 1 of")
	for n := range all {
		if n > 0 {
			s.next(p)
		}
		kind := s.answerByKeys(t, p)
		if kind == "" {
			t.Fatalf("the question shows no control: %s", p.Read("main"))
		}
		p.Until("answered: "+kind, `!!document.querySelector('.exammap [aria-current="step"].done')`)
		p.Read(mark("save-status"), "Saved")
		s.judge(t, p, kind)
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{360, 1280} {
				p.Look(width, scheme)
				p.Picture(fmt.Sprintf("%s-%s-%d", kind, scheme, width))
			}
		}
		p.Look(1280, "light")
	}
	s.heldOfTypes(t, all)
}

// composed is an item that was written, and what is right for it by the texts of options.
type composed struct {
	kind, stem string
	right      object
}

func options(texts ...string) []object {
	out := []object{}
	for i, text := range texts {
		out = append(out, object{"id": string(rune('a' + i)), "html": text})
	}
	return out
}

// compose writes the items, lets somebody else approve them, and puts them to work.
func (s *sight) compose(t *testing.T) []composed {
	t.Helper()
	s.bank = s.author.Call(t, "POST", "/api/v1/item-banks", object{"name": "Every type"}).Want(t, 201).Text(t, "id")
	picture := s.author.Call(t, "POST", "/api/v1/item-banks/"+s.bank+"/media?name=map.png", string(plan(t)), "Content-Type: application/octet-stream").Want(t, 201).Text(t, "id")
	shared := s.author.Call(t, "POST", "/api/v1/item-banks/"+s.bank+"/stimuli", object{"title": "The hospital network", "text": "Two sites share a link of 200 Mbit/s. The first holds the archive.\n\nEvery night the second copies **40 GB** of images, so the link is busy for $t = \\frac{40 \\cdot 8}{0.2}$ seconds."}).Want(t, 201).Text(t, "id")
	reviewer := s.hire(t, s.admin, "reviewer@acme.example", "author")
	one := func(kind, stem, stimulus string, content, key object) composed {
		content["stem_html"] = stem
		body := object{"type": kind, "title": kind, "domain": "Alpha", "content": content, "key": key, "rationale": "As the course says."}
		if stimulus != "" {
			body["stimulus"] = stimulus
		}
		item := s.author.Call(t, "POST", "/api/v1/item-banks/"+s.bank+"/items", body).Want(t, 201).Text(t, "id")
		s.author.Call(t, "POST", "/api/v1/items/"+item+"/submit", nil).Want(t, 200)
		reviewer.Call(t, "POST", "/api/v1/items/"+item+"/approve", object{}).Want(t, 200)
		s.author.Call(t, "POST", "/api/v1/item-banks/"+s.bank+"/moves", object{"items": []string{item}, "to": "operational"}).Want(t, 200)
		return composed{kind: kind, stem: stem}
	}
	areas := []object{{"shape": "rect", "coords": []string{"300", "160", "340", "200"}, "value": "1"}}
	return []composed{
		one("single_choice", "For how long is the link busy every night?", shared, object{"options": options("\\(t = 1600\\) s", "\\(t = 160\\) s", "\\(t = 40\\) s")}, object{"accepted": []string{"a"}}),
		one("multiple_response", "Which two would shorten the nightly copy?", shared, object{"choose": 2, "options": options("Compress the images", "Copy only what changed", "A second archive on the first site")}, object{"rule": "canvas_multi", "correct": []string{"a", "b"}}),
		one("true_false", "A switch forwards by address.", "", object{"fixed": true, "options": []object{{"id": "true", "html": "True"}, {"id": "false", "html": "False"}}}, object{"accepted": []string{"true"}}),
		one("matching", "Match each port with its protocol.", "", object{"stems": options("22", "53", "443"), "options": options("SSH", "DNS", "HTTPS", "SMTP")}, object{"pairs": object{"a": "a", "b": "b", "c": "c"}}),
		one("ordering", "Put the steps of a TCP connection in order.", "", object{"options": options("SYN", "SYN-ACK", "ACK")}, object{"order": []string{"a", "b", "c"}}),
		one("numeric", "How long is a cable of 2.5 m?", "", object{"unit_options": []string{"m", "cm"}}, object{"intervals": []object{{"value": "2.5", "fraction": "1"}}, "units": []object{{"name": "m", "factor": "1"}, {"name": "cm", "factor": "0.01"}}}),
		one("short_text", "Which protocol gives addresses?", "", object{}, object{"texts": []object{{"text": "DHCP", "fraction": "1"}}}),
		one("cloze", "<p>A mask of [[mask]] bits leaves [[hosts]] addresses, of which the [[which]] one is the broadcast.</p>", "", object{"blanks": []object{{"id": "mask", "kind": "text"}, {"id": "hosts", "kind": "number"}, {"id": "which", "kind": "choice", "options": options("first", "last")}}},
			object{"blanks": object{"mask": object{"texts": []object{{"text": "24", "fraction": "1"}}}, "hosts": object{"intervals": []object{{"value": "256", "fraction": "1"}}}, "which": object{"accepted": []string{"b"}}}}),
		one("hotspot", "Point at the router.", "", object{"image": object{"media": picture, "width": 640, "height": 360, "alt": "Plan of a network: three boxes joined to a circle in the middle"}, "max_points": 2}, object{"areas": areas}),
		one("essay", "Explain why the plan has one weak point.", "", object{"max_words": 120}, object{}),
		one("file_upload", "Hand in your configuration.", "", object{"upload": object{"max_files": 2, "kinds": []string{"txt", "pdf"}}}, object{}),
	}
}

// plan draws a picture to point at.
func plan(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 360))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{246, 247, 243, 255}), image.Point{}, draw.Src)
	ink := image.NewUniform(color.RGBA{29, 106, 73, 255})
	for _, box := range []image.Rectangle{image.Rect(40, 40, 160, 100), image.Rect(480, 40, 600, 100), image.Rect(260, 280, 380, 340), image.Rect(290, 150, 350, 210), image.Rect(160, 66, 480, 74), image.Rect(316, 74, 324, 280)} {
		draw.Draw(img, box, ink, image.Point{}, draw.Src)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tabTo goes on with Tab until the element has the focus.
func (s *sight) tabTo(t *testing.T, p *testkit.Tab, selector string) {
	t.Helper()
	for range 60 {
		if testkit.Value[bool](p, `document.activeElement.matches(`+quote(selector)+`)`) {
			return
		}
		p.Press(kb.Tab)
	}
	t.Fatalf("Tab does not lead to %s", selector)
}

// choose takes an entry of a list by the keys that type its text.
func (s *sight) choose(t *testing.T, p *testkit.Tab, selector, text string) {
	t.Helper()
	s.tabTo(t, p, selector)
	p.Press(text)
	p.Until(selector+" is "+text, `document.querySelector(`+quote(selector)+`).selectedOptions[0].textContent === `+quote(text))
}

// answerByKeys finds out which control is there and gives the right answer without a mouse.
func (s *sight) answerByKeys(t *testing.T, p *testkit.Tab) string {
	t.Helper()
	there := func(id string) bool {
		return testkit.Value[bool](p, `!!document.querySelector('`+mark(id)+`')`)
	}
	switch stem := p.Read(".stem"); {
	case there("match-1"):
		for i := 1; there(fmt.Sprintf("match-%d", i)); i++ {
			id := fmt.Sprintf("match-%d", i)
			port := strings.TrimSpace(testkit.Value[string](p, `document.querySelector('`+mark(id)+`').labels[0].innerText`))
			s.choose(t, p, mark(id), map[string]string{"22": "SSH", "53": "DNS", "443": "HTTPS"}[port])
		}
		return "matching"
	case there("order-1"):
		s.orderByKeys(t, p)
		return "ordering"
	case there("hotspot"):
		s.pointByKeys(t, p)
		return "hotspot"
	case there("blank-1"):
		s.tabTo(t, p, mark("blank-1"))
		p.Press("24")
		s.tabTo(t, p, mark("blank-2"))
		p.Press("256")
		s.choose(t, p, mark("blank-3"), "last")
		return "cloze"
	case there("numeric-input"):
		s.tabTo(t, p, mark("numeric-input"))
		p.Press("250")
		s.choose(t, p, ".typed select", "cm")
		return "numeric"
	case there("essay-input"):
		s.tabTo(t, p, mark("essay-input"))
		p.Press("All paths lead over one router.")
		p.Read("main", "6 words of at most 120")
		return "essay"
	case there("file-input"):
		s.tabTo(t, p, mark("file-input"))
		testkit.Value[bool](p, `(() => { const d = new DataTransfer(); d.items.add(new File(["interface one"], "router.txt", {type: "text/plain"})); const i = document.querySelector('`+mark("file-input")+`'); i.files = d.files; i.dispatchEvent(new Event("change", {bubbles: true})); return true })()`)
		p.Read(mark("file-row"), "router.txt")
		return "file_upload"
	case there("text-input"):
		s.tabTo(t, p, mark("text-input"))
		p.Press("dhcp")
		return "short_text"
	case strings.HasPrefix(stem, "Which two"):
		for _, text := range []string{"Compress", "Copy only"} {
			p.Press(testkit.Value[string](p, `String(1 + [...document.querySelectorAll('.option')].findIndex(o => o.innerText.includes(`+quote(text)+`)))`))
		}
		p.Read("main", "2 of 2 chosen")
		p.See(mark("stimulus"))
		return "multiple_response"
	case strings.HasPrefix(stem, "For how long"):
		p.Until("formulas are drawn", `document.querySelectorAll('.option math, .stimulus math').length === 4`)
		p.Press(testkit.Value[string](p, `String(1 + [...document.querySelectorAll('.option')].findIndex(o => o.querySelector('.math').dataset.tex === 't = 1600'))`))
		return "single_choice"
	case strings.HasPrefix(stem, "A switch"):
		p.Press("1")
		return "true_false"
	}
	return ""
}

// orderByKeys moves elements up until they stand right.
func (s *sight) orderByKeys(t *testing.T, p *testkit.Tab) {
	t.Helper()
	for at, want := range []string{"SYN", "SYN-ACK", "ACK"} {
		for range 4 {
			now := testkit.Value[int](p, `[...document.querySelectorAll('.orderitem')].findIndex(o => o.querySelector('.rich').innerText.trim() === `+quote(want)+`)`)
			if now == at {
				break
			}
			s.tabTo(t, p, mark(fmt.Sprintf("up-%d", now+1)))
			p.Press(kb.Enter)
			p.Until("moved up", `document.querySelectorAll('.orderitem')[`+fmt.Sprint(now-1)+`].querySelector('.rich').innerText.trim() === `+quote(want))
		}
	}
	if testkit.Value[bool](p, `!!document.querySelector('`+mark("order-keep")+`')`) {
		s.tabTo(t, p, mark("order-keep"))
		p.Press(kb.Enter)
	}
}

// pointByKeys moves the cursor off and back, sets a point, a second one, and takes that back.
func (s *sight) pointByKeys(t *testing.T, p *testkit.Tab) {
	t.Helper()
	s.tabTo(t, p, mark("hotspot"))
	for _, key := range []string{kb.ArrowRight, kb.ArrowLeft, kb.Enter, kb.ArrowDown, kb.ArrowDown, kb.Enter} {
		p.Press(key)
	}
	p.See(mark("spot-remove-2"))
	p.Press(kb.Delete)
	p.Until("one point is left", `document.querySelectorAll('.spots li').length === 1`)
}

// heldOfTypes compares what the server holds with what is right, and finds every right answer scored.
func (s *sight) heldOfTypes(t *testing.T, all []composed) {
	t.Helper()
	seen := s.person.Call(t, "GET", "/api/v1/attempts/"+s.attempt, nil).Want(t, 200)
	if n := len(rows(t, seen, "responses")); n != len(all) {
		t.Fatalf("%d of %d answers are held: %s", n, len(all), seen.Body)
	}
	s.person.Call(t, "POST", "/api/v1/attempts/"+s.attempt+"/submit", object{"epoch": 2}).Want(t, 200)
	s.person.Call(t, "GET", "/api/v1/attempts/"+s.attempt+"/result", nil).Want(t, 200)
	for _, item := range items(t, seen) {
		if kind := text(item["type"]); kind == "essay" || kind == "file_upload" {
			position, _ := strconv.Atoi(text(item["position"]))
			if err := s.Exams.Mark(actor.With(t.Context(), actor.SystemOf("test")), exams.Mark{AttemptID: s.attempt, Position: position, Fraction: "0", Ref: "test " + kind}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if s.count(t, "select count(*) from attempt_results where attempt_id = ? and raw = '9' and max = ?", s.attempt, len(all)) != 1 {
		t.Errorf("not everything that a key can score was right: %s", s.person.Call(t, "GET", "/api/v1/attempts/"+s.attempt, nil).Body)
	}
}
