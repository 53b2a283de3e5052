package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/fault"
)

// KeyMode says how a route treats the Idempotency-Key header.
type KeyMode int

// The modes. Every POST takes a key; on some it must be there.
const (
	KeyOptional KeyMode = iota
	KeyRequired
)

// Op is a route: where, what for, and who may.
type Op struct {
	Method  string
	Path    string // parameters in braces
	ID      string // kebab-case, unique
	Summary string
	Tag     string
	Rights  Rights
	Status  int // of success; 200 when zero
	Key     KeyMode
	MaxBody int64 // bytes; 1 MiB when zero
	Stream  bool  // a page that reads its body itself, with Upload
	Free    bool  // calls are not counted: for files, of which one page loads dozens
	Recent  bool  // who was known a few seconds ago is believed to be so still: for the answer save, where rights do not matter
}

// Operation registers a JSON route. I holds path, query, header and Body fields in huma's way, O the answer.
func Operation[I, O any](r *Router, op Op, do func(ctx context.Context, in *I) (*O, error)) {
	h := op.huma()
	h.Middlewares = huma.Middlewares{r.admit(op)}
	huma.Register(r.api, h, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, answer(ctx, err)
		}
		return out, nil
	})
	r.matrix = append(r.matrix, Entry{op.Method, op.Path, op.ID, op.Rights.name})
}

func (op Op) huma() huma.Operation {
	h := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary, Tags: []string{op.Tag}, DefaultStatus: op.Status,
		Description: "Who may: " + op.Rights.name + ".", MaxBodyBytes: op.MaxBody, RejectUnknownQueryParameters: true, Errors: []int{http.StatusNotFound},
	}
	if !op.Rights.public {
		h.Security = []map[string][]string{{"bearer": {}}}
	}
	if op.Method == http.MethodPost {
		least, most := 1, 255
		h.Parameters = append(h.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Required: op.Key == KeyRequired, Schema: &huma.Schema{Type: huma.TypeString, MinLength: &least, MaxLength: &most},
			Description: "Repeat a request with the same key and body and you get the first answer.",
		})
	}
	return h
}

// admit runs before huma reads the request: rights, rate, key, and the strict reading of the body.
func (r *Router) admit(op Op) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		c := humafiber.Unwrap(hc)
		ctx, err := r.enter(c, op)
		if err == nil {
			err = plainPath(c)
		}
		if err == nil {
			err = plainQuery(c)
		}
		body := c.BodyRaw()
		if err == nil {
			ctx, err = keyed(ctx, c, op, body)
		}
		if err == nil && hc.Operation().RequestBody != nil && len(body) > 0 {
			err = r.strictBody(c, hc.Operation(), body)
		}
		if err != nil {
			_ = refuse(c, err)
			return
		}
		next(&decoded{inner: huma.WithContext(hc, ctx), body: body})
	}
}

func (r *Router) strictBody(c *fiber.Ctx, h *huma.Operation, body []byte) error {
	if !isJSON(c.Get(fiber.HeaderContentType)) {
		return ErrMediaType
	}
	most := h.MaxBodyBytes
	if most == 0 {
		most = 1 << 20
	}
	if int64(len(body)) > most {
		return ErrTooLarge
	}
	tree, err := Strict(body)
	if err != nil {
		return err
	}
	if content := h.RequestBody.Content["application/json"]; content != nil {
		return nullArray(tree, content.Schema, r.api.OpenAPI().Components.Schemas, "")
	}
	return nil
}

func isJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && kind == "application/json"
}

// plainPath refuses an address that no row can have: nothing lies there.
func plainPath(c *fiber.Ctx) error {
	for _, name := range c.Route().Params {
		v, err := url.PathUnescape(c.Params(name))
		if err != nil || !cleanParameter(v) {
			return ErrNothing
		}
	}
	return nil
}

