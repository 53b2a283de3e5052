package exams

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/web"
)

// media registers what an attempt shows besides text. The link is the right: a picture cannot send a token.
func (h routes) media(r *web.Router) {
	web.Page(r, web.Op{Method: http.MethodGet, Path: attemptsPath + "/{id}/media/{medium}/{signature}", ID: "get-attempt-medium", Tag: tagAttempts, Rights: web.Public(),
		Summary: "A picture or recording of an item, under the link that the attempt gives; it dies when the attempt closes"}, h.medium)
}

func (h routes) medium(c *fiber.Ctx) error {
	m, err := h.exams.Medium(c.UserContext(), web.Param(c, "id"), web.Param(c, "medium"), web.Param(c, "signature"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, m.Type)
	// Kept by the browser of the candidate for as long as a network may be gone; what closes the link is the server.
	c.Set(fiber.HeaderCacheControl, "private, max-age=3600")
	return web.Ranged(c, web.Param(c, "medium"), m.Body)
}
