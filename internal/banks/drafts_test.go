package banks

import (
	"testing"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// A shared text that items in use stand on says what it said until somebody else approves the change.
func TestASharedTextWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank, oz := h.secondPersonBank(t), h.app.As("author:oz")
		medium := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/media?name=net.png", pixel, "Content-Type: application/octet-stream").Want(t, 201).Text(t, "id")
		h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/stimuli", object{"title": "A", "text": "B", "media": []object{{"id": "med_none", "alt": "x"}}}).Want(t, 422)
		h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/stimuli", object{"title": "A", "text": "B", "media": []object{{"id": medium, "alt": ""}}}).Want(t, 422)
		path := "/api/v1/stimuli/" + h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/stimuli", object{"title": "The site", "text": "One."}).Want(t, 201).Text(t, "id")
		body := choice("Which?")
		body["stimulus"] = path[len("/api/v1/stimuli/"):]
		item := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/items", body).Want(t, 201)
		shown := func() *items.Stimulus {
			t.Helper()
			var out map[string]items.Content
			err := db.Read(as(t, "system:test"), func(tx *gorm.DB) (err error) {
				out, err = h.Contents(t.Context(), tx, []string{item.Text(t, "version")}, "")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out[item.Text(t, "version")].Stimulus
		}
		change := func(text, etag string) testkit.Answer {
			t.Helper()
			return h.author().Call(t, "PUT", path, object{"title": "The site", "text": text, "media": []object{{"id": medium, "alt": "Map"}}}, "If-Match: "+etag)
		}
		if got := change("Two.", `"1"`).Want(t, 200); got.Text(t, "html") != "<p>Two.</p>" { // its item is a draft still
			t.Fatalf("%s", got.Body)
		}
		if s := shown(); s.HTML != "<p>Two.</p>" || len(s.Media) != 1 || s.Media[0].Kind != "image" || s.Media[0].Alt != "Map" {
			t.Errorf("%+v", s)
		}
		oz.Call(t, "POST", path+"/approve", nil, "If-Match: *").Refused(t, 409, "wrong_state")

		h.author().Call(t, "POST", item.Header.Get("Location")+"/submit", nil).Want(t, 200)
		oz.Call(t, "POST", item.Header.Get("Location")+"/approve", nil).Want(t, 200)
		waits := change("Three.", `"2"`).Want(t, 200)
		if waits.Text(t, "html") != "<p>Two.</p>" || waits.Text(t, "waiting", "html") != "<p>Three.</p>" || waits.Text(t, "waiting", "state") != "in_review" || shown().HTML != "<p>Two.</p>" {
			t.Fatalf("%s", waits.Body)
		}
		change("Old.", `"2"`).Want(t, 412)
		if got := h.author().Call(t, "POST", path+"/approve", nil, `If-Match: "3"`).Refused(t, 409, "second_person_required"); got.Text(t, "state") != "in_review" {
			t.Errorf("%s", got.Body)
		}
		oz.Call(t, "POST", path+"/approve", nil).Want(t, 428)
		if got := oz.Call(t, "POST", path+"/decline", object{"comment": "Two was right."}, `If-Match: "3"`).Want(t, 200); got.Text(t, "waiting", "comment") != "Two was right." {
			t.Errorf("%s", got.Body)
		}
		if got := oz.Call(t, "POST", path+"/approve", nil, `If-Match: "4"`).Refused(t, 409, "wrong_state"); got.Text(t, "state") != "declined" {
			t.Errorf("%s", got.Body)
		}
		change("Four.", `"4"`).Want(t, 200)
		if got := oz.Call(t, "POST", path+"/approve", nil, `If-Match: "5"`).Want(t, 200); got.Text(t, "html") != "<p>Four.</p>" || shown().HTML != "<p>Four.</p>" {
			t.Errorf("%s", got.Body)
		}
		if h.count(t, "select count(*) from item_stimulus_drafts") != 0 || h.count(t, "select count(*) from audit_entries where action like 'stimulus.change%'") != 5 {
			t.Error("what was decided is not on record")
		}
		h.person("ada").Call(t, "POST", path+"/approve", nil).Want(t, 403)
		oz.Call(t, "POST", "/api/v1/stimuli/none/approve", nil).Want(t, 404)
	})
}

// A text on which nothing stands yet but the new version of an item in use, while that waits for somebody, waits as well: it was looked
// at together with it.
func TestATextOfAWaitingVersionWaits(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank, oz := h.secondPersonBank(t), h.app.As("author:oz")
		path := "/api/v1/stimuli/" + h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/stimuli", object{"title": "The site", "text": "One."}).Want(t, 201).Text(t, "id")
		item := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/items", choice("Which?")).Want(t, 201).Header.Get("Location")
		h.author().Call(t, "POST", item+"/submit", nil).Want(t, 200)
		oz.Call(t, "POST", item+"/approve", nil).Want(t, 200)
		change := func(text, waiting string) {
			t.Helper()
			got := h.author().Call(t, "PUT", path, object{"title": "The site", "text": text}, "If-Match: *").Want(t, 200)
			if now := got.Text(t, "waiting", "html"); now != waiting {
				t.Errorf("%q waits, not %q: %s", now, waiting, got.Body)
			}
		}
		change("Two.", "")
		body := choice("Which of these?")
		body["stimulus"] = path[len("/api/v1/stimuli/"):]
		h.author().Call(t, "PUT", item, body, "If-Match: *").Want(t, 200)
		change("Three.", "")
		h.author().Call(t, "POST", item+"/submit", nil).Want(t, 200)
		change("Four.", "<p>Four.</p>")
	})
}
