package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"laurel/internal/fault"
)

// The refusals of the door itself.
var (
	ErrNothing     = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrMethod      = fault.New(fault.NoMethod, "method_not_allowed", "This address does not answer to that method.")
	ErrUnreadable  = fault.New(fault.Unreadable, "unreadable", "The request cannot be read.")
	ErrEncoded     = fault.New(fault.Unsupported, "encoding_not_supported", "Send the body as it is, without a Content-Encoding.")
	ErrMediaType   = fault.New(fault.Unsupported, "media_type_not_supported", "Send JSON with the header Content-Type: application/json.")
	ErrTooLarge    = fault.New(fault.TooLarge, "too_large", "The body is larger than this address takes.")
	ErrSignedOut   = fault.New(fault.Unauthenticated, "not_signed_in", "Sign in, or send a valid access token or API key as Authorization: Bearer.")
	ErrForbidden   = fault.New(fault.Forbidden, "role_missing", "You are signed in, but your role does not allow this.")
	ErrScope       = fault.New(fault.Forbidden, "scope_missing", "The API key does not have the scope that this needs.")
	ErrInput       = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrKeyMissing  = fault.New(fault.Invalid, "idempotency_key_required", "Send an Idempotency-Key header of 1 to 255 characters, a new one for each new request.")
	ErrTooMany     = fault.New(fault.TooMany, "too_many_requests", "Too many requests. Wait for the time in Retry-After.")
	ErrNoCondition = fault.New(fault.Unconditional, "version_missing", "Send the ETag you last read in If-Match, so that nobody's change is overwritten unseen.")
	ErrStale       = fault.New(fault.Stale, "version_stale", "Somebody changed this since you read it. Read it again and repeat your change.")
)

// Problem is an error answer after RFC 9457.
type Problem struct {
	Status    int           `json:"status" doc:"The HTTP status again"`
	Title     string        `json:"title"`
	Code      string        `json:"code" doc:"Stable word for programs"`
	Detail    string        `json:"detail" doc:"A sentence for people"`
	RequestID string        `json:"request_id"`
	Errors    []fault.Field `json:"errors,omitempty"`
	Unmet     []fault.Unmet `json:"unmet,omitempty"`
	extra     map[string]any
}

// Error is the code.
func (p *Problem) Error() string { return p.Code }

// GetStatus is what huma writes.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is what huma sends.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// MarshalJSON puts further members beside the standard ones.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	if len(p.extra) == 0 {
		return json.Marshal((*plain)(p))
	}
	text, err := json.Marshal((*plain)(p))
	if err != nil {
		return nil, err
	}
	members := map[string]any{}
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	maps.Copy(members, p.extra)
	return json.Marshal(members)
}

func problemOf(ctx context.Context, e *fault.Error) *Problem {
	return &Problem{Status: int(e.Kind), Title: http.StatusText(int(e.Kind)), Code: e.Code, Detail: e.Detail, RequestID: callOf(ctx).id, Errors: e.Fields, Unmet: e.Unmet, extra: e.Extra}
}

// answer turns any error into what huma writes; what is foreign is logged and told as 500.
func answer(ctx context.Context, err error) error {
	e := fault.Of(err)
	if e.Kind == fault.Internal || e.Kind == fault.Unavailable {
		c := callOf(ctx)
		c.log.LogAttrs(ctx, slog.LevelError, "refused", slog.String("code", e.Code), slog.String("request_id", c.id), slog.String("cause", e.Error()))
	}
	p := problemOf(ctx, e)
	if e.Retry > 0 {
		return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {retryAfter(e)}})
	}
	return p
}

func retryAfter(e *fault.Error) string {
	return strconv.Itoa(int(math.Ceil(e.Retry.Seconds())))
}

