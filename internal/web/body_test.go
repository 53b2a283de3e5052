package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/testkit"
	"laurel/internal/web"
)

// A streamed route takes more than others may send, and none takes more than it says.
func TestStreamedBodies(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 1000, Burst: 1000})
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/stream/{id}", ID: "stream", Rights: web.Public(), Stream: true}, func(c *fiber.Ctx) error {
		var n int64
		return web.Upload(c, func(in io.Reader) (err error) {
			n, err = io.Copy(io.Discard, in)
			return err
		}, func(context.Context) error { return c.SendString(strconv.FormatInt(n, 10)) })
	})
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/whole", ID: "whole", Rights: web.Public()}, func(c *fiber.Ctx) error {
		return c.SendString(strconv.Itoa(len(web.Body(c))))
	})
	for name, c := range map[string]struct {
		path   string
		size   int
		status int
	}{
		"a large one on a streamed route":     {"/stream/1", web.MaxBody + 1000, 200},
		"a small one on a streamed route":     {"/stream/1", 3, 200},
		"nothing on a streamed route":         {"/stream/1", 0, 200},
		"too large a one on a streamed route": {"/stream/1", web.MaxUpload + 1, 413},
		"too large a one elsewhere":           {"/whole", web.MaxBody + 1, 413},
		"a small one elsewhere":               {"/whole", 70_000, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(strings.Repeat("x", c.size)))
			a, err := r.Fiber().Test(q, 30_000)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = a.Body.Close() }()
			body, _ := io.ReadAll(a.Body)
			if a.StatusCode != c.status || c.status == 200 && string(body) != strconv.Itoa(c.size) {
				t.Errorf("%d: %.200s", a.StatusCode, body)
			}
			if c.status == 413 && !a.Close {
				t.Error("the connection goes on behind a body that was not read")
			}
		})
	}
}
