package exams

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func worker(t testing.TB) context.Context {
	return actor.With(t.Context(), actor.SystemOf("worker"))
}

// exec changes rows as no deed does.
func (h *house) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error { return tx.Exec(query, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func (h *house) allForms(t testing.TB, key string) []*Form {
	t.Helper()
	var out []*Form
	err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		return tx.Raw("select "+formFrozen+", uses, state, report from forms where exam_key = ? order by number, id", key).Scan(&out).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func itemsOf(f *Form) []string {
	out := make([]string, len(f.Slots))
	for i, s := range f.Slots {
		out[i] = s.ItemID
	}
	return out
}

// Forms lie ready before anybody starts, and a start takes one that is there.
func TestAStockOfForms(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		h.registered(t, "zoe", "net")
		made, err := h.StockForms(worker(t))
		if err != nil || made != stockSpare+1 {
			t.Fatalf("%d forms, %v", made, err)
		}
		if made, err = h.StockForms(worker(t)); err != nil || made != 0 { // as every deed may run twice
			t.Fatalf("%d forms again, %v", made, err)
		}
		ready := h.allForms(t, "net")
		s := h.sit(t, "ada", "net")
		var formID string
		if err := h.db.Read(worker(t), func(tx *gorm.DB) error {
			return tx.Raw("select form_id from attempts where id = ?", s.ID).Scan(&formID).Error
		}); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(ready, func(f *Form) bool { return f.ID == formID }) {
			t.Error("the attempt has a form that was not ready")
		}
		h.exec(t, "update items set state = 'retired' where id = ?", s.itemOf(t, 1))
		cleared, err := h.ClearStock(worker(t))
		if err != nil || cleared == 0 {
			t.Errorf("%d forms cleared, %v", cleared, err)
		}
		if made, err = h.StockForms(worker(t)); err != nil || made != cleared+1 {
			t.Errorf("%d made for %d cleared and one taken: %v", made, cleared, err)
		}
		for _, f := range h.allForms(t, "net") {
			if f.Uses == 0 && slices.Contains(itemsOf(f), s.itemOf(t, 1)) {
				t.Error("a retired item lies ready")
			}
		}
		// A new version clears what was made of the old one; who sits goes on.
		tag := h.author().Call(t, "GET", "/api/v1/exams/net", nil).Header.Get("ETag")
		var d map[string]any
		h.author().Call(t, "GET", "/api/v1/exams/net", nil).Into(t, &d)
		doc := document("net", d["item_bank"].(string))
		doc["title"] = "Networks two"
		h.author().Call(t, "PUT", "/api/v1/exams/net", doc, "If-Match: "+tag).Want(t, 200)
		h.author().Call(t, "POST", "/api/v1/exams/net/publish", nil).Want(t, 200)
		if _, err = h.StockForms(worker(t)); err != nil || h.count(t, "select count(*) from forms where exam_version = 1 and uses = 0") != 0 {
			t.Errorf("forms of the old version lie ready: %v", err)
		}
		s.save(t, 1, nil).Want(t, 200)
		if _, err := h.CountExposures(worker(t)); err != nil {
			t.Fatal(err)
		}
		// What is counted as lying ready is what lies ready.
		left, want := h.allForms(t, "net"), 0
		for _, f := range left {
			if f.Uses == 0 {
				want += len(f.Slots) + 1
			}
		}
		if n := h.count(t, "select sum(forms) from form_stock"); n != want || h.count(t, "select count(*) from form_stock where forms < 0") != 0 {
			t.Errorf("%d counted, %d ready", n, want)
		}
		if n := h.count(t, "select sum(candidates) from form_exposures where item_id = ''"); n != 1 {
			t.Errorf("%d candidates", n)
		}
	})
}

// itemOf names the item at a position of an attempt, as no candidate can.
func (s *sitting) itemOf(t testing.TB, position int) string {
	t.Helper()
	var item string
	err := s.h.db.Read(worker(t), func(tx *gorm.DB) error {
		var at Sheet
		if err := tx.Raw("select form_id, seed, language from attempts where id = ?", s.ID).Take(&at).Error; err != nil {
			return err
		}
		p, err := s.h.paper(tx, at)
		item = p.Slot(position).ItemID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return item
}

func TestFixedForms(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.bank(t, bankFile(20, "Routing", "Security"))
		h.exec(t, "update items set difficulty = '0.5' where domain = 'Routing'")
		h.exec(t, "update items set difficulty = '0.8' where id in (select id from items where domain = 'Routing' order by id limit 10)")
		h.exec(t, "update items set state = 'pretest' where id in (select id from items where domain = 'Security' order by id limit 4)")
		d := document("net", bank)
		d["forms"] = map[string]any{"mode": "fixed", "count": 3, "max_overlap_percent": 20, "pretest_items": 2, "shuffle": true}
		d["blueprint"].(map[string]any)["difficulty"] = map[string]any{"tolerance": "0.03"}
		d["retake"] = map[string]any{}
		h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201)
		h.author().Call(t, "POST", "/api/v1/exams/net/publish", nil).Want(t, 200)
		h.author().Call(t, "POST", "/api/v1/exams/net/publish", nil).Want(t, 200)
		forms := h.allForms(t, "net")
		if len(forms) != 3 {
			t.Fatalf("%d forms", len(forms))
		}
		for i, f := range forms {
			if len(f.Slots) != 12 || f.Number != i+1 {
				t.Errorf("form %d has %d items", f.Number, len(f.Slots))
			}
			pretest := 0
			for _, s := range f.Slots {
				if s.Pretest {
					pretest++
				}
			}
			if pretest != 2 {
				t.Errorf("%d unscored items", pretest)
			}
			for _, g := range forms[:i] {
				shared := 0
				for _, s := range f.Slots {
					if !s.Pretest && slices.Contains(itemsOf(g), s.ItemID) {
						shared++
					}
				}
				if shared > 2 {
					t.Errorf("forms %d and %d share %d", f.Number, g.Number, shared)
				}
			}
			if sum, err := f.sum(); err != nil || sum != f.SHA256 {
				t.Errorf("the hash of form %d does not come again: %v", f.Number, err)
			}
		}
		// Each candidate meets each form once before any twice, and candidates are spread over the forms.
		met := map[string]int{}
		for range 4 {
			s := h.sit(t, "ada", "net")
			if len(s.items()) != 12 || s.Length != 12 {
				t.Errorf("%d items shown, %d said", len(s.items()), s.Length)
			}
			s.answerAll(t, 0)
			s.submit(t).Want(t, 200)
			r := h.result(t, s.ID)
			if r.Max != 10 || len(r.Items) != 12 || h.rescore(t, s.ID).Raw != r.Raw {
				t.Errorf("%d points of %d items", r.Max, len(r.Items))
			}
			var formID string
			_ = h.db.Read(worker(t), func(tx *gorm.DB) error {
				return tx.Raw("select form_id from attempts where id = ?", s.ID).Scan(&formID).Error
			})
			met[formID]++
		}
		if len(met) != 3 {
			t.Errorf("%v", met)
		}
		for i := range 8 {
			h.sit(t, "p"+strconv.Itoa(i), "net")
		}
		for _, f := range h.allForms(t, "net") {
			if f.Uses != 4 {
				t.Errorf("form %d was used %d times of 12", f.Number, f.Uses)
			}
		}
		if n, err := h.StockForms(worker(t)); err != nil || n != 0 {
			t.Errorf("%d forms made for candidates: %v", n, err)
		}
		for range 2 { // counting twice counts once
			if _, err := h.CountExposures(worker(t)); err != nil {
				t.Fatal(err)
			}
		}
		if n := h.count(t, "select sum(candidates) from form_exposures where item_id <> ''"); n != 12*12 {
			t.Errorf("%d items seen by 12 candidates", n)
		}
		h.exec(t, "update forms set state = 'retired', retired_at = made_at where exam_key = 'net'")
		registration := h.registered(t, "late", "net")
		h.person("late").Call(t, "POST", "/api/v1/registrations/"+registration+"/attempts", nil).Refused(t, 409, "form_unavailable")
		if h.count(t, "select count(*) from registrations where id = ? and state = 'ready'", registration) != 1 {
			t.Error("the registration was used up")
		}
	})
}

