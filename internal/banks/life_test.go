package banks

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

type object = map[string]any

// choice is a single choice as an author sends it.
func choice(stem string) object {
	return object{
		"type": "single_choice", "title": "Ports", "domain": "Routing", "tags": []string{"tcp"}, "references": []string{"RFC 9293"}, "cognitive_level": "apply", "difficulty": "0.7",
		"content": object{"stem_html": stem, "options": []object{{"id": "a", "html": "one"}, {"id": "b", "html": "two"}, {"id": "c", "html": "three"}}},
		"key":     object{"accepted": []string{"b"}}, "rationale": "Because.",
	}
}

func (h *house) secondPersonBank(t *testing.T) string {
	t.Helper()
	return h.author().Call(t, "POST", "/api/v1/item-banks", object{"name": "Careful", "review": "second_person"}).Want(t, 201).Text(t, "id")
}

func (h *house) pool(t *testing.T, bank string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := h.db.Read(as(t, "system:test"), func(tx *gorm.DB) error {
		pool, err := h.Pool(t.Context(), tx, bank)
		for _, d := range pool {
			out[d.ID] = d.VersionID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestLife takes an item from draft to retired, and a second version of it past the first while that is drawn.
func TestLife(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank, oz := h.secondPersonBank(t), h.app.As("author:oz")
		made := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/items", choice(`Which <b>port</b>?<script>x</script>`)).Want(t, 201)
		path, first := made.Header.Get("Location"), made.Text(t, "version")
		item := made.Text(t, "id")
		if made.Text(t, "state") != "draft" || strings.Contains(string(made.Body), "script") || made.Text(t, "references", 0) != "RFC 9293" {
			t.Fatalf("%s", made.Body)
		}
		post := func(c *testkit.Client, what string) testkit.Answer { return c.Call(t, "POST", path+"/"+what, nil) }
		move := func(to string) testkit.Answer {
			return h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/moves", object{"items": []string{item}, "to": to})
		}
		post(oz, "approve").Refused(t, 409, "wrong_state")
		unread := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/items", choice("Unread?")).Want(t, 201).Text(t, "id")
		around := func(to string) testkit.Answer {
			return h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/moves", object{"items": []string{unread}, "to": to})
		}
		around("retired").Want(t, 200)
		around("approved").Refused(t, 409, "wrong_state")
		move("operational").Refused(t, 409, "wrong_state")
		post(h.author(), "submit").Want(t, 200)
		post(h.author(), "submit").Refused(t, 409, "wrong_state")
		post(h.author(), "approve").Refused(t, 409, "second_person_required")
		oz.Call(t, "POST", path+"/decline", object{"comment": "Name the protocol."}).Want(t, 200)
		if got := h.author().Call(t, "GET", path, nil); got.Text(t, "state") != "draft" || got.Text(t, "versions", 0, "comment") != "Name the protocol." {
			t.Fatalf("%s", got.Body)
		}
		post(h.author(), "submit").Want(t, 200)
		post(oz, "approve").Want(t, 200)
		if len(h.pool(t, bank)) != 0 {
			t.Error("an approved item is drawn before anybody put it to use")
		}
		move("pretest").Want(t, 200)
		move("pretest").Want(t, 200)
		move("operational").Want(t, 200)
		if h.pool(t, bank)[item] != first {
			t.Error("the operational item is not drawn")
		}
		t.Run("another version", func(t *testing.T) {
			etag := h.author().Call(t, "GET", path, nil).Header.Get("ETag")
			h.author().Call(t, "PUT", path, choice("Which port, then?")).Refused(t, 428, "version_missing")
			changed := h.author().Call(t, "PUT", path, choice("Which port, then?"), "If-Match: "+etag).Want(t, 200)
			h.author().Call(t, "PUT", path, choice("Which?"), "If-Match: "+etag).Refused(t, 412, "version_stale")
			second := changed.Text(t, "version")
			if h.pool(t, bank)[item] != first || changed.Text(t, "state") != "operational" || changed.Text(t, "live_version") != first {
				t.Fatalf("%s", changed.Body)
			}
			post(h.author(), "submit").Want(t, 200)
			post(oz, "approve").Want(t, 200)
			if h.pool(t, bank)[item] != second {
				t.Error("the approved version is not drawn")
			}
		})
		t.Run("enemies", func(t *testing.T) {
			other := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/items", choice("Another?")).Want(t, 201).Text(t, "id")
			h.author().Call(t, "PUT", path+"/enemies", object{"enemies": []string{item}}).Refused(t, 422, "invalid_input")
			h.author().Call(t, "PUT", path+"/enemies", object{"enemies": []string{other}}).Want(t, 200)
			h.author().Call(t, "PUT", path+"/enemies", object{"enemies": []string{other}}).Want(t, 200)
			if back := h.author().Call(t, "GET", "/api/v1/items/"+other, nil).Want(t, 200); back.Text(t, "enemies", 0) != item {
				t.Errorf("%s", back.Body)
			}
		})
		move("retired").Want(t, 200)
		if len(h.pool(t, bank)) != 0 {
			t.Error("a retired item is drawn")
		}
		for name, c := range map[string]object{
			"no stem": {"content": object{"options": []object{}}}, "unknown member": {"content": object{"stem_html": "x", "answer": "b"}}, "key of nobody": {"key": object{"accepted": []string{"z"}}},
			"difficulty": {"difficulty": "1.5"}, "stimulus": {"stimulus": "stm_none"},
		} {
			t.Run(name, func(t *testing.T) {
				body := choice("Which?")
				for k, v := range c {
					body[k] = v
				}
				before := h.count(t, "select count(*) from item_versions")
				h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/items", body).Refused(t, 422, "invalid_input")
				if h.count(t, "select count(*) from item_versions") != before {
					t.Error("something was kept")
				}
			})
		}
		h.person("ada").Call(t, "GET", path, nil).Refused(t, 403, "role_missing")
	})
}

// TestKeyChanges proposes keys; only what somebody else adopts scores.
func TestKeyChanges(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.secondPersonBank(t)
		version := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/items", choice("Which?")).Want(t, 201).Text(t, "version")
		path := "/api/v1/item-versions/" + version + "/keys"
		key := func() VersionKey {
			var all []VersionKey
			err := h.db.Read(as(t, "system:test"), func(tx *gorm.DB) (err error) {
				all, err = h.Keys(t.Context(), tx, []string{version})
				return err
			})
			if err != nil || len(all) != 1 {
				t.Fatalf("%v %v", all, err)
			}
			return all[0]
		}
		decide := func(who string, number int, to KeyState) error {
			return h.db.Tx(as(t, who), func(tx *gorm.DB) error { return h.Decide(as(t, who), tx, version, number, to) })
		}
		h.author().Call(t, "POST", path, object{"key": object{"accepted": []string{"z"}}, "reason": "x"}).Refused(t, 422, "invalid_input")
		h.author().Call(t, "POST", path, object{"key": object{"accepted": []string{"b", "c"}}, "reason": "Three is right as well."}).Want(t, 201)
		h.author().Call(t, "POST", path, object{"effect": "credit_all", "reason": "y"}).Refused(t, 409, "key_proposed")
		if key().Number != 1 {
			t.Error("a proposed key scores")
		}
		if err := decide("author:eve", 2, KeyAdopted); faultCode(err) != "second_person_required" {
			t.Errorf("her own: %v", err)
		}
		if err := decide("author:oz", 2, KeyAdopted); err != nil {
			t.Fatal(err)
		}
		if err := decide("author:eve", 2, KeyAdopted); faultCode(err) != "wrong_state" {
			t.Errorf("again: %v", err)
		}
		if k := key(); k.Number != 2 || !strings.Contains(k.Key, `"c"`) || k.Effect != ByKey {
			t.Errorf("%+v", k)
		}
		h.author().Call(t, "POST", path, object{"effect": "credit_all", "reason": "Nobody can know."}).Want(t, 201)
		if err := decide("author:oz", 3, KeyDeclined); err != nil || key().Number != 2 {
			t.Errorf("declined: %v %+v", err, key())
		}
		if err := decide("author:oz", 9, KeyAdopted); faultCode(err) != "not_found" {
			t.Errorf("%v", err)
		}
	})
}

