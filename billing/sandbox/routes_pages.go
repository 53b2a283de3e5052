package sandbox

import (
	"bytes"
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/web"
)

// sheet is what the page shows.
type sheet struct {
	Session Session
	Price   string
	Cards   []Card
	Chosen  string
	Problem string
	Open    bool
	Dispute bool
}

func (h routes) page(c *fiber.Ctx) error {
	s, err := h.sandbox.find(c.UserContext(), "id", web.Param(c, "session"))
	if err != nil {
		return err
	}
	return h.show(c, s, cards[0].Key)
}

// pay works without any script: a form, an answer, a redirect.
func (h routes) pay(c *fiber.Ctx) error {
	form, err := url.ParseQuery(string(web.Body(c)))
	if err != nil {
		return ErrRequest
	}
	s, due, err := h.use(c, form)
	if err != nil {
		return err
	}
	if err := h.sandbox.deliver(c.UserContext(), due); err != nil { // the duty goes on with them
		h.sandbox.log.Warn("sandbox webhooks wait", "error", err.Error())
	}
	if s.Status == open {
		return h.show(c, s, form.Get("card"))
	}
	return c.Redirect(s.ReturnURL, http.StatusSeeOther)
}

// use does what the form says: a card on an open session, or the bank's decision about a dispute.
func (h routes) use(c *fiber.Ctx, form url.Values) (Session, []string, error) {
	if form.Get("dispute") == "won" {
		return h.sandbox.Win(c.UserContext(), web.Param(c, "session"))
	}
	card, known := cardOf(form.Get("card"))
	if !known {
		return Session{}, nil, ErrRequest
	}
	return h.sandbox.Pay(c.UserContext(), web.Param(c, "session"), card)
}

func (h routes) show(c *fiber.Ctx, s Session, chosen string) error {
	var out bytes.Buffer
	err := h.sandbox.page.Execute(&out, sheet{
		Session: s, Price: s.Money().String(), Cards: cards[:], Chosen: chosen, Problem: sentence(s.Failure), Open: s.Status == open, Dispute: s.Status == disputed,
	})
	if err != nil {
		return err
	}
	return c.Type("html", "utf-8").Send(out.Bytes())
}

func (h routes) style(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.Type("css", "utf-8").Send(h.sandbox.style)
}