// plainQuery refuses a parameter that is given twice, and text that no column can keep.
func plainQuery(c *fiber.Ctx) error {
	values, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return ErrUnreadable.Detailed("The query string is badly encoded.")
	}
	for name, given := range values {
		if len(given) > 1 {
			return ErrInput.With(fault.Field{Field: name, Code: "given_twice", Detail: "may be given once"})
		}
		if !cleanParameter(name) || !cleanParameter(given[0]) {
			return ErrInput.With(fault.Field{Field: "query", Code: "malformed", Detail: "holds NUL or invalid UTF-8"})
		}
	}
	return nil
}

func cleanParameter(s string) bool {
	return !strings.ContainsRune(s, 0) && strings.ToValidUTF8(s, "\uFFFD") == s
}

// keyed puts the Idempotency-Key into the context.
func keyed(ctx context.Context, c *fiber.Ctx, op Op, body []byte) (context.Context, error) {
	if op.Method != http.MethodPost {
		return ctx, nil
	}
	key := c.Get("Idempotency-Key")
	if key == "" && op.Key != KeyRequired {
		return ctx, nil
	}
	if key == "" || len(key) > 255 || !cleanParameter(key) {
		return ctx, ErrKeyMissing.With(fault.Field{Field: "Idempotency-Key", Code: "required", Detail: "1 to 255 characters"})
	}
	if actor.From(ctx).Kind == actor.Nobody { // nobody has no name to keep a key under
		return ctx, nil
	}
	sum := sha256.New()
	_, _ = sum.Write([]byte(op.Method + "\n" + c.OriginalURL() + "\n"))
	_, _ = sum.Write(body)
	return actor.WithRequest(ctx, actor.Request{Key: key, Hash: hex.EncodeToString(sum.Sum(nil))}), nil
}

// decoded gives huma path parameters percent-decoded once, and the body as it was sent.
type decoded struct {
	inner
	body []byte
}

// inner has a name of its own because huma.Context has a method called Context.
type inner = huma.Context

func (d *decoded) Unwrap() huma.Context { return d.inner }

func (d *decoded) Param(name string) string {
	v, _ := url.PathUnescape(d.inner.Param(name)) // plainPath has looked at it
	return v
}

func (d *decoded) BodyReader() io.Reader { return bytes.NewReader(d.body) }

// Page registers a route outside JSON: pages, downloads, raw bodies. Its handler may return a fault. A path may end in
// {path...}, which is everything that follows.
func Page(r *Router, op Op, do fiber.Handler) {
	h := op.huma()
	h.Path = strings.ReplaceAll(op.Path, "...}", "}")
	h.Responses = map[string]*huma.Response{"200": {Description: "OK"}}
	for _, part := range strings.Split(h.Path, "/") {
		if open := strings.Index(part, "{"); open >= 0 {
			name := part[open+1 : strings.Index(part, "}")]
			h.Parameters = append(h.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
	}
	r.api.OpenAPI().AddOperation(&h)
	r.matrix = append(r.matrix, Entry{op.Method, op.Path, op.ID, op.Rights.name})
	path := op.Path
	if rest := strings.Index(path, "{path...}"); rest >= 0 {
		path = path[:rest] + "*"
	}
	path = strings.NewReplacer("{", ":", "}", "").Replace(path)
	if op.Stream {
		r.streams = append(r.streams, path)
	}
	serve := func(c *fiber.Ctx) error {
		ctx, err := r.enter(c, op)
		if err == nil {
			err = plainPath(c)
		}
		if err == nil {
			err = plainQuery(c)
		}
		if err != nil {
			return err
		}
		var body []byte
		if !op.Stream {
			body = c.BodyRaw()
		}
		if op.MaxBody > 0 && int64(len(body)) > op.MaxBody {
			return ErrTooLarge
		}
		if ctx, err = keyed(ctx, c, op, body); err != nil {
			return err
		}
		c.SetUserContext(ctx)
		return do(c)
	}
	r.app.Add(op.Method, path, serve)
	if op.Method == http.MethodGet {
		r.app.Add(http.MethodHead, path, serve) // the server leaves the body out
	}
}
