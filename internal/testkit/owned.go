package testkit

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Server belongs to one test, which may take it away and bring it back: same address, same data.
type Server struct {
	URL  string
	dir  string
	port string
	who  *syscall.Credential
	argv []string
	hold *os.File // its end is the server's end
	ends *exec.Cmd
}

// script runs a server until the pipe on its input ends or the server does. The folder goes with it, unless a file
// "keep" says that the test brings the server back.
const script = `exec 3<&0; "$@" </dev/null >>server.log 2>&1 3<&- & pid=$!; cat <&3 >/dev/null; kill -%s $pid; wait $pid; [ -e keep ] || { cd /; rm -rf "%s"; }`

// OwnPostgres starts a PostgreSQL server for this test; ok is false where there are no binaries.
func OwnPostgres(t *testing.T) (server *Server, ok bool) {
	t.Helper()
	initdb, postgres, err := postgresBinaries()
	if err != nil {
		absent(t, "postgres", err)
		return nil, false
	}
	s := own(t, "laurel-own-postgres-", unprivileged())
	data := filepath.Join(s.dir, "data")
	c := exec.Command(initdb, "--no-sync", "--locale=C", "--encoding=UTF8", "-U", "postgres", "-A", "trust", "-D", data)
	c.SysProcAttr, c.Dir = &syscall.SysProcAttr{Credential: s.who}, s.dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v: %s", err, out)
	}
	s.argv = append([]string{postgres, "-D", data, "-p", s.port}, postgresOptions...)
	s.URL = "postgres://postgres@127.0.0.1:" + s.port + "/postgres?sslmode=disable"
	s.Start(t)
	return s, true
}

// OwnRedis starts a Redis for this test; ok is false where there is none.
func OwnRedis(t *testing.T) (server *Server, ok bool) {
	t.Helper()
	redis, err := exec.LookPath("redis-server")
	if err != nil {
		absent(t, "redis", errors.New("no redis-server is installed"))
		return nil, false
	}
	s := own(t, "laurel-own-redis-", nil)
	s.argv = []string{redis, "--port", s.port, "--bind", "127.0.0.1", "--dir", s.dir, "--appendonly", "yes", "--maxmemory-policy", "noeviction", "--save", ""}
	s.URL = "redis://127.0.0.1:" + s.port + "/0"
	s.Start(t)
	return s, true
}

func own(t *testing.T, name string, who *syscall.Credential) *Server {
	t.Helper()
	dir, err := os.MkdirTemp("", name)
	if err != nil {
		t.Fatal(err)
	}
	if who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	s := &Server{dir: dir, port: FreePort(t), who: who}
	t.Cleanup(func() {
		s.end()
		_ = os.RemoveAll(dir)
	})
	return s
}

// Start brings the server up and returns when it listens.
func (s *Server) Start(t *testing.T) {
	t.Helper()
	_ = os.Remove(filepath.Join(s.dir, "keep"))
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	how := "INT"
	if strings.HasPrefix(s.URL, "postgres:") {
		how = "QUIT" // at once, as if it had crashed: it recovers when it comes back
	}
	s.ends = exec.Command("/bin/sh", append([]string{"-c", fmt.Sprintf(script, how, s.dir), "sh"}, s.argv...)...)
	s.ends.Dir, s.ends.Stdin, s.ends.SysProcAttr = s.dir, read, &syscall.SysProcAttr{Credential: s.who, Setsid: true}
	if err := s.ends.Start(); err != nil {
		t.Fatal(err)
	}
	s.hold = write
	if err := errors.Join(read.Close(), reachable(s.port)); err != nil {
		log, _ := os.ReadFile(filepath.Join(s.dir, "server.log"))
		t.Fatalf("%v: %s", err, log)
	}
}

// Stop takes the server away at once and keeps its data.
func (s *Server) Stop(t *testing.T) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, "keep"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.end()
	if c, err := net.DialTimeout("tcp", "127.0.0.1:"+s.port, time.Second); err == nil { //nolint:noctx // bounded
		_ = c.Close()
		t.Fatalf("something still listens on port %s", s.port)
	}
}

func (s *Server) end() {
	if s.hold == nil {
		return
	}
	_ = s.hold.Close()
	_ = s.ends.Wait()
	s.hold = nil
}
