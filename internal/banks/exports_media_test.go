package banks

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// Pictures and recordings of items and of the texts they share go along in a package and come back as they were; what a format cannot
// carry is named for each item.
func TestRecordingsAndPicturesLeaveAndComeBack(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		pixel, err := base64.StdEncoding.DecodeString(aPixel)
		if err != nil {
			t.Fatal(err)
		}
		one := h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "One"}).Want(t, 201).Text(t, "id")
		file := func(name, body string) string {
			return h.author().Call(t, "POST", "/api/v1/item-banks/"+one+"/media?name="+name, body, "Content-Type: application/octet-stream").Want(t, 201).Text(t, "id")
		}
		medium := func(id, kind, alt string) map[string]any { return map[string]any{"id": id, "kind": kind, "alt": alt} }
		picture, call := file("a.png", string(pixel)), file("call.mp3", "ID3\x04 a call")
		film, chart := file("film.webm", "\x1aE\xdf\xa3\x42\x82webm"), file("chart.png", string(pixel)+"chart")
		text := h.author().Call(t, "POST", "/api/v1/item-banks/"+one+"/stimuli", map[string]any{
			"title": "A call", "text": "Listen.", "media": []any{map[string]any{"id": call, "alt": "A <call> & its \"answer\""}, map[string]any{"id": chart, "alt": "calls per hour"}},
		}).Want(t, 201).Text(t, "id")
		for n, extra := range []map[string]any{{"stimulus": text}, {"stimulus": text}, {}} {
			content := map[string]any{"stem_html": "<p>What is said?</p>", "options": []any{map[string]any{"id": "a", "html": "this"}, map[string]any{"id": "b", "html": "that"}}}
			if n > 0 {
				content["media"] = []any{medium(film, "video", "somebody speaks"), medium(picture, "image", "a dot")}
			}
			item := map[string]any{"type": "single_choice", "title": "said " + string(rune('1'+n)), "content": content, "key": map[string]any{"accepted": []string{"a"}}}
			for k, v := range extra {
				item[k] = v
			}
			h.author().Call(t, "POST", "/api/v1/item-banks/"+one+"/items", item).Want(t, 201)
		}
		left := h.author().Call(t, "GET", "/api/v1/item-banks/"+one+"/export?format=qti3", nil).Want(t, 200)
		pack, err := zip.NewReader(bytes.NewReader(left.Body), int64(len(left.Body)))
		if err != nil {
			t.Fatal(err)
		}
		media := 0
		for _, f := range pack.File {
			if strings.HasPrefix(f.Name, "media/") {
				media++
			}
		}
		if media != 4 {
			t.Errorf("%d files are in the package", media)
		}
		two := h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "Two"}).Want(t, 201).Text(t, "id")
		back := h.author().Call(t, "POST", "/api/v1/item-banks/"+two+"/imports?format=qti", string(left.Body)).Want(t, 201)
		if back.Text(t, "imported") != "3" {
			t.Errorf("%s", back.Body)
		}
		if again := h.author().Call(t, "GET", "/api/v1/item-banks/"+two+"/export?format=qti3", nil).Want(t, 200); !bytes.Equal(again.Body, left.Body) {
			t.Errorf("the package differs the second time: %d and %d bytes", len(left.Body), len(again.Body))
		}
		shared := h.author().Call(t, "GET", "/api/v1/item-banks/"+two+"/stimuli", nil).Want(t, 200)
		if shared.Text(t, "data", 0, "media", 0, "alt") != "A <call> & its \"answer\"" || shared.Text(t, "data", 0, "media", 1, "kind") != "image" || strings.Contains(shared.Text(t, "data", 0, "html"), "audio") {
			t.Errorf("%s", shared.Body)
		}
		for _, format := range []string{"gift", "csv"} {
			report := h.author().Call(t, "GET", "/api/v1/item-banks/"+one+"/export?report=true&format="+format, nil).Want(t, 200)
			if report.Text(t, "written_with_losses") != "3" || strings.Count(string(report.Body), "the files of the item are not in") != 2 || strings.Count(string(report.Body), "the shared text is not in") != 2 {
				t.Errorf("%s", report.Body)
			}
		}
	})
}
