package webhooks

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

// parcel is a claimed delivery with all that sending it needs.
type parcel struct {
	delivery Delivery
	endpoint Endpoint
	payload  []byte
	secrets  []Secret
	lease    string
}

// post makes one attempt. It fails only when it was interrupted from our side; everything else is an outcome.
func (s *Service) post(ctx context.Context, p parcel) (outcome, error) {
	began := s.db.Now()
	bounded, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	o, err := s.exchange(bounded, p, began)
	if ctx.Err() != nil { // we are shutting down: the lease runs out and the attempt is made again
		return outcome{}, ctx.Err()
	}
	o.At = s.db.Now()
	o.Took = o.At.Sub(began)
	if err != nil {
		o.Error = reason(err)
	}
	return o, nil
}

func (s *Service) exchange(ctx context.Context, p parcel, at time.Time) (outcome, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.endpoint.URL, bytes.NewReader(p.payload))
	if err != nil {
		return outcome{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Laurel-Webhooks/1")
	req.Header.Set("Webhook-Id", p.delivery.EventID)
	req.Header.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	req.Header.Set("Webhook-Signature", Signature(p.delivery.EventID, at, p.payload, p.secrets...))
	resp, err := s.client.Do(req)
	if err != nil {
		return outcome{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	// The status decides; an answer that breaks off or never ends does not turn a yes into a no.
	body, _ := io.ReadAll(io.LimitReader(resp.Body, mostRead))
	o := outcome{Status: resp.StatusCode, Response: excerpt(body)}
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && seconds > 0 {
		o.Asked = time.Duration(min(seconds, int(longestWait/time.Second))) * time.Second
	}
	return o, nil
}

// reason turns a transport fault into a code; its text may tell a stranger about the inside of our network.
func reason(err error) string {
	var timeout net.Error
	var dns *net.DNSError
	var op *net.OpError
	var address *url.Error
	switch {
	case errors.Is(err, errInside):
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
