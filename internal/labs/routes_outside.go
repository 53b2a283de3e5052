package labs

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/hooks"
	"laurel/internal/web"
)

// mostSaid is the largest message of an outside grader.
const mostSaid = 512 << 10

// outside registers what outside graders say and ask. Nobody signs in there; every message is signed by Standard Webhooks.
func (h routes) outside(r *web.Router) {
	all := web.Public()
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/api/v1/labs/{id}/ready", ID: "lab-is-ready", Tag: tag, Rights: all, MaxBody: mostSaid,
		Summary: "An outside grader says, signed, that a lab is prepared: {session, connection}"}, h.said(h.labs.SayReady))
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/api/v1/labs/{id}/grade", ID: "lab-is-graded", Tag: tag, Rights: all, MaxBody: mostSaid,
		Summary: "An outside grader says, signed, which checks passed: {session, checks: [{name, passed, detail}]}"}, h.said(h.labs.SayGrade))
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/api/v1/labs/{id}/files/{file}", ID: "get-lab-file", Tag: tag, Rights: all,
		Summary: "An outside grader fetches, signing an empty body under the id of the file, a file that was handed in"}, h.file)
}

func message(c *fiber.Ctx) hooks.Message {
	return hooks.Message{ID: c.Get("Webhook-Id"), Timestamp: c.Get("Webhook-Timestamp"), Signature: c.Get("Webhook-Signature"), Body: web.Body(c)}
}

func (h routes) said(hear func(ctx context.Context, sessionID string, m hooks.Message) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := hear(c.UserContext(), web.Param(c, "id"), message(c)); err != nil {
			return err
		}
		return c.SendStatus(http.StatusNoContent)
	}
}

func (h routes) file(c *fiber.Ctx) error {
	m := message(c)
	m.Body = nil
	body, err := h.labs.Fetch(c.UserContext(), web.Param(c, "id"), web.Param(c, "file"), m)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/octet-stream")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set(fiber.HeaderContentDisposition, "attachment")
	return c.Send(body)
}
