package load

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// object is a JSON object.
type object = map[string]any

// Client calls one of several addresses of the same installation and goes on to the next when one does not answer. It costs
// little, because it shares the machine with what it measures.
type Client struct {
	hosts []*fasthttp.HostClient
	turn  atomic.Int64
}

// NewClient makes a client of addresses "host:port".
func NewClient(addresses ...string) *Client {
	c := &Client{}
	for _, a := range addresses {
		c.hosts = append(c.hosts, &fasthttp.HostClient{
			Addr: a, MaxConns: 4096, MaxIdleConnDuration: time.Minute, ReadTimeout: 15 * time.Second, WriteTimeout: 5 * time.Second, MaxIdemponentCallAttempts: 1,
			Dial: func(addr string) (net.Conn, error) { return fasthttp.DialTimeout(addr, 2*time.Second) },
		})
	}
	return c
}

// request is one call. A key makes it safe to repeat.
type request struct {
	method, path, bearer, key string
	body                      []byte
}

// errAway says that nothing answered: whether the deed was done is not known.
var errAway = errors.New("no answer")

// answer is what came back.
type answer struct {
	status int
	body   []byte
}

func (a answer) into(v any) error {
	if err := json.Unmarshal(a.body, v); err != nil {
		return fmt.Errorf("an answer of status %d cannot be read: %w", a.status, err)
	}
	return nil
}

// call sends a request once, to the host that this client favours just now.
func (c *Client) call(r request) (answer, error) {
	turn := c.turn.Load()
	q, p := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(q)
	defer fasthttp.ReleaseResponse(p)
	host := c.hosts[int(turn)%len(c.hosts)]
	q.Header.SetMethod(r.method)
	q.SetRequestURI("http://" + host.Addr + r.path)
	q.Header.Set("Authorization", "Bearer "+r.bearer)
	if r.key != "" {
		q.Header.Set("Idempotency-Key", r.key)
	}
	if r.body != nil {
		q.Header.SetContentType("application/json")
		q.SetBodyRaw(r.body)
	}
	if err := host.Do(q, p); err != nil {
		c.turn.CompareAndSwap(turn, turn+1)
		return answer{}, errors.Join(errAway, err)
	}
	if p.StatusCode() >= 500 {
		c.turn.CompareAndSwap(turn, turn+1)
	}
	return answer{p.StatusCode(), append([]byte(nil), p.Body()...)}, nil
}

// want repeats a call that may be repeated until it is answered otherwise than by "not now", within a time.
func (c *Client) want(r request, status int, within time.Duration) (answer, error) {
	until := time.Now().Add(within)
	for wait := 20 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		a, err := c.call(r)
		if err == nil && a.status == status {
			return a, nil
		}
		if err == nil && a.status < 500 && a.status != fasthttp.StatusTooManyRequests && a.status != fasthttp.StatusConflict {
			return a, fmt.Errorf("%s %s answered %d: %.300s", r.method, r.path, a.status, a.body)
		}
		if time.Now().After(until) {
			return a, fmt.Errorf("%s %s: no %d within %s (%w; last %d %.200s)", r.method, r.path, status, within, errors.Join(err), a.status, a.body)
		}
		time.Sleep(wait)
	}
}

func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // what is encoded here are our own shapes
	}
	return text
}
