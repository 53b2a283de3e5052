package load

import (
	"io"
	"net"
	"sync"
	"time"
)

// Proxy stands between the ground and a server, so that the server can vanish for the ground and for nobody else.
type Proxy struct {
	target, address string
	mu              sync.Mutex
	listener        net.Listener
	open            map[net.Conn]bool
}

// NewProxy forwards a port of loopback to the target, "host:port".
func NewProxy(target string) (*Proxy, error) {
	p := &Proxy{target: target, open: map[net.Conn]bool{}}
	return p, p.Restore()
}

// Address is where it listens.
func (p *Proxy) Address() string { return p.address }

// Cut ends every connection and refuses new ones.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
	for c := range p.open {
		_ = c.Close()
	}
	p.open = map[net.Conn]bool{}
}

// Restore listens again at the same address.
func (p *Proxy) Restore() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.address
	if at == "" {
		at = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", at) //nolint:noctx // lives until Cut
	if err != nil {
		return err
	}
	p.listener, p.address = l, l.Addr().String()
	go p.accept(l)
	return nil
}

func (p *Proxy) accept(l net.Listener) {
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		go p.join(near)
	}
}

func (p *Proxy) join(near net.Conn) {
	far, err := net.DialTimeout("tcp", p.target, 3*time.Second) //nolint:noctx // bounded
	if err != nil {
		_ = near.Close()
		return
	}
	p.mu.Lock()
	if p.listener == nil { // cut meanwhile
		p.mu.Unlock()
		_, _ = near.Close(), far.Close()
		return
	}
	p.open[near], p.open[far] = true, true
	p.mu.Unlock()
	go pour(near, far)
	pour(far, near)
	p.mu.Lock()
	delete(p.open, near)
	delete(p.open, far)
	p.mu.Unlock()
}

// pour copies until one side ends, and ends both.
func pour(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_, _ = to.Close(), from.Close()
}
