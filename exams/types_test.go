package exams

import (
	"encoding/json"
	"strings"
	"testing"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/id"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// specimen is an item of a type, and what its right answer is with the texts of options for their names.
type specimen struct {
	kind    items.Type
	content items.Content
	key     string
	right   string
}

// specimens are one item of every type. What only the key knows says so.
func specimens(medium string) []specimen {
	options := func(texts ...string) (out []items.Option) {
		for i, text := range texts {
			out = append(out, items.Option{ID: items.OptionID(i), HTML: text})
		}
		return out
	}
	shared := &items.Stimulus{ID: "stm_net", Title: "The network", HTML: "<p>Two sites.</p>", Media: []items.Medium{{ID: medium, Kind: "image", Alt: "Map"}}}
	return []specimen{
		{items.SingleChoice, items.Content{StemHTML: "1", Options: options("one", "two"), Stimulus: shared}, `{"accepted":["b"]}`, `{"choice":"two"}`},
		{items.MultipleResponse, items.Content{StemHTML: "2", Options: options("one", "two", "three"), Choose: 2, Stimulus: shared}, `{"rule":"canvas_multi","correct":["a","c"]}`, `{"choices":["three","one"]}`},
		{items.TrueFalse, items.Content{StemHTML: "3", Fixed: true, Options: []items.Option{{ID: "true", HTML: "yes"}, {ID: "false", HTML: "no"}}}, `{"accepted":["true"]}`, `{"choice":"yes"}`},
		{items.Matching, items.Content{StemHTML: "4", Stems: options("left", "right"), Options: options("west", "east", "up")}, `{"pairs":{"a":"a","b":"b"}}`, `{"pairs":{"left":"west","right":"east"}}`},
		{items.Ordering, items.Content{StemHTML: "5", Options: options("first", "second", "third")}, `{"rule":"order_absolute_position","order":["a","b","c"]}`, `{"order":["first","second","third"]}`},
		{items.Numeric, items.Content{StemHTML: "6", UnitOptions: []string{"m", "cm"}}, `{"intervals":[{"value":"42","fraction":"1","rationale":"secret"}],"units":[{"name":"m","factor":"1"},{"name":"cm","factor":"0.01"}]}`, `{"number":"4200","unit":"cm"}`},
		{items.ShortText, items.Content{StemHTML: "7"}, `{"texts":[{"text":"secret","fraction":"1"}]}`, `{"text":"Secret"}`},
		{items.Cloze, items.Content{StemHTML: "A [[b1]] and [[b2]].", Blanks: []items.Blank{{ID: "b1", Kind: "text"}, {ID: "b2", Kind: "choice", Options: options("no", "yes")}}},
			`{"blanks":{"b1":{"texts":[{"text":"secret","fraction":"1"}]},"b2":{"accepted":["b"]}}}`, `{"blanks":{"1":"secret","2":"yes"}}`},
		{items.Hotspot, items.Content{StemHTML: "9", Image: &items.Image{Media: medium, Width: 64, Height: 32, Alt: "Map"}, MaxPoints: 2, Points: 3},
			`{"areas":[{"shape":"rect","coords":["0","0","9","9"],"value":"1"},{"shape":"circle","coords":["40","20","5"],"value":"1"}]}`, `{"points":[[4,4],[41.5,20]]}`},
		{items.Essay, items.Content{StemHTML: "10", MaxWords: 200}, `{"guide_html":"secret"}`, ""},
		{items.FileUpload, items.Content{StemHTML: "11", Upload: &items.UploadRule{MaxFiles: 1, Kinds: []string{"pdf"}}}, `{"guide_html":"secret"}`, ""},
		{items.Lab, items.Content{StemHTML: "12", Lab: "lab-net"}, `{"guide_html":"secret"}`, ""},
	}
}

// tinyPNG is one pixel.
const tinyPNG = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"

// collect makes a bank that holds one item of every type, and gives it.
func (h *house) collect(t *testing.T) (bank string, all []specimen) {
	t.Helper()
	bank = h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "All"}).Want(t, 201).Text(t, "id")
	if err := h.files.Put(t.Context(), "items/pixel", []byte(tinyPNG)); err != nil {
		t.Fatal(err)
	}
	all = specimens("med_pixel")
	err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		now := h.db.Now()
		err := tx.Exec("insert into item_media (id, bank_id, name, type, size, sha256, created_by, created_at) values ('med_pixel', ?, 'p.png', 'image/png', 68, 'pixel', 'eve', ?)", bank, now).Error
		for _, s := range all {
			content, _ := json.Marshal(s.content)
			if found := items.Check(s.kind, s.content, json.RawMessage(s.key)); found != "" {
				t.Fatalf("%s: %s", s.kind, found)
			}
			item, version := id.New("itm"), id.New("itv")
			for _, row := range []struct {
				query string
				args  []any
			}{
				{"insert into item_versions (id, item_id, number, content, created_at) values (?, ?, 1, ?, ?)", []any{version, item, string(content), now}},
				{"insert into item_keys (item_version_id, number, key, created_by, created_at) values (?, 1, ?, 'eve', ?)", []any{version, s.key, now}},
				{"insert into items (id, bank_id, type, state, version_id, created_by, created_at) values (?, ?, ?, 'operational', ?, 'eve', ?)", []any{item, bank, s.kind, version, now}},
			} {
				if err == nil {
					err = tx.Exec(row.query, row.args...).Error
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bank, all
}

// spoken puts the ids of the attempt into a response that names options by their texts and blanks by their number.
func spoken(it ItemView, response string) json.RawMessage {
	put := func(text, id string) { response = strings.ReplaceAll(response, `"`+text+`"`, `"`+id+`"`) }
	for i, b := range it.Blanks {
		put(string(rune('1'+i)), b.ID)
		for _, o := range b.Options {
			put(o.HTML, o.ID)
		}
	}
	for _, o := range append(it.Options, it.Stems...) {
		put(o.HTML, o.ID)
	}
	return json.RawMessage(response)
}

// An item of every type is shown without its key, answered as the contract says, and scored.
func TestEveryTypeIsSat(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank, all := h.collect(t)
		d := document("all", bank)
		d["blueprint"] = map[string]any{"length": len(all)}
		h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201)
		h.author().Call(t, "POST", "/api/v1/exams/all/publish", nil).Want(t, 200)
		s := h.sit(t, "ada", "all")
		seen := s.call(t, "GET", "", nil)
		var v any
		seen.Into(t, &v)
		var found []string
		if scan(v, "", &found); len(found) > 0 {
			t.Errorf("%v in %s", found, seen.Body)
		}
		if len(s.Stimuli) != 1 || s.Stimuli[0].HTML != "<p>Two sites.</p>" || len(s.Stimuli[0].Media) != 1 {
			t.Errorf("stimuli %+v", s.Stimuli)
		}
		byType := map[items.Type]specimen{}
		for _, one := range all {
			byType[one.kind] = one
		}
		for _, it := range s.items() {
			one := byType[it.Type]
			if (it.Stimulus != "") != (one.content.Stimulus != nil) {
				t.Errorf("%s has stimulus %q", it.Type, it.Stimulus)
			}
			if one.right != "" {
				s.save(t, it.Position, spoken(it, one.right)).Want(t, 200)
			}
			for _, bad := range []string{`{}`, `{"choice":1}`, `{"points":[[1e9,1]]}`, `{"pairs":[]}`, `{"order":null}`, `{"blanks":{"a":"b"}}`, `{"files":["x"]}`, `[[]]`, `"x"`} {
				s.save(t, it.Position, json.RawMessage(bad)).Refused(t, 422, "invalid_response")
			}
			if it.Type == items.Hotspot {
				h.seeMedium(t, s, it.Image.URL)
			}
		}
		s.submit(t).Want(t, 200)
		if r := h.result(t, s.ID); r.Raw != "9" { // points of items follow from the bank, which gives each one here
			t.Errorf("raw %s of %d: %+v", r.Raw, r.Max, r.Items)
		}
	})
}

// seeMedium looks at a link without a token. A link that is not quite it shows nothing; nor does any after the close.
func (h *house) seeMedium(t *testing.T, s *sitting, link string) {
	t.Helper()
	stranger := h.app.As("")
	if a := stranger.Call(t, "GET", link, nil).Want(t, 200); string(a.Body) != tinyPNG {
		t.Errorf("got %d bytes", len(a.Body))
	}
	stranger.Call(t, "GET", link[:len(link)-1]+"x", nil).Refused(t, 404, "not_found")
	stranger.Call(t, "GET", strings.Replace(link, "med_pixel", "med_other", 1), nil).Refused(t, 404, "not_found")
	t.Cleanup(func() { stranger.Call(t, "GET", link, nil).Refused(t, 404, "not_found") })
}
