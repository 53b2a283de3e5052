package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Ranged sends content that never changes under its tag, or the one part of it that is asked for: some browsers play no recording
// that does not come in parts. A part that lies outside is 416; what is no range of bytes is answered with the whole.
func Ranged(c *fiber.Ctx, tag string, body []byte) error {
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	c.Set(fiber.HeaderETag, ETag(tag))
	if since := c.Get(fiber.HeaderIfRange); since != "" && since != ETag(tag) {
		return c.Send(body)
	}
	from, to, asked := rangeOf(c.Get(fiber.HeaderRange), len(body))
	switch {
	case !asked:
		return c.Send(body)
	case from >= to:
		c.Set(fiber.HeaderContentRange, "bytes */"+strconv.Itoa(len(body)))
		return c.Status(http.StatusRequestedRangeNotSatisfiable).Send(nil)
	}
	c.Set(fiber.HeaderContentRange, "bytes "+strconv.Itoa(from)+"-"+strconv.Itoa(to-1)+"/"+strconv.Itoa(len(body)))
	return c.Status(http.StatusPartialContent).Send(body[from:to])
}

// rangeOf reads one range of a content of so many bytes, its end not included; nothing is in it that lies outside. Several ranges, and
// other units, are not asked for.
func rangeOf(header string, size int) (from, to int, asked bool) {
	spec, isBytes := strings.CutPrefix(header, "bytes=")
	first, last, isRange := strings.Cut(strings.TrimSpace(spec), "-")
	if !isBytes || !isRange || strings.Contains(spec, ",") {
		return 0, 0, false
	}
	if first == "" { // the last so many
		n, err := strconv.ParseUint(last, 10, 31)
		return max(size-int(n), 0), size, err == nil //nolint:gosec // 31 bits
	}
	a, err := strconv.ParseUint(first, 10, 31)
	if err != nil {
		return 0, 0, false
	}
	if last == "" {
		return int(a), size, true //nolint:gosec // 31 bits
	}
	b, err := strconv.ParseUint(last, 10, 31)
	if err != nil || b < a {
		return 0, 0, false
	}
	return int(a), min(int(b)+1, size), true //nolint:gosec // 31 bits
}
