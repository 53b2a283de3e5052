package app

import (
	"net"
	"sync"
)

// listener remembers connections on which nobody has said a word yet. Browsers open some in advance; a server that ends
// would wait for the first request on them until it gives up reading.
type listener struct {
	net.Listener

	mu     sync.Mutex
	silent map[*connection]struct{}
	ended  bool
}

func attentive(l net.Listener) *listener {
	return &listener{Listener: l, silent: map[*connection]struct{}{}}
}

// Accept takes the next connection; none once the end has begun.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		l.mu.Lock()
		if l.ended {
			l.mu.Unlock()
			_ = c.Close()
			continue
		}
		wrapped := &connection{Conn: c, of: l}
		l.silent[wrapped] = struct{}{}
		l.mu.Unlock()
		return wrapped, nil
	}
}

// hush closes the silent connections and those that still come.
func (l *listener) hush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	for c := range l.silent {
		_ = c.Conn.Close()
	}
	clear(l.silent)
}

func (l *listener) spoke(c *connection) {
	l.mu.Lock()
	delete(l.silent, c)
	l.mu.Unlock()
}

type connection struct {
	net.Conn
	of    *listener
	first sync.Once
}

// Read notices the first word.
func (c *connection) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.first.Do(func() { c.of.spoke(c) })
	return n, err
}

// Close ends the connection.
func (c *connection) Close() error {
	c.of.spoke(c)
	return c.Conn.Close()
}
