package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"laurel/internal/id"
	"laurel/internal/store"
)

// Ground is an installation of its own on the servers of another: a database beside the real one, a folder for files and
// letters, and processes of the program that is running. Nothing of the real installation is read or written.
type Ground struct {
	dir       string
	env       []string
	DB        string // address of its database; "" for the embedded one
	Secret    string
	processes []*Process
	drop      func() error
}

// Where says on what servers the ground stands.
type Where struct {
	DatabaseURL, RedisURL string
	Program               string // the binary; this one when empty
}

// NewGround makes it. Without a database server it is one embedded process.
func NewGround(ctx context.Context, w Where) (*Ground, error) {
	dir, err := os.MkdirTemp("", "laurel-ground-")
	if err != nil {
		return nil, err
	}
	g := &Ground{dir: dir, Secret: id.Token(), drop: func() error { return nil }}
	g.env = append(os.Environ(), "LAUREL_DATA="+g.Data(), "LAUREL_SECRET="+g.Secret, "LAUREL_FILES=file:"+g.Data()+"/files",
		"LAUREL_MAIL=file:"+g.Data()+"/mail", "LAUREL_PAYMENTS=none", "LAUREL_LOG_LEVEL=error", "LAUREL_BASE_URL="+g.Base(),
		"LAUREL_ADMIN_EMAIL="+AdminEmail, "LAUREL_ADMIN_PASSWORD="+g.Secret, "LAUREL_METRICS_LISTEN=", "LAUREL_REDIS_URL="+w.RedisURL)
	if w.DatabaseURL != "" {
		g.DB, g.drop, err = store.Scratch(ctx, w.DatabaseURL, "laurel_rehearsal_"+fmt.Sprint(os.Getpid())+"_"+id.Code(6))
		if err != nil {
			_ = os.RemoveAll(dir)
			return nil, err
		}
	}
	g.env = append(g.env, "LAUREL_DATABASE_URL="+g.DB)
	return g, nil
}

// AdminEmail signs in to a ground, with its secret as the password.
const AdminEmail = "rehearsal@example.invalid"

// Dir is where what measures it may lay files, Data its data folder.
func (g *Ground) Dir() string  { return g.dir }
func (g *Ground) Data() string { return filepath.Join(g.dir, "data") }

// Base is the address that its tokens are for. Nothing listens there.
func (g *Ground) Base() string { return "http://127.0.0.1:1" }

// End ends one process and forgets it.
func (g *Ground) End(p *Process) {
	p.Kill()
	g.processes = slices.DeleteFunc(g.processes, func(o *Process) bool { return o == p })
}

// Set gives the processes that are launched from now on one more variable.
func (g *Ground) Set(variable string) { g.env = append(g.env, variable) }

// Close ends all processes and takes database and files away.
func (g *Ground) Close() error {
	var died []error
	for _, p := range g.processes {
		if p.ended() {
			died = append(died, fmt.Errorf("a process of the ground ended by itself: laurel %v: %s", p.cmd.Args[1:], p.said.String()))
		}
		p.Kill()
	}
	return errors.Join(append(died, g.drop(), os.RemoveAll(g.dir))...)
}

// Process is a running laurel of the ground.
type Process struct {
	Address string
	ground  *Ground
	cmd     *exec.Cmd
	done    chan struct{}
	said    tail
}

// tail keeps the end of what a process says.
type tail struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.b.Len() > 1<<16 {
		t.b.Reset()
	}
	return t.b.Write(p)
}

func (t *tail) String() string { t.mu.Lock(); defer t.mu.Unlock(); return t.b.String() }

// Launch starts a command of the program; api and serve listen on a free port of loopback.
func (g *Ground) Launch(program string, args ...string) (*Process, error) {
	if program == "" {
		var err error
		if program, err = os.Executable(); err != nil {
			return nil, err
		}
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := &Process{Address: address, ground: g}
	g.processes = append(g.processes, p)
	return p, p.start(exec.Command(program, args...)) //nolint:gosec // our own binary
}

func (p *Process) start(cmd *exec.Cmd) error {
	cmd.Env, cmd.Dir = append(slices.Clip(p.ground.env), "LAUREL_LISTEN="+p.Address), p.ground.dir
	cmd.Stdout, cmd.Stderr = &p.said, &p.said
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan struct{})
	p.cmd, p.done = cmd, done
	go func() { _ = cmd.Wait(); close(done) }()
	return nil
}

// Again starts a killed process at the same address and waits until it serves.
func (p *Process) Again() error {
	if err := p.start(exec.Command(p.cmd.Path, p.cmd.Args[1:]...)); err != nil { //nolint:gosec // our own binary
		return err
	}
	return p.Ready(30 * time.Second)
}

// Run runs a command of the program to its end.
func (g *Ground) Run(program string, args ...string) error {
	p, err := g.Launch(program, args...)
	if err != nil {
		return err
	}
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("laurel %v ended with %d: %s", args, code, p.said.String())
	}
	return nil
}

// Ready waits until the process serves.
func (p *Process) Ready(within time.Duration) error {
	client := &http.Client{Timeout: 2 * time.Second}
	for until := time.Now().Add(within); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		select {
		case <-p.done:
			return fmt.Errorf("a process of the ground ended: %s", p.said.String())
		default:
		}
		if a, err := client.Get("http://" + p.Address + "/readyz"); err == nil { //nolint:noctx // bounded by the client
			_ = a.Body.Close()
			if a.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	return fmt.Errorf("a process of the ground is not ready after %s: %s", within, p.said.String())
}

// Kill ends it at once, as a power cut would, and waits until it is gone.
func (p *Process) Kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	<-p.done
}

// ended tells whether it runs no more.
func (p *Process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// PID is its number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed on the next line
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String(), nil
}
