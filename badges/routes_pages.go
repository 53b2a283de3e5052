package badges

import (
	"errors"
	"io"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/fault"
	"laurel/internal/web"
)

func (h routes) html(c *fiber.Ctx, name string, data any) error {
	var b strings.Builder
	if err := h.pages.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.Set("X-Robots-Tag", "noindex")
	return c.SendString(b.String())
}

// nowhere is the page for what does not exist; any other fault goes on.
func (h routes) nowhere(c *fiber.Ctx, err error) error {
	if fault.Of(err).Kind != fault.NotFound {
		return err
	}
	return h.html(c.Status(fiber.StatusNotFound), "nowhere.html", frame{Vendor: h.issuer.Name, Title: "Nothing here"})
}

// credential answers people with a page and programs with the signed bytes, at one address.
func (h routes) credential(c *fiber.Ctx) error {
	c.Vary(fiber.HeaderAccept)
	switch c.Accepts("text/html", "application/vc", "application/vc+ld+json", "application/ld+json", "application/json", "application/vc+jwt", "application/jwt") {
	case "application/vc", "application/vc+ld+json", "application/ld+json", "application/json":
		return h.json(c)
	case "application/vc+jwt", "application/jwt":
		return h.jwt(c)
	}
	page, err := h.credentialPage(c.UserContext(), web.Param(c, "id"))
	if err != nil {
		return h.nowhere(c, err)
	}
	return h.html(c, "credential.html", page)
}

func (h routes) certificationPage(c *fiber.Ctx) error {
	found, err := h.Certification(c.UserContext(), web.Param(c, "key"))
	if err != nil {
		return h.nowhere(c, err)
	}
	page, err := h.aboutCertification(found)
	if err != nil {
		return err
	}
	return h.html(c, "certification.html", page)
}

// verifyPage shows the form; with a code it leads on to the credential.
func (h routes) verifyPage(c *fiber.Ctx) error {
	page := verifyPage{frame: frame{Vendor: h.issuer.Name, Title: "Check a credential"}}
	typed := c.Query("code")
	if typed == "" {
		return h.html(c, "verify.html", page)
	}
	if verdict := h.codes.Take(web.Remote(c.UserContext())); !verdict.OK {
		return ErrTooMany.After(verdict.Retry)
	}
	page.Problem = "That is no code of ours. Check for a mistyped letter; it has twelve, and the last one guards the others."
	code, ok := ReadCode(typed)
	if !ok {
		return h.html(c.Status(fiber.StatusUnprocessableEntity), "verify.html", page)
	}
	found, err := h.FindByCode(c.UserContext(), code)
	if err != nil {
		if !errors.Is(err, ErrNoCredential) {
			return err
		}
		page.Problem = "No credential carries this code."
		return h.html(c.Status(fiber.StatusNotFound), "verify.html", page)
	}
	return c.Redirect("/credentials/"+url.PathEscape(found.ID), fiber.StatusSeeOther)
}

// verifyFile examines what was uploaded or pasted. Addresses inside are not fetched.
func (h routes) verifyFile(c *fiber.Ctx) error {
	if verdict := h.uploads.Take(web.Remote(c.UserContext())); !verdict.OK {
		return ErrTooMany.After(verdict.Retry)
	}
	page := verifyPage{frame: frame{Vendor: h.issuer.Name, Title: "Check a credential"}}
	file, err := uploaded(c)
	if err != nil || len(file) == 0 {
		page.Problem = "Choose a file, or paste the text of a credential."
		return h.html(c.Status(fiber.StatusUnprocessableEntity), "verify.html", page)
	}
	page.answer(h.Verify(c.UserContext(), file))
	return h.html(c, "verify.html", page)
}

func uploaded(c *fiber.Ctx) ([]byte, error) {
	if !strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEMultipartForm) {
		return nil, web.ErrMediaType
	}
	form, err := c.MultipartForm()
	if err != nil {
		return nil, err
	}
	if files := form.File["file"]; len(files) > 0 && files[0].Size > 0 {
		f, err := files[0].Open()
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(io.LimitReader(f, mostUpload))
		return body, errors.Join(err, f.Close())
	}
	if texts := form.Value["text"]; len(texts) > 0 {
		return []byte(strings.TrimSpace(texts[0])), nil
	}
	return nil, nil
}
