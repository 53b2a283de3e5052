package testkit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Client speaks JSON to a base URL, or to anything with Fiber's Test method, as one caller.
type Client struct {
	Base   string
	Bearer string
	Do     func(*http.Request) (*http.Response, error) // http.DefaultClient.Do when nil
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// App makes a client of a Fiber app without a network.
func App(app interface {
	Test(req *http.Request, msTimeout ...int) (*http.Response, error)
}, bearer string) *Client {
	return &Client{Base: "http://laurel.test", Bearer: bearer, Do: func(r *http.Request) (*http.Response, error) { return app.Test(r, 30_000) }}
}

// As is the same client for another caller.
func (c *Client) As(bearer string) *Client {
	o := *c
	o.Bearer = bearer
	return &o
}

// Call sends body as JSON (text and bytes as they are, nil for none) with extra headers given as "Name: value".
func (c *Client) Call(t testing.TB, method, path string, body any, headers ...string) Answer {
	t.Helper()
	a, err := c.Try(method, path, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// Try is Call for tests in which the network may fail.
func (c *Client) Try(method, path string, body any, headers ...string) (Answer, error) {
	var payload []byte
	switch b := body.(type) {
	case nil:
	case string:
		payload = []byte(b)
	case []byte:
		payload = b
	default:
		var err error
		if payload, err = json.Marshal(b); err != nil {
			return Answer{}, err
		}
	}
	request, err := http.NewRequest(method, c.Base+path, bytes.NewReader(payload))
	if err != nil {
		return Answer{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.Bearer != "" {
		request.Header.Set("Authorization", "Bearer "+c.Bearer)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		request.Header.Set(name, strings.TrimSpace(value))
	}
	do := c.Do
	if do == nil {
		do = http.DefaultClient.Do
	}
	response, err := do(request)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header, text}, err
}

// Want ends the test unless the status is as told.
func (a Answer) Want(t testing.TB, status int) Answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d: %s", a.Status, status, a.Body)
	}
	return a
}

// Refused ends the test unless the answer is a problem document of that status and code.
func (a Answer) Refused(t testing.TB, status int, code string) Answer {
	t.Helper()
	a.Want(t, status)
	if got := a.Text(t, "code"); got != code || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") {
		t.Fatalf("code %q (%s), want %q: %s", got, a.Header.Get("Content-Type"), code, a.Body)
	}
	return a
}

// Into decodes the body.
func (a Answer) Into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		t.Fatalf("%v: %s", err, a.Body)
	}
}

// Get walks the decoded body by keys and indexes; it is nil where there is nothing.
func (a Answer) Get(t testing.TB, path ...any) any {
	t.Helper()
	var v any
	a.Into(t, &v)
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		}
	}
	return v
}

// Text is Get as text; numbers are printed.
func (a Answer) Text(t testing.TB, path ...any) string {
	t.Helper()
	switch v := a.Get(t, path...).(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}