// What points items have is what they add, and unscored ones add nothing.
func TestUnscoredItemsAreShownAndNotScored(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.bank(t, bankFile(15, "Routing", "Security"))
		h.exec(t, "update items set state = 'pretest' where id in (select id from items where domain = 'Routing' order by id limit 5)")
		d := document("net", bank)
		d["forms"] = map[string]any{"pretest_items": 5}
		h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201)
		h.author().Call(t, "POST", "/api/v1/exams/net/publish", nil).Want(t, 200)
		s := h.sit(t, "ada", "net")
		if len(s.items()) != 15 || strings.Contains(string(s.call(t, "GET", "", nil).Body), "pretest") {
			t.Errorf("%d items", len(s.items()))
		}
		for _, it := range s.items() {
			s.save(t, it.Position, right(it)).Want(t, 200)
		}
		s.submit(t).Want(t, 200)
		r := h.result(t, s.ID)
		unscored := 0
		for _, it := range r.Items {
			if it.Pretest {
				unscored++
			}
		}
		if r.Raw != "10" || r.Max != 10 || unscored != 5 || r.Decision != Pass {
			t.Errorf("%+v", r)
		}
	})
}

// A bank that does not suffice is refused at publishing, at the member that asks for it.
func TestPublishingNamesWhatTheBankLacks(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.bank(t, bankFile(10, "Routing", "Security"))
		for name, c := range map[string]struct{ member, value, field, code string }{
			"pretest":  {"forms", `{"pretest_items": 3}`, "forms.pretest_items", "too_few_items"},
			"overlap":  {"forms", `{"mode": "fixed", "count": 3, "max_overlap_percent": 10}`, "forms.max_overlap_percent", "unreachable"},
			"uses":     {"forms", `{"mode": "fixed", "count": 4, "exposure_cap_percent": 25}`, "forms.exposure_cap_percent", "too_few_items"},
			"anchor":   {"forms", `{"mode": "fixed", "count": 2, "anchors": ["itm_none"]}`, "forms.anchors", "unusable"},
			"level":    {"blueprint", `{"length": 10, "cognitive_levels": [{"name": "recall", "weight": 1}]}`, "blueprint.cognitive_levels[0]", "too_few_items"},
			"language": {"languages", `["en", "de"]`, "languages[1]", "untranslated"},
		} {
			d := document("lack-"+name, bank)
			d[c.member] = jsonOf(t, c.value)
			h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201)
			refused := h.author().Call(t, "POST", "/api/v1/exams/lack-"+name+"/publish", nil).Refused(t, 422, "not_publishable")
			var problem struct {
				Errors []struct{ Field, Code, Detail string }
			}
			refused.Into(t, &problem)
			if len(problem.Errors) == 0 || problem.Errors[0].Field != c.field || problem.Errors[0].Code != c.code || len(problem.Errors[0].Detail) < 20 {
				t.Errorf("%s: %s", name, refused.Body)
			}
		}
		if n := h.count(t, "select count(*) from forms"); n != 0 {
			t.Errorf("%d forms are left of what was refused", n)
		}
	})
}

