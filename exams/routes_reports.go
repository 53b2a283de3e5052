package exams

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/web"
)

// reports registers what can be printed.
func (h routes) reports(r *web.Router) {
	web.Page(r, web.Op{Method: http.MethodGet, Path: attemptsPath + "/{id}/report.pdf", ID: "print-report", Tag: tagAttempts, Rights: web.SignedIn(),
		Summary: "The score report of an attempt of yours, to print"}, h.report)
}

func (h routes) report(c *fiber.Ctx) error {
	name, file, err := h.exams.Report(c.UserContext(), web.Param(c, "id"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(file)
}
