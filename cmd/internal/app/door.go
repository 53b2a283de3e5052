package app

import (
	"bytes"
	"context"
	"html/template"
	"io/fs"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/assets"
	"laurel/internal/store"
	"laurel/internal/web"
)

// openDoor makes the router and lets every slice write its routes.
func (a *App) openDoor() error {
	page, err := template.ParseFS(assets.FS, "docs/error.html")
	if err != nil {
		return err
	}
	a.Router = web.New(web.Options{
		ErrorPage: page,
		Log:       a.log, Now: a.now, BaseURL: a.Settings.Base(), TrustedProxies: a.Settings.TrustedProxies, Metrics: a.metrics,
		Authenticate: a.Accounts.Authenticate, PerMinute: 1200, Burst: 400,
	})
	a.routes(a.Router)
	a.health(a.Router)
	if err := a.shell(a.Router); err != nil {
		return err
	}
	return describe(a.Router)
}

// shell serves the web app: one page for all its addresses, and its files.
func (a *App) shell(r *web.Router) error {
	page, err := fs.ReadFile(assets.FS, "web/index.html")
	if err != nil {
		return err
	}
	if a.Settings.Payments == "sandbox" { // every page says so
		page = bytes.Replace(page, []byte(`<meta name="laurel-payments" content="">`), []byte(`<meta name="laurel-payments" content="sandbox">`), 1)
	}
	show := func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
		c.Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), payment=()") // the equipment check asks for them
		return c.Send(page)
	}
	for id, path := range map[string]string{"app": "/app", "app-page": "/app/{path...}", "accept-page": "/accept", "reset-page": "/reset", "sign-in-page": "/sign-in"} {
		web.Page(r, web.Op{Method: http.MethodGet, Path: path, ID: id, Summary: "The web app", Tag: "pages", Rights: web.Public(), Free: true}, show)
	}
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/", ID: "home", Summary: "To the web app", Tag: "pages", Rights: web.Public()}, func(c *fiber.Ctx) error {
		return c.Redirect("/app", fiber.StatusFound)
	})
	return web.Static(r, "/assets", assets.FS, "web", "vendor", "public", "docs", "sandbox")
}

// health: /healthz says that the process lives, /readyz that it can serve.
func (a *App) health(r *web.Router) {
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/healthz", ID: "healthz", Summary: "The process lives", Tag: "operation", Rights: web.Public()}, func(c *fiber.Ctx) error {
		return c.JSON(fiber.Map{"status": "alive"})
	})
	var current atomic.Bool
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/readyz", ID: "readyz", Summary: "The process can serve", Tag: "operation", Rights: web.Public()}, func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(c.UserContext(), 2*time.Second)
		defer cancel()
		if err := a.DB.Ping(ctx); err != nil {
			return store.ErrUnavailable.Because(err).After(2 * time.Second)
		}
		if !current.Load() {
			if err := a.DB.Current(ctx); err != nil {
				return err
			}
			current.Store(true) // a schema never grows older
		}
		return c.JSON(fiber.Map{"status": "ready"})
	})
}
