package app_test

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"laurel/cmd/internal/app"
	"laurel/internal/actor"
	"laurel/internal/config"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// aScript is the smallest check script that says something: it prints the text, whatever was handed in.
func aScript(says string) []byte {
	section := func(id byte, body ...byte) []byte {
		return append(binary.AppendUvarint([]byte{id}, uint64(len(body))), body...)
	}
	name := func(s string) []byte { return append([]byte{byte(len(s))}, s...) }
	join := func(parts ...[]byte) (out []byte) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	data := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, 8), uint32(len(says)))
	data = append(data, says...)
	return join([]byte("\x00asm\x01\x00\x00\x00"),
		section(1, 2, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f, 0x60, 0, 0),
		section(2, join([]byte{1}, name("wasi_snapshot_preview1"), name("fd_write"), []byte{0, 0})...),
		section(3, 1, 1), section(5, 1, 0, 1),
		section(7, join([]byte{2}, name("_start"), []byte{0, 1}, name("memory"), []byte{2, 0})...),
		section(10, 1, 14, 0, 0x41, 1, 0x41, 0, 0x41, 1, 0x41, 0xe8, 0x07, 0x10, 0, 0x1a, 0x0b),
		section(11, join([]byte{1, 0, 0x41, 0, 0x0b}, binary.AppendUvarint(nil, uint64(len(data))), data)...))
}

// TestMarkingInABrowser goes from an essay and a lab to a released result: the lab is graded by its script, the essay by two who
// do not see each other, and by a third where they differ. Every page of it is judged.
func TestMarkingInABrowser(t *testing.T) {
	t.Parallel()
	browser, ok := testkit.Browser(t)
	if !ok {
		return
	}
	h := openHouse(t, config.Settings{}, app.Mode{API: true, Workers: true, Migrate: true})
	s := &sight{vendor: openVendor(t, h), browser: browser}
	essay, lab := s.offerMarked(t)
	ada := s.candidate(t, "ada")
	attempt := s.sitMarked(t, ada)

	for _, name := range []string{"gil", "uma", "tom"} {
		s.hire(t, s.admin, name+"@acme.example", "grader")
	}
	gil, tom := s.enter(t, "gil@acme.example"), s.enter(t, "tom@acme.example")
	gil.Open("/app/vendor/marking")
	gil.See(mark("marking-row"))
	s.judge(t, gil, "the queue")
	gil.Click(mark("marking-next"))
	gil.Read(mark("marking-response"), "Longest prefix wins.")
	s.judge(t, gil, "the desk")
	gil.Press("2")
	gil.Press("3")
	gil.Until("both are chosen by keys", `document.querySelectorAll(".markrubric input:checked").length === 2`)
	gil.Click(mark("marking-give"))
	gil.Read("h1", "Marked")
	s.judge(t, gil, "what was marked")

	uma := s.signIn(t, "uma@acme.example")
	task := uma.Call(t, "POST", "/api/v1/marking/claims", object{}).Want(t, 201).Text(t, "id")
	uma.Call(t, "PUT", "/api/v1/marking/tasks/"+task+"/mark", object{"marks": object{"argument": "none", "form": "poor"}, "comment": "Off the point."}).Want(t, 200)
	tom.Open("/app/vendor/marking")
	tom.Click(mark("marking-claim"))
	tom.Read("main", "The marks that differ", "Off the point.")
	s.judge(t, tom, "the adjudication")
	tom.Click(mark("level-argument-full"))
	tom.Click(mark("level-form-good"))
	tom.Click(mark("marking-give"))
	tom.Read("h1", "Marked")

	eventually(t, "the result", 20*time.Second, func() bool {
		return ada.Call(t, "GET", attempt+"/result", nil).Want(t, 200).Text(t, "state") == "released"
	})
	if r := ada.Call(t, "GET", attempt+"/result", nil); r.Text(t, "decision") != "pass" { // 1 + 3/4 + 1 of 3
		t.Errorf("%s", r.Body)
	}
	boss := s.enter(t, adminEmail)
	boss.Expect("/rubric", "/lab") // of the items that have none
	s.sweep(t, boss, "/app/vendor/marking", "/app/vendor/marking/record", "/app/vendor/marking/agreement", "/app/vendor/exams/marked-exam/marking",
		"/app/vendor/items/"+essay+"/rubric", "/app/vendor/items/"+lab+"/rubric", "/app/vendor/items/"+lab+"/lab", "/app/vendor/items/"+essay+"/lab", "/app/vendor/labs")
	s.worksInALab(t)
}

