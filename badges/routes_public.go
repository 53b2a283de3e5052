package badges

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"laurel/badges/openbadge"
	"laurel/internal/web"
)

// form is one of the shapes in which a credential, a list or a document is served.
type form struct {
	kind, tag string
	body      []byte
}

func formOf(kind string, body []byte) form { return form{kind, digest(body), body} }

// open lets pages of others read what is public anyway, for as long as nobody should trust an older copy.
func open(c *fiber.Ctx, f form) error {
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set(fiber.HeaderAccessControlExposeHeaders, "ETag")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Set("X-Robots-Tag", "noindex")
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	c.Set(fiber.HeaderETag, web.ETag(f.tag))
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), web.ETag(f.tag)) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, f.kind)
	return c.Send(f.body)
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

func (h routes) json(c *fiber.Ctx) error {
	found, err := h.Find(c.UserContext(), web.Param(c, "id"))
	if err != nil {
		return err
	}
	return open(c, formOf("application/vc", []byte(found.Signed)))
}

func (h routes) jwt(c *fiber.Ctx) error {
	found, err := h.Find(c.UserContext(), web.Param(c, "id"))
	if err != nil {
		return err
	}
	return open(c, formOf("text/plain", []byte(found.Token)))
}

// kinds of the drawn forms.
var kinds = map[string]string{"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}

func (h routes) file(ext string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id := web.Param(c, "id")
		name, body, err := h.File(c.UserContext(), id, ext)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentDisposition, `inline; filename="`+id+"."+ext+`"`)
		return open(c, form{kinds[ext], strings.TrimSuffix(path.Base(name), path.Ext(name)), body})
	}
}

func (h routes) keySet(c *fiber.Ctx) error {
	keys, err := h.KeySet(c.UserContext())
	if err != nil {
		return err
	}
	body, err := openbadge.Write(keys)
	if err != nil {
		return err
	}
	return open(c, formOf("application/jwk-set+json", body))
}

func (h routes) did(c *fiber.Ctx) error {
	document, err := h.IssuerDocument(c.UserContext(), web.Param(c, "slug"))
	if err != nil {
		return err
	}
	body, err := openbadge.Write(document)
	if err != nil {
		return err
	}
	return open(c, formOf("application/did+json", body))
}

func (h routes) status(c *fiber.Ctx) error {
	body, err := h.StatusList(c.UserContext(), web.Param(c, "list"))
	if err != nil {
		return err
	}
	return open(c, formOf("application/vc", body))
}
