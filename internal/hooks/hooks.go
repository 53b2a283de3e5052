// Package hooks speaks with strangers' servers: it signs and verifies by Standard Webhooks 1.0.0, keeps shared secrets
// sealed, and posts through a client that is never led to an address inside.
package hooks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// mostRead of an answer: enough to be polite, little enough that a stream of noise costs nothing.
const mostRead = 64 << 10

// NewClient speaks to strangers: every connection passes the guard, redirects are answers, and nothing is unpacked.
func NewClient(g Guard) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: g.Control}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			Proxy:                  nil, // a proxy would resolve the name out of the guard's sight
			TLSHandshakeTimeout:    5 * time.Second,
			MaxResponseHeaderBytes: 16 << 10,
			DisableCompression:     true,
			DisableKeepAlives:      true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Call is one message to one address. ID stays the same over all attempts, so that a receiver who remembers ids sees it once.
type Call struct {
	URL, ID string
	At      time.Time
	Body    []byte // JSON
	Secrets []Secret
}

// Answer of a receiver. Body is the beginning of it; Asked is its Retry-After, bounded by LongestWait.
type Answer struct {
	Status int
	Body   []byte
	Asked  time.Duration
}

// Post sends the call signed. The context bounds it from dialling to the last byte; give it a time-out. Every status is
// an answer; an error is a connection that failed, with Reason for its code.
func Post(ctx context.Context, client *http.Client, c Call) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL, bytes.NewReader(c.Body))
	if err != nil {
		return Answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Laurel-Webhooks/1")
	req.Header.Set("Webhook-Id", c.ID)
	req.Header.Set("Webhook-Timestamp", strconv.FormatInt(c.At.Unix(), 10))
	req.Header.Set("Webhook-Signature", Signature(c.ID, c.At, c.Body, c.Secrets...))
	resp, err := client.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	// The status decides; an answer that breaks off or never ends does not turn a yes into a no.
	body, _ := io.ReadAll(io.LimitReader(resp.Body, mostRead))
	a := Answer{Status: resp.StatusCode, Body: body}
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && seconds > 0 {
		a.Asked = time.Duration(min(seconds, int(LongestWait/time.Second))) * time.Second
	}
	return a, nil
}

// Reason turns a transport fault into a code; its text may tell a stranger about the inside of our network.
func Reason(err error) string {
	var timeout net.Error
	var dns *net.DNSError
	var op *net.OpError
	var address *url.Error
	switch {
	case errors.Is(err, ErrInside):
		return "address_not_public"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.As(err, &dns):
		return "name_not_found"
	case errors.As(err, &op) && op.Op == "dial":
		return "no_connection"
	case errors.As(err, &address) && address.Op == "parse":
		return "bad_url"
	}
	return "broken_connection"
}
