package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/fault"
)

// MaxUpload is the largest body in bytes of a route that takes it as a stream.
const MaxUpload = 64 << 20

// uploadTime is how long a streamed body may take.
const uploadTime = 5 * time.Minute

// takeBody reads the body of a request before any route sees it, up to MaxBody. A streamed route reads its own. What was not
// read to its end ends the connection, or the rest of it could be taken for the next request.
func (r *Router) takeBody(c *fiber.Ctx) error {
	request := &c.Context().Request
	if !request.IsBodyStream() {
		return c.Next()
	}
	if r.streamed(c) {
		err := c.Next()
		if c.Locals(uploadedKey{}) == nil {
			c.Context().SetConnectionClose()
		}
		return err
	}
	if request.Header.ContentLength() > MaxBody {
		c.Context().SetConnectionClose()
		return ErrTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(request.BodyStream(), MaxBody+1))
	if err != nil || len(body) > MaxBody {
		c.Context().SetConnectionClose()
		return unread(err)
	}
	request.SetBodyRaw(body)
	return c.Next()
}

// unread says why a body was not read to its end.
func unread(err error) error {
	var slow net.Error
	switch {
	case err == nil:
		return ErrTooLarge
	case errors.As(err, &slow) && slow.Timeout():
		return fault.New(fault.TimedOut, "request_timeout", "The request took too long to arrive.")
	}
	return ErrUnreadable.Because(err)
}

// streamed tells whether a route takes its body as a stream.
func (r *Router) streamed(c *fiber.Ctx) bool {
	for _, path := range r.streams {
		if c.Method() == fiber.MethodPost && fiber.RoutePatternMatch(c.Path(), path) {
			return true
		}
	}
	return false
}

type uploadedKey struct{}

// Upload hands the body of a streamed route to take, which reads it to its end, and then goes on with a context that has its time
// still before it, and whose key stands for what was read.
func Upload(c *fiber.Ctx, take func(io.Reader) error, then func(context.Context) error) error {
	request := &c.Context().Request
	if request.Header.ContentLength() > MaxUpload {
		return ErrTooLarge
	}
	in := &upload{left: MaxUpload + 1, sum: sha256.New()}
	if request.IsBodyStream() {
		in.r = request.BodyStream()
		_ = c.Context().Conn().SetReadDeadline(time.Now().Add(uploadTime))
	}
	_, _ = in.sum.Write([]byte(c.Method() + "\n" + c.OriginalURL() + "\n"))
	err := take(in)
	if in.left == 0 || in.err != nil {
		return unread(in.err)
	}
	if err != nil {
		return err
	}
	c.Locals(uploadedKey{}, true)
	ctx := context.WithoutCancel(c.UserContext())
	if key, has := actor.RequestOf(ctx); has {
		key.Hash = hex.EncodeToString(in.sum.Sum(nil))
		ctx = actor.WithRequest(ctx, key)
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	return then(ctx)
}