// offerMarked makes an exam of a choice, an essay with its rubric, and a lab with its script.
func (s *sight) offerMarked(t *testing.T) (essay, lab string) {
	t.Helper()
	bank := s.author.Call(t, "POST", "/api/v1/item-banks", object{"name": "Marked bank"}).Want(t, 201).Text(t, "id")
	s.author.Call(t, "POST", "/api/v1/item-banks/"+bank+"/imports?format=gift", "// [id:c]\n::c::Pick the right one. {=right c ~wrong c}\n\n// [id:e]\n::e::Which route does a router choose, and why? {}\n\n// [id:l]\n::l::Give the host its address. {}\n", "Content-Type: text/plain").Want(t, 201)
	for _, item := range rows(t, s.author.Call(t, "GET", "/api/v1/item-banks/"+bank+"/items", nil).Want(t, 200), "data") {
		switch item["external_id"] {
		case "e":
			essay = text(item["id"])
		case "l":
			lab = text(item["id"])
		}
	}
	err := s.DB.Tx(actor.With(context.Background(), actor.SystemOf("test")), func(tx *store.Handle) error {
		return tx.Exec("update items set type = 'lab' where id = ?", lab).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	level := func(key, title string, points int) object {
		return object{"key": key, "title": title, "points": points}
	}
	s.author.Call(t, "PUT", "/api/v1/items/"+essay+"/rubric", object{"title": "Routing, explained", "criteria": []object{
		{"key": "argument", "title": "The rule is named and reasoned", "guidance": "Longest prefix first.", "levels": []object{level("none", "Not named", 0), level("full", "Named and reasoned", 6)}},
		{"key": "form", "title": "Reads well", "levels": []object{level("poor", "Hard to follow", 0), level("fair", "Can be followed", 2), level("good", "Clear", 4)}},
	}}).Want(t, 200)
	module := s.author.Call(t, "POST", "/api/v1/lab-modules", aScript(`[{"name":"address","passed":true},{"name":"route","passed":false,"detail":"no default route"}]`)).Want(t, 201).Text(t, "sha256")
	s.author.Call(t, "PUT", "/api/v1/items/"+lab+"/lab", object{"grading": "script", "module": module, "tasks": []object{
		{"key": "net", "title": "Address the host", "points": 3, "checks": []string{"address"}}, {"key": "route", "title": "Give it a route", "points": 1, "checks": []string{"route", "address"}},
	}}).Want(t, 200)
	exam := examDocument("marked-exam", bank, "small", 15000)
	exam["blueprint"] = object{"length": 3}
	s.author.Call(t, "POST", "/api/v1/exams", exam).Want(t, 201)
	s.author.Call(t, "PUT", "/api/v1/exams/marked-exam/marking-rule", object{"mode": "double_blind", "tolerance_points": 2}).Want(t, 200)
	s.author.Call(t, "POST", "/api/v1/exams/marked-exam/publish", nil).Want(t, 200)
	return essay, lab
}

// sitMarked answers all three over HTTP and gives the address of the attempt, whose result waits for marks.
func (s *sight) sitMarked(t *testing.T, who *testkit.Client) string {
	t.Helper()
	a := sit(t, who, s.ready(t, who, "marked-exam"))
	path, epoch := "/api/v1/attempts/"+a.Text(t, "id"), a.Get(t, "epoch")
	responses := []object{}
	for _, item := range items(t, a) {
		var response object
		switch item["type"] {
		case "essay":
			response = object{"text": "Longest prefix wins.\n\nA more specific route says more about where the packet goes."}
		case "lab":
			opened := who.Call(t, "POST", path+"/labs", object{"position": item["position"]}).Want(t, 201).Text(t, "id")
			who.Call(t, "PUT", "/api/v1/labs/"+opened+"/work", object{"text": "ip addr add 10.0.0.1/24 dev eth0"}).Want(t, 200)
			response = object{"lab": opened}
		default:
			response = answer(t, item)
		}
		responses = append(responses, object{"position": item["position"], "seq": 1, "response": response})
	}
	who.Call(t, "PUT", path+"/responses", object{"epoch": epoch, "responses": responses}).Want(t, 200)
	who.Call(t, "POST", path+"/submit", object{"epoch": epoch}).Want(t, 200)
	if r := who.Call(t, "GET", path+"/result", nil).Want(t, 200); r.Text(t, "state") != "pending_marking" {
		t.Errorf("%s", r.Body)
	}
	s.quiet(t)
	return path
}

// worksInALab opens, does and hands in a lab in the player.
func (s *sight) worksInALab(t *testing.T) {
	t.Helper()
	bo := s.candidate(t, "bo")
	registration := s.ready(t, bo, "marked-exam")
	p := s.enter(t, "bo@partner.example")
	p.Expect("types/essay.js")
	p.Open("/app/registrations/" + registration)
	p.Read("main", "Total") // the order comes later and moves what is beside it
	p.Click(mark("attempt-begin"))
	p.Until("the first question", `!!document.querySelector("h1")?.innerText.includes("Question 1 of 3")`)
	for n := 1; !testkit.Value[bool](p, `!!document.querySelector('`+mark("lab-open")+`')`); n++ {
		if n > 3 {
			t.Fatal("no question is a lab")
		}
		at := p.Read("h1", "Question")
		p.Click(mark("next-item"))
		p.Until("the next question", `document.querySelector("h1").innerText !== `+quote(at))
	}
	p.Click(mark("lab-open"))
	p.Until("it is ready", `document.querySelector('`+mark("lab-state")+`')?.dataset.state === "ready"`)
	p.Type(mark("lab-text"), "ip addr add 10.0.0.1/24 dev eth0")
	p.Read(mark("lab-saved"), "Saved")
	s.judge(t, p, "the lab")
	p.Click(mark("lab-hand-in"))
	p.Click(mark("lab-hand-in-sure"))
	p.Until("it is handed in", `document.querySelector('`+mark("lab-state")+`')?.dataset.state === "handed_in"`)
	if n := s.count(t, "select count(*) from lab_sessions where state = 'handed_in' and work like 'ip addr%'"); n != 1 {
		t.Errorf("%d labs are handed in with their work", n)
	}
}
