package banks

import (
	"strconv"
	"strings"
	"testing"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

const (
	pixel  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
	script = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
)

func TestMediaAreKnownByTheirBytes(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "Pictures"}).Want(t, 201).Text(t, "id")
		path := "/api/v1/item-banks/" + bank + "/media?name="
		raw := "Content-Type: application/octet-stream"
		one := h.author().Call(t, "POST", path+"net.png", pixel, raw).Want(t, 201)
		two := h.author().Call(t, "POST", path+"again.png", pixel, raw).Want(t, 201)
		if one.Text(t, "id") != two.Text(t, "id") || one.Text(t, "type") != "image/png" || one.Text(t, "kind") != "image" {
			t.Errorf("%s %s", one.Body, two.Body)
		}
		if got := h.author().Call(t, "GET", "/api/v1/media/"+one.Text(t, "id"), nil).Want(t, 200); string(got.Body) != pixel {
			t.Errorf("%d bytes come back", len(got.Body))
		}
		part := h.author().Call(t, "GET", "/api/v1/media/"+one.Text(t, "id"), nil, "Range: bytes=1-3").Want(t, 206)
		if string(part.Body) != "PNG" || part.Header.Get("Content-Range") != "bytes 1-3/"+strconv.Itoa(len(pixel)) || part.Header.Get("Accept-Ranges") != "bytes" {
			t.Errorf("%q %v", part.Body, part.Header)
		}
		if past := h.author().Call(t, "GET", "/api/v1/media/"+one.Text(t, "id"), nil, "Range: bytes=9999-").Want(t, 416); past.Header.Get("Content-Range") != "bytes */"+strconv.Itoa(len(pixel)) {
			t.Errorf("%v", past.Header)
		}
		h.author().Call(t, "GET", "/api/v1/media/"+one.Text(t, "id"), nil, "Range: bytes=1-3", `If-Range: "another"`).Want(t, 200)
		for name, body := range map[string]string{"x.png": script, "empty.png": "", "page.png": "<html>", "..": pixel, "x.gif": strings.Repeat("x", 100)} {
			h.author().Call(t, "POST", path+name, body, raw).Refused(t, 422, "medium_refused")
		}
		h.author().Call(t, "POST", "/api/v1/item-banks/none/media?name=x.png", pixel, raw).Refused(t, 404, "not_found")
		h.author().Call(t, "GET", "/api/v1/media/none", nil).Refused(t, 404, "not_found")
		h.person("ada").Call(t, "POST", path+"x.png", pixel, raw).Refused(t, 403, "role_missing")
		h.person("ada").Call(t, "GET", "/api/v1/media/"+one.Text(t, "id"), nil).Refused(t, 403, "role_missing")
	})
}
