package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/id"
)

// call is what the layers of one request know of it.
type call struct {
	id, remote, origin, site, cookie string
	route, actor                     string
	cookies                          []*fiber.Cookie
	log                              *slog.Logger
	address                          string
	header                           func(name string) string
}

type callKey struct{}

func newCall(c *fiber.Ctx, proxies proxies, log *slog.Logger) *call {
	return &call{id: id.New("req"), remote: proxies.remote(c.Context().RemoteIP().String(), c.Get(fiber.HeaderXForwardedFor)), origin: c.Get(fiber.HeaderOrigin), site: c.Get("Sec-Fetch-Site"), cookie: c.Get(fiber.HeaderCookie), log: log,
		address: c.OriginalURL(), header: func(name string) string { return c.Get(name) }}
}

func callOf(ctx context.Context) *call {
	c, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return &call{log: slog.New(slog.DiscardHandler)}
	}
	return c
}

func requestID(c *fiber.Ctx) string {
	if k, ok := c.Locals(callKey{}).(*call); ok {
		return k.id
	}
	return ""
}

// RequestID names the request in logs and problem documents.
func RequestID(ctx context.Context) string { return callOf(ctx).id }

// Asked is what was asked for, as the client wrote it: path and query without the host.
func Asked(ctx context.Context) string { return callOf(ctx).address }

// Header is a header of the request, for what no input struct of a route may know of: "" outside a request.
func Header(ctx context.Context, name string) string {
	if header := callOf(ctx).header; header != nil {
		return header(name)
	}
	return ""
}

// Remote is the network address of the caller; forwarded addresses count only from trusted proxies.
func Remote(ctx context.Context) string { return callOf(ctx).remote }

// Cookie to set. An empty Value with MaxAge zero removes it. Cookies are HttpOnly and SameSite=Strict always.
type Cookie struct {
	Name, Value, Path string
	MaxAge            time.Duration
	Secure            bool
}

// SetCookie sets a cookie on the answer of the request of ctx.
func SetCookie(ctx context.Context, k Cookie) {
	age := int(k.MaxAge.Seconds())
	if k.Value == "" {
		age = -1
	}
	c := callOf(ctx)
	c.cookies = append(c.cookies, &fiber.Cookie{Name: k.Name, Value: k.Value, Path: k.Path, MaxAge: age, Secure: k.Secure, HTTPOnly: true, SameSite: fiber.CookieSameSiteStrictMode})
}

// ReadCookie gives the value of a cookie that came with the request, or nothing.
func ReadCookie(ctx context.Context, name string) string {
	cookies, err := http.ParseCookie(callOf(ctx).cookie)
	if err != nil {
		return ""
	}
	for _, k := range cookies {
		if k.Name == name {
			return k.Value
		}
	}
	return ""
}

// SameOrigin tells whether a browser says that the request comes from our own pages; a request without such headers is
// no browser's. Routes that act on a cookie must ask.
func SameOrigin(ctx context.Context, baseURL string) bool {
	c := callOf(ctx)
	switch c.site {
	case "same-origin": // the browser compared, also where our own idea of our address is another
		return true
	case "", "none":
	default:
		return false
	}
	if c.origin == "" {
		return true
	}
	base, err := url.Parse(baseURL)
	return err == nil && strings.EqualFold(c.origin, base.Scheme+"://"+base.Host)
}
