package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"laurel/badges"
)

// statement says whether the issuer signed exactly this, and what it says. The keys come from a file, or from the issuer itself.
func (c *verify) statement(env *environment, s badges.Statement) error {
	keys, from := []byte(nil), c.Keys
	var err error
	if c.Keys != "" {
		keys, err = os.ReadFile(c.Keys)
	} else {
		from = s.Issuer + "/.well-known/jwks.json"
		keys, err = fetchKeys(env.ctx, s.Issuer, from)
	}
	if err != nil {
		return fmt.Errorf("the keys of %s cannot be had, so nothing is proven: %w", s.Issuer, err)
	}
	if err := s.Verify(keys); err != nil {
		_, _ = fmt.Fprintln(env.out, "INVALID")
		return err
	}
	_, err = fmt.Fprintf(env.out, "VALID\n  signed by %s\n  key       %s\n  from      %s\n  says      %s\n", s.Issuer, s.Method, from, s.Payload)
	return err
}

// fetchKeys asks over HTTPS, or plainly on this machine; a redirect is no answer.
func fetchKeys(ctx context.Context, issuer, address string) ([]byte, error) {
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" {
		return nil, errors.New("the statement names no issuer that can be asked; give --keys")
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())) {
		return nil, errors.New("the issuer is not reached over https; give --keys")
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", address, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, 256<<10))
}