// polyglot is a bank in which every item has a German version, but for some.
type polyglot struct {
	Bank
	misses func(version string) bool
}

func (p polyglot) Contents(ctx context.Context, tx *gorm.DB, versions []string, language string) (map[string]items.Content, error) {
	all, err := p.Bank.Contents(ctx, tx, versions, "")
	if language == "" {
		return all, err
	}
	out := map[string]items.Content{}
	for version, c := range all {
		if !p.misses(version) {
			c.StemHTML = language + " " + c.StemHTML
			out[version] = c
		}
	}
	return out, err
}

func TestFormsInSeveralLanguages(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.Service.bank = polyglot{h.Service.bank, func(string) bool { return false }}
		h.exam(t, "net", map[string]any{"languages": []string{"en", "de"}, "forms": map[string]any{"mode": "fixed", "count": 1}})
		h.person("eva").Call(t, "POST", "/api/v1/exams/net/registrations", map[string]any{"pay_with": "free", "locale": "fr"}, "Idempotency-Key: "+newKey()).Want(t, 422)
		sitIn := func(person, locale string) *sitting {
			body := map[string]any{"pay_with": "free"}
			if locale != "" {
				body["locale"] = locale
			}
			id := h.person(person).Call(t, "POST", "/api/v1/exams/net/registrations", body, "Idempotency-Key: "+newKey()).Want(t, 201).Text(t, "id")
			s := &sitting{h: h, person: person, seq: map[int]int64{}}
			h.person(person).Call(t, "POST", "/api/v1/registrations/"+id+"/attempts", nil).Want(t, 201).Into(t, &s.AttemptView)
			return s
		}
		german, english, plain := sitIn("ada", "DE"), sitIn("bob", "en"), sitIn("cat", "")
		for i, it := range german.items() {
			if it.StemHTML != "de "+english.items()[i].StemHTML || plain.items()[i].StemHTML != english.items()[i].StemHTML {
				t.Fatalf("position %d: %q and %q", i+1, it.StemHTML, english.items()[i].StemHTML)
			}
		}
		if german.itemOf(t, 3) != english.itemOf(t, 3) {
			t.Error("the languages of a form differ in items")
		}
		for _, it := range german.items() {
			german.save(t, it.Position, right(it)).Want(t, 200)
		}
		german.submit(t).Want(t, 200)
		if r := h.result(t, german.ID); r.Raw != "10" {
			t.Errorf("%s of 10 by the same keys", r.Raw)
		}
	})
}

