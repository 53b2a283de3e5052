package banks

import (
	"io"
	"os"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/web"
)

// exportItems writes the bank to a file that nobody else can name, so that the answer is whole or a refusal. With report=true the
// answer is what would be lost.
func (h routes) exportItems(c *fiber.Ctx) error {
	id, format := web.Param(c, "id"), c.Query("format")
	if c.Query("report") == "true" {
		e, err := h.banks.Export(c.UserContext(), id, format, io.Discard)
		if err != nil {
			return err
		}
		return c.JSON(e)
	}
	f, err := os.CreateTemp("", "laurel-export-")
	if err != nil {
		return err
	}
	_ = os.Remove(f.Name())
	e, err := h.banks.Export(c.UserContext(), id, format, f)
	if err != nil {
		_ = f.Close()
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = f.Close()
		return err
	}
	c.Set(fiber.HeaderContentType, exportFormats[format].Type)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+id+exportFormats[format].Ending+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("Laurel-Items-Written", strconv.Itoa(e.Written))
	c.Set("Laurel-Items-Not-Written", strconv.Itoa(e.Left))
	return c.SendStream(f, int(size)) // which closes the file
}