// TestLanguages keeps an item and the text it stands on in another language, and gives out what a second person reviewed.
func TestLanguages(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank, oz := h.secondPersonBank(t), h.app.As("author:oz")
		text := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/stimuli", object{"title": "The site", "text": "A **site** of two."}).Want(t, 201)
		if text.Text(t, "html") != "<p>A <strong>site</strong> of two.</p>" {
			t.Errorf("%s", text.Body)
		}
		body := choice("Which?")
		body["stimulus"] = text.Text(t, "id")
		version := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/items", body).Want(t, 201).Text(t, "version")
		contents := func(language string) map[string]items.Content {
			var out map[string]items.Content
			err := h.db.Read(as(t, "system:test"), func(tx *gorm.DB) (err error) {
				out, err = h.Contents(t.Context(), tx, []string{version}, language)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if c := contents("")[version]; c.Stimulus == nil || c.Stimulus.Title != "The site" {
			t.Errorf("%+v", c.Stimulus)
		}
		path := "/api/v1/item-versions/" + version + "/translations/de"
		half := object{"stem_html": "Welcher?", "options": object{"a": "eins", "b": "zwei"}}
		h.author().Call(t, "PUT", path, half).Refused(t, 422, "invalid_input")
		half["options"] = object{"a": "eins", "b": "zwei", "c": "drei<script>"}
		h.author().Call(t, "PUT", path, half).Want(t, 200)
		h.author().Call(t, "PUT", path, half).Want(t, 200)
		h.author().Call(t, "PUT", "/api/v1/stimuli/"+text.Text(t, "id")+"/translations/de", object{"title": "Der Standort", "text": "Zwei."}).Want(t, 200)
		if len(contents("de")) != 0 {
			t.Error("nobody reviewed it and it is delivered")
		}
		for _, subject := range []string{version, text.Text(t, "id")} {
			h.author().Call(t, "POST", "/api/v1/translations/"+subject+"/de/review", nil).Refused(t, 409, "second_person_required")
			oz.Call(t, "POST", "/api/v1/translations/"+subject+"/de/review", nil).Want(t, 200)
			oz.Call(t, "POST", "/api/v1/translations/"+subject+"/de/review", nil).Want(t, 200)
		}
		c := contents("de")[version]
		want := []items.Option{{ID: "a", HTML: "eins"}, {ID: "b", HTML: "zwei"}, {ID: "c", HTML: "drei"}}
		if diff := cmp.Diff(want, c.Options); diff != "" || c.StemHTML != "Welcher?" || c.Stimulus == nil || c.Stimulus.Title != "Der Standort" || c.Language != "de" {
			t.Errorf("%+v %s", c, diff)
		}
		if len(contents("fr")) != 0 {
			t.Error("there is no French")
		}
		h.author().Call(t, "PUT", "/api/v1/item-versions/"+version+"/translations/GERMAN", half).Refused(t, 422, "invalid_input")
	})
}

func TestExamine(t *testing.T) {
	t.Parallel()
	option := func(id, text string) items.Option { return items.Option{ID: id, HTML: text} }
	plain := []items.Option{option("a", "a switch"), option("b", "a router"), option("c", "a bridge")}
	for name, c := range map[string]struct {
		kind    items.Type
		content items.Content
		key     string
		reason  string
		want    []string
	}{
		"fine":       {items.SingleChoice, items.Content{StemHTML: "Which joins networks?", Options: plain}, `{"accepted":["b"]}`, "Because.", nil},
		"no reason":  {items.SingleChoice, items.Content{StemHTML: "Which joins networks?", Options: plain}, `{"accepted":["b"]}`, "<p> </p>", []string{withoutReason}},
		"negative":   {items.SingleChoice, items.Content{StemHTML: "Which does not join?", Options: plain}, `{"accepted":["b"]}`, "x", []string{bareNegative}},
		"emphasised": {items.SingleChoice, items.Content{StemHTML: "Which does <b>not</b> join?", Options: plain}, `{"accepted":["b"]}`, "x", nil},
		"capitals":   {items.SingleChoice, items.Content{StemHTML: "Which does NOT join?", Options: plain}, `{"accepted":["b"]}`, "x", nil},
		"longest": {items.SingleChoice, items.Content{StemHTML: "Which?", Options: append(plain[:2:2], option("c", "a device that joins two networks of different kinds"))}, `{"accepted":["c"]}`, "x",
			[]string{longestIsRight}},
		"all above": {items.SingleChoice, items.Content{StemHTML: "Which?", Options: append(plain[:2:2], option("c", "All of the above"))}, `{"accepted":["a"]}`, "x", []string{allOfTheAbove}},
		"same":      {items.SingleChoice, items.Content{StemHTML: "Which?", Options: append(plain[:2:2], option("c", "A  SWITCH"), option("d", "a switch"))}, `{"accepted":["b"]}`, "x", []string{sameOption}},
		"absolute":  {items.SingleChoice, items.Content{StemHTML: "Which?", Options: append(plain[:2:2], option("c", "it always drops"))}, `{"accepted":["a"]}`, "x", []string{absoluteWord}},
		"few":       {items.SingleChoice, items.Content{StemHTML: "Which?", Options: plain[:2]}, `{"accepted":["a"]}`, "x", []string{fewOptions}},
		"echo": {items.SingleChoice, items.Content{StemHTML: "What does a multiplexer join?", Options: append(plain[:2:2], option("c", "multiplexer"))}, `{"accepted":["c"]}`, "x",
			[]string{repeatsStem}},
		"overlap": {items.Numeric, items.Content{StemHTML: "How many?"}, `{"intervals":[{"from":"1","to":"3","fraction":"1"},{"from":"3","to":"4","fraction":"1/2"}]}`, "x", []string{overlapping}},
		"apart":   {items.Numeric, items.Content{StemHTML: "How many?"}, `{"intervals":[{"from":"1","to":"2.9","fraction":"1"},{"from":"3","to":"4","fraction":"1/2"}]}`, "x", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range Examine(c.kind, c.content, json.RawMessage(c.key), c.reason) {
				got = append(got, f.Code)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
