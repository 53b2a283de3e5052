// Package fault is how every part of the house says no: a kind, a stable code, a sentence for the reader.
package fault

import (
	"errors"
	"maps"
	"slices"
	"time"
)

// Kind decides the HTTP status and nothing else; its value is that status.
type Kind int

// The kinds, each with the status convention of the contract.
const (
	Unreadable      Kind = 400 // not JSON, bad signature
	Unauthenticated Kind = 401
	Forbidden       Kind = 403 // own tenant, role or scope missing
	NotFound        Kind = 404 // does not exist, or lies outside the caller's sight
	NoMethod        Kind = 405
	TimedOut        Kind = 408
	Conflict        Kind = 409
	Gone            Kind = 410
	Stale           Kind = 412
	TooLarge        Kind = 413
	Unsupported     Kind = 415
	Invalid         Kind = 422
	Unconditional   Kind = 428
	TooMany         Kind = 429
	Internal        Kind = 500
	Unavailable     Kind = 503
)

// Field is one fault of the input: where it stands and what is wrong, never the value itself.
type Field struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// Unmet is one thing a closed gate still asks for; Link leads to where it can be done.
type Unmet struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Title string `json:"title"`
	Have  int    `json:"have"`
	Need  int    `json:"need"`
	Link  string `json:"link"`
}

// Error is a refusal. Sentinels are declared with New and refined with the copying methods below.
type Error struct {
	Kind   Kind
	Code   string // stable, part of the contract
	Detail string // for people
	Fields []Field
	Unmet  []Unmet
	Retry  time.Duration
	Extra  map[string]any
	cause  error
}

// New declares a refusal. A conflict names the state that stands against the request: its code, until And says it more closely.
func New(kind Kind, code, detail string) *Error {
	e := &Error{Kind: kind, Code: code, Detail: detail}
	if kind == Conflict {
		return e.And("state", code)
	}
	return e
}

// Error gives code and cause: it is read in logs, never by clients.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Code + ": " + e.cause.Error()
	}
	return e.Code
}

// Is holds for refusals of equal code, so that refined copies still match their sentinel.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// Because keeps a cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// With adds faults of single input fields.
func (e *Error) With(fields ...Field) *Error {
	c := *e
	c.Fields = append(slices.Clone(e.Fields), fields...)
	return &c
}

// Missing adds what a closed gate asks for.
func (e *Error) Missing(unmet ...Unmet) *Error {
	c := *e
	c.Unmet = append(slices.Clone(e.Unmet), unmet...)
	return &c
}

// After tells when to try again; sent as Retry-After in whole seconds, rounded up.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.Retry = d
	return &c
}

// And adds a further member to the problem document.
func (e *Error) And(key string, value any) *Error {
	c := *e
	c.Extra = maps.Clone(e.Extra)
	if c.Extra == nil {
		c.Extra = map[string]any{}
	}
	c.Extra[key] = value
	return &c
}

// Detailed replaces the sentence and keeps the code.
func (e *Error) Detailed(detail string) *Error {
	c := *e
	c.Detail = detail
	return &c
}

// Of finds the refusal inside err. Anything foreign is Internal and tells the client nothing.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return New(Internal, "internal", "Something went wrong on our side. Try again; if it stays, tell us the request id.").Because(err)
}