func TestAuthorsSeeAndRetireForms(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.bank(t, bankFile(30, "Routing", "Security"))
		d := document("net", bank)
		d["forms"] = map[string]any{"mode": "fixed", "count": 2, "max_overlap_percent": 10}
		h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201)
		h.author().Call(t, "POST", "/api/v1/exams/net/forms", nil).Want(t, 404)
		h.author().Call(t, "POST", "/api/v1/exams/net/publish", nil).Want(t, 200)
		once := "Idempotency-Key: " + newKey()
		made := h.author().Call(t, "POST", "/api/v1/exams/net/forms", nil, once).Want(t, 201)
		again := h.author().Call(t, "POST", "/api/v1/exams/net/forms", nil, once).Want(t, 201)
		if string(made.Body) != string(again.Body) {
			t.Error("the same key made other forms")
		}
		var v EditionView
		h.author().Call(t, "GET", "/api/v1/exams/net/forms", nil).Want(t, 200).Into(t, &v)
		if len(v.Data) != 4 || len(v.Overlap) != 4 {
			t.Fatalf("%d forms, %v", len(v.Data), v.Overlap)
		}
		for i, f := range v.Data {
			if f.Number != 4-i || f.ScoredItems != 10 || f.Overlap(v, i) > 1 || f.Seed != "" || f.Expected == "" || len(f.Domains) != 2 {
				t.Errorf("%+v", f)
			}
		}
		// The bank does not hold a fifth and sixth of a bound that low.
		for range 3 {
			if a := h.author().Call(t, "POST", "/api/v1/exams/net/forms", nil); a.Status == 422 {
				a.Refused(t, 422, "not_publishable")
			}
		}
		var whole FormView
		h.author().Call(t, "GET", "/api/v1/forms/"+v.Data[0].ID, nil).Want(t, 200).Into(t, &whole)
		if len(whole.Slots) != 10 || whole.Slots[0].ItemID == "" || strings.Contains(string(h.author().Call(t, "GET", "/api/v1/forms/"+v.Data[0].ID, nil).Body), "stem") {
			t.Errorf("%+v", whole)
		}
		h.author().Call(t, "POST", "/api/v1/forms/"+whole.ID+"/retire", map[string]any{"reason": ""}).Want(t, 422)
		for range 2 {
			if got := h.author().Call(t, "POST", "/api/v1/forms/"+whole.ID+"/retire", map[string]any{"reason": "It was seen on a board."}).Want(t, 200); got.Text(t, "state") != "retired" || got.Text(t, "seed") == "" {
				t.Errorf("%s", got.Body)
			}
		}
		if n := h.count(t, "select count(*) from audit_entries where action = 'form.retired'"); n != 1 {
			t.Errorf("%d entries", n)
		}
		h.author().Call(t, "GET", "/api/v1/forms/frm_none", nil).Want(t, 404)
		h.person("ada").Call(t, "GET", "/api/v1/forms/"+whole.ID, nil).Refused(t, 403, "role_missing")
		h.person("ada").Call(t, "GET", "/api/v1/exams/net/forms", nil).Refused(t, 403, "role_missing")
		h.exam(t, "each", nil)
		h.author().Call(t, "POST", "/api/v1/exams/each/forms", nil).Refused(t, 409, "per_candidate")
		if n, err := h.StockForms(worker(t)); err != nil || n != stockSpare {
			t.Errorf("%d forms, %v", n, err)
		}
		if ready := h.author().Call(t, "GET", "/api/v1/exams/each/forms", nil).Want(t, 200).Text(t, "ready"); ready != strconv.Itoa(stockSpare) {
			t.Errorf("%s forms ready", ready)
		}
	})
}

// Overlap is the most that a form of a page shares with any other.
func (f FormView) Overlap(v EditionView, i int) int {
	most := 0
	for j, n := range v.Overlap[i] {
		if j != i {
			most = max(most, n)
		}
	}
	return most
}
