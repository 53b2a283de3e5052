package testkit

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// startPostgres runs a throw-away server for this test binary. It ends when the binary does, however that ends: a shell
// beside it waits for the end of a pipe that only this process holds.
func startPostgres() (address string, err error) {
	initdb, postgres, err := postgresBinaries()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "laurel-postgres-")
	if err != nil {
		return "", err
	}
	who := unprivileged()
	if who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			return "", err
		}
	}
	data := filepath.Join(dir, "data")
	make := exec.Command(initdb, "--no-sync", "--locale=C", "--encoding=UTF8", "-U", "postgres", "-A", "trust", "-D", data)
	make.SysProcAttr, make.Dir = &syscall.SysProcAttr{Credential: who}, dir
	if out, err := make.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	err = leashed(dir, who, postgres, append([]string{"-D", data, "-p", port}, postgresOptions...)...)
	if err != nil {
		return "", err
	}
	return "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable", reachable(port)
}

var postgresOptions = []string{
	"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum=off",
	"-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", "wal_level=minimal", "-c", "max_wal_senders=0",
}

func postgresBinaries() (initdb, postgres string, err error) {
	folders := []string{}
	if found, err := exec.LookPath("initdb"); err == nil {
		folders = append(folders, filepath.Dir(found))
	}
	more, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for _, dir := range append(folders, more...) {
		initdb, postgres = filepath.Join(dir, "initdb"), filepath.Join(dir, "postgres")
		if executable(initdb) && executable(postgres) {
			return initdb, postgres, nil
		}
	}
	return "", "", errors.New("no initdb and postgres are installed")
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&0o111 != 0
}

// unprivileged is whom a server runs as when we are root, which PostgreSQL refuses to be.
func unprivileged() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.ParseUint(u.Uid, 10, 32)
			gid, _ := strconv.ParseUint(u.Gid, 10, 32)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	return nil
}

// leashed starts a server in dir that is stopped, and dir removed, when this process is gone.
func leashed(dir string, who *syscall.Credential, command string, args ...string) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	keep = append(keep, write)
	script := `exec 3<&0; "$@" </dev/null >server.log 2>&1 3<&- & pid=$!; cat <&3 >/dev/null; kill -INT $pid; wait $pid; cd /; rm -rf "` + dir + `"`
	c := exec.Command("/bin/sh", append([]string{"-c", script, "sh", command}, args...)...)
	c.Dir, c.Stdin, c.SysProcAttr = dir, read, &syscall.SysProcAttr{Credential: who, Setsid: true}
	if err := c.Start(); err != nil {
		return err
	}
	return read.Close()
}

// keep holds the pipes open for as long as the process lives.
var keep []*os.File

func freePort() (string, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}

// FreePort is a port on loopback that was free a moment ago.
func FreePort(t *testing.T) string {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func reachable(port string) error {
	for range 300 {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(context.Background(), "tcp", "127.0.0.1:"+port)
		if err == nil {
			time.Sleep(100 * time.Millisecond) // it listens a moment before it serves
			return conn.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("the server did not start to listen within 15 s")
}

var (
	redisOnce sync.Once
	redisURL  string
	errRedis  error
)

// RedisURL is the address of a real Redis: LAUREL_TEST_REDIS_URL, or a throw-away one from installed binaries; ok is
// false where there is none.
func RedisURL(t *testing.T) (address string, ok bool) {
	t.Helper()
	redisOnce.Do(func() {
		if redisURL = os.Getenv("LAUREL_TEST_REDIS_URL"); redisURL == "" {
			redisURL, errRedis = startRedis()
		}
	})
	if errRedis != nil {
		absent(t, "redis", errRedis)
		return "", false
	}
	return redisURL, true
}

func startRedis() (string, error) {
	server, err := exec.LookPath("redis-server")
	if err != nil {
		return "", errors.New("no redis-server is installed")
	}
	dir, err := os.MkdirTemp("", "laurel-redis-")
	if err != nil {
		return "", err
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	err = leashed(dir, nil, server, "--port", port, "--bind", "127.0.0.1", "--dir", dir, "--appendonly", "yes", "--maxmemory-policy", "noeviction", "--save", "")
	if err != nil {
		return "", err
	}
	return "redis://127.0.0.1:" + port + "/0", reachable(port)
}

// Environment is the environment of the test without settings of the product, for running its binary.
func Environment(more ...string) []string {
	env := []string{}
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "LAUREL_") {
			env = append(env, pair)
		}
	}
	return append(env, more...)
}
