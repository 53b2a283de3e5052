// Package web is the one door: it decodes strictly, asks who is there, checks rights, limits, and turns every refusal
// into a problem document.
package web

import (
	"bytes"
	"context"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/prometheus/client_golang/prometheus"

	"laurel/internal/actor"
)

// Options of a Router.
type Options struct {
	Log            *slog.Logger
	Now            func() time.Time
	BaseURL        string   // where people reach it; links, cookies and HSTS follow it
	TrustedProxies []string // whose X-Forwarded-For is believed
	Metrics        prometheus.Registerer
	// Authenticate finds who holds a bearer token. It refuses with a fault.
	Authenticate func(ctx context.Context, bearer string) (actor.Actor, error)
	// ErrorPage shows a Problem to people who followed a link; programs get the document. Without it all get the document.
	ErrorPage *template.Template
	// Calls a caller may make in a minute, and at once; for nobody it counts by network address.
	PerMinute, Burst int
}

// Router writes the Fiber router, the OpenAPI document and the rights matrix in one.
type Router struct {
	app       *fiber.App
	api       huma.API
	matrix    []Entry
	options   Options
	limiter   *Limiter
	proxies   proxies
	familiars familiars
	metrics   *metrics
	streams   []string // the paths of routes that read their own bodies
}

// Entry is a line of the rights matrix.
type Entry struct{ Method, Path, ID, Rights string }

// Requests live this long at most; the database's own time-outs are shorter.
const requestTimeout = 20 * time.Second

// MaxBody is the largest request body in bytes that is read at all.
const MaxBody = 16 << 20

// New makes a router without routes.
func New(o Options) *Router {
	r := &Router{options: o, proxies: parseProxies(o.TrustedProxies), limiter: NewLimiter(o.Now, o.PerMinute, time.Minute, o.Burst), metrics: newMetrics(o.Metrics)}
	app := fiber.New(fiber.Config{
		AppName: "Laurel", Immutable: true, DisableStartupMessage: true, ErrorHandler: r.unframed,
		ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 60 * time.Second, BodyLimit: MaxBody, ReadBufferSize: 16 << 10,
		StreamRequestBody: true, DisablePreParseMultipartForm: true, // takeBody bounds what is read
		EnableTrustedProxyCheck: true, // with no proxy listed: Fiber itself believes no forwarded header
		RequestMethods:          []string{fiber.MethodGet, fiber.MethodHead, fiber.MethodPost, fiber.MethodPut, fiber.MethodPatch, fiber.MethodDelete, fiber.MethodOptions},
	})
	r.app = app
	app.Use(r.frame)
	app.Use(recover.New())
	app.Use(r.takeBody)
	app.Use(r.guard)
	r.api = humafiber.New(app, describe())
	return r
}

// Fiber is the app, for listening, shutting down and testing.
func (r *Router) Fiber() *fiber.App { return r.app }

// OpenAPI is the description of all routes registered so far.
func (r *Router) OpenAPI() *huma.OpenAPI { return r.api.OpenAPI() }

// Matrix lists every route with who may call it.
func (r *Router) Matrix() []Entry { return r.matrix }

// BaseURL is where people reach the product, without a slash at the end.
func (r *Router) BaseURL() string { return strings.TrimRight(r.options.BaseURL, "/") }

// frame is the outermost layer: it names the request, bounds its time, sets the headers that protect browsers, and
// writes the line in the log.
func (r *Router) frame(c *fiber.Ctx) error {
	start := r.options.Now()
	call := newCall(c, r.proxies, r.options.Log)
	ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), callKey{}, call), requestTimeout) //nolint:forbidigo // a request has no outer context in Fiber
	defer cancel()
	c.SetUserContext(ctx)
	c.Locals(callKey{}, call)
	r.protect(c)
	err := c.Next()
	if err != nil { // the error handler must run before the line is written
		err = r.refuse(c, err)
	}
	for _, cookie := range call.cookies {
		c.Cookie(cookie)
	}
	took := r.options.Now().Sub(start)
	route := call.route
	if route == "" {
		route = "unmatched"
	}
	r.metrics.observe(c.Method(), route, c.Response().StatusCode(), took)
	level := slog.LevelInfo
	if c.Response().StatusCode() >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	r.options.Log.LogAttrs(ctx, level, "request", slog.String("method", c.Method()), slog.String("route", route), slog.Int("status", c.Response().StatusCode()),
		slog.Int64("micros", took.Microseconds()), slog.String("request_id", call.id), slog.String("actor", call.actor))
	return err
}

// unframed answers what is refused before any layer of ours has seen it: a body that is too large, a request that cannot
// be read.
func (r *Router) unframed(c *fiber.Ctx, err error) error {
	if requestID(c) != "" {
		return refuse(c, err)
	}
	call := newCall(c, r.proxies, r.options.Log)
	c.SetUserContext(context.WithValue(context.Background(), callKey{}, call)) //nolint:forbidigo // a request has no outer context in Fiber
	c.Locals(callKey{}, call)
	r.protect(c)
	err = refuse(c, err)
	r.metrics.observe(c.Method(), "unmatched", c.Response().StatusCode(), 0)
	r.options.Log.LogAttrs(c.UserContext(), slog.LevelInfo, "request", slog.String("method", c.Method()), slog.String("route", "unmatched"),
		slog.Int("status", c.Response().StatusCode()), slog.String("request_id", call.id))
	return err
}

func (r *Router) protect(c *fiber.Ctx) {
	h := &c.Response().Header
	h.Set("X-Request-Id", requestID(c))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")
	h.Set("Cache-Control", "no-store")
	if strings.HasPrefix(r.options.BaseURL, "https:") {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// guard refuses what no route should ever have to think of.
func (r *Router) guard(c *fiber.Ctx) error {
	if e := c.Get(fiber.HeaderContentEncoding); e != "" && !strings.EqualFold(e, "identity") {
		return ErrEncoded
	}
	if bytes.Contains(c.Request().URI().PathOriginal(), []byte("//")) {
		return ErrNothing
	}
	for key, value := range c.Request().Header.All() {
		if bytes.ContainsAny(value, "\x00\r\n") {
			return ErrUnreadable.Detailed("The header " + string(key) + " holds characters that no header may hold.")
		}
	}
	return c.Next()
}

// Param is a path parameter, percent-decoded once; an ill-encoded one is empty and so names nothing.
func Param(c *fiber.Ctx, name string) string {
	v, err := url.PathUnescape(c.Params(name))
	if err != nil || !cleanParameter(v) {
		return ""
	}
	return v
}

// Body is the raw body as it was sent. Signatures are checked over it.
func Body(c *fiber.Ctx) []byte { return c.BodyRaw() }

// Serve answers on the listener until Shutdown.
func (r *Router) Serve(l net.Listener) error { return r.app.Listener(l) }

// Shutdown stops listening and waits for requests in flight.
func (r *Router) Shutdown(ctx context.Context) error { return r.app.ShutdownWithContext(ctx) }