// refuse answers with a page whoever followed a link in a browser, and everybody else with the document.
func (r *Router) refuse(c *fiber.Ctx, err error) error {
	page := c.Method() == fiber.MethodGet && strings.HasPrefix(c.Get(fiber.HeaderAccept), "text/html") && !strings.HasPrefix(c.Path(), "/api/") && !strings.HasPrefix(c.Path(), "/prm/")
	if r.options.ErrorPage == nil || !page {
		return refuse(c, err)
	}
	e := refusal(c, err)
	var out bytes.Buffer
	if err := r.options.ErrorPage.Execute(&out, problemOf(c.UserContext(), e)); err != nil {
		return refuse(c, e)
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return c.Status(int(e.Kind)).Send(out.Bytes())
}

// refuse is Fiber's error handler: pages, unmatched addresses, panics.
func refuse(c *fiber.Ctx, err error) error {
	e := refusal(c, err)
	body, err := json.Marshal(problemOf(c.UserContext(), e))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	return c.Status(int(e.Kind)).Send(body)
}

// refusal finds out what is refused, logs what is our fault, and sets the headers that go with it.
func refusal(c *fiber.Ctx, err error) *fault.Error {
	var own *fiber.Error
	if errors.As(err, &own) {
		switch own.Code {
		case fiber.StatusNotFound:
			err = ErrNothing
		case fiber.StatusMethodNotAllowed:
			err = ErrMethod
		case fiber.StatusRequestEntityTooLarge:
			err = ErrTooLarge
		case fiber.StatusRequestTimeout:
			err = fault.New(fault.TimedOut, "request_timeout", "The request took too long to arrive.")
		default:
			if own.Code < fiber.StatusInternalServerError {
				err = ErrUnreadable
			}
		}
	}
	_ = answer(c.UserContext(), err) // for the log
	e := fault.Of(err)
	if e.Retry > 0 {
		c.Set(fiber.HeaderRetryAfter, retryAfter(e))
	}
	if e.Kind == fault.Unauthenticated {
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	return e
}

// humaError replaces huma's own error maker, which would send back the rejected value, a password too.
func humaError(ctx context.Context, status int, message string, errs []error) huma.StatusError {
	e := ErrInput
	switch status {
	case http.StatusUnprocessableEntity:
	case http.StatusBadRequest:
		e = ErrUnreadable
		if strings.Contains(message, "required") {
			e = ErrInput.Detailed("This address needs a JSON body.")
		}
	case http.StatusRequestEntityTooLarge:
		e = ErrTooLarge
	case http.StatusUnsupportedMediaType:
		e = ErrMediaType
	case http.StatusRequestTimeout:
		e = fault.New(fault.TimedOut, "request_timeout", "The request took too long to arrive.")
	case http.StatusNotAcceptable:
		e = fault.New(http.StatusNotAcceptable, "not_acceptable", "Answers are JSON; send Accept: application/json.")
	default:
		e = fault.Of(errors.New(message))
	}
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			e = e.With(fieldOf(d))
		}
	}
	return problemOf(ctx, e)
}

// fieldOf keeps huma's words, except where they come from Go's decoder, which quotes the value and names our types.
func fieldOf(d *huma.ErrorDetail) fault.Field {
	f := fault.Field{Field: field(d.Location), Code: codeOf(d.Message), Detail: d.Message}
	if strings.HasPrefix(d.Message, "json: ") {
		f.Code, f.Detail = "out_of_range", "a value that cannot be kept"
		if at := strings.LastIndex(d.Message, "Go struct field "); at >= 0 {
			name, _, _ := strings.Cut(d.Message[at+len("Go struct field "):], " ")
			_, f.Field, _ = strings.Cut(name, ".") // without the name of the type
		}
	}
	return f
}

// field makes "body.price.amount" and "query.limit" what the sender calls it.
func field(location string) string {
	for _, prefix := range []string{"body.", "query.", "path.", "header.", "cookie."} {
		if rest, ok := strings.CutPrefix(location, prefix); ok {
			return rest
		}
	}
	return location
}

// codeOf gives a stable word for huma's sentences.
func codeOf(message string) string {
	for _, c := range []struct{ part, code string }{
		{"unexpected property", "unknown_field"}, {"unknown query", "unknown_parameter"}, {"required", "required"}, {"one of", "not_allowed"}, {"pattern", "malformed"},
		{"length", "length"}, {"number >=", "out_of_range"}, {"number <=", "out_of_range"}, {"number >", "out_of_range"}, {"number <", "out_of_range"}, {"items", "count"},
	} {
		if strings.Contains(message, c.part) {
			return c.code
		}
	}
	return "invalid"
}
