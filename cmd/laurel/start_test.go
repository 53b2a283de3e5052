package main_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"laurel/internal/id"
	"laurel/internal/testkit"
)

// planted is a value that no message may repeat.
const planted = "hunter2-planted-value"

// TestBadSettingsStopTheStart: each names its variable and prints no value.
func TestBadSettingsStopTheStart(t *testing.T) {
	t.Parallel()
	strong := "LAUREL_SECRET=" + id.Token()
	taken, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a port that is in use
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	cases := []struct {
		name, names string
		env         []string
	}{
		{"short secret", "LAUREL_SECRET", []string{"LAUREL_SECRET=hunter2"}},
		{"dull secret", "LAUREL_SECRET", []string{"LAUREL_SECRET=" + strings.Repeat("hunter", 8)}},
		{"no secret for a server", "LAUREL_SECRET", []string{"LAUREL_DATABASE_URL=postgres://a:" + planted + "@127.0.0.1:1/x"}},
		{"no files for a server", "LAUREL_FILES", []string{strong, "LAUREL_DATABASE_URL=postgres://a:" + planted + "@127.0.0.1:1/x"}},
		{"another database", "LAUREL_DATABASE_URL", []string{strong, "LAUREL_DATABASE_URL=mysql://a:" + planted + "@h/x", "LAUREL_FILES=file:x"}},
		{"an unreadable database", "LAUREL_DATABASE_URL", []string{strong, "LAUREL_DATABASE_URL=postgres://a:" + planted + "@h:port/x", "LAUREL_FILES=file:x"}},
		{"an unreachable database", "LAUREL_DATABASE_URL", []string{strong, "LAUREL_DATABASE_URL=postgres://a:" + planted + "@127.0.0.1:1/x?sslmode=disable", "LAUREL_FILES=file:x"}},
		{"another queue", "LAUREL_REDIS_URL", []string{"LAUREL_REDIS_URL=amqp://a:" + planted + "@h"}},
		{"an unreadable queue", "LAUREL_REDIS_URL", []string{"LAUREL_REDIS_URL=redis://a:" + planted + "@h/zero"}},
		{"files", "LAUREL_FILES", []string{"LAUREL_FILES=ftp://" + planted}},
		{"s3 without a bucket", "LAUREL_FILES", []string{"LAUREL_FILES=s3://key:" + planted + "@host"}},
		{"mail", "LAUREL_MAIL", []string{"LAUREL_MAIL=pigeon://" + planted}},
		{"mail sender", "LAUREL_MAIL", []string{"LAUREL_MAIL_FROM=" + planted}},
		{"payments", "LAUREL_PAYMENTS", []string{"LAUREL_PAYMENTS=" + planted}},
		{"base", "LAUREL_BASE_URL", []string{"LAUREL_BASE_URL=ftp://" + planted}},
		{"proxies", "LAUREL_TRUSTED_PROXIES", []string{"LAUREL_TRUSTED_PROXIES=" + planted}},
		{"half an admin", "LAUREL_ADMIN_EMAIL", []string{"LAUREL_ADMIN_PASSWORD=" + planted}},
		{"weak admin password", "LAUREL_ADMIN_PASSWORD", []string{"LAUREL_ADMIN_EMAIL=a@b.example", "LAUREL_ADMIN_PASSWORD=hunter2"}},
		{"bad admin address", "LAUREL_ADMIN_EMAIL", []string{"LAUREL_ADMIN_EMAIL=" + planted, "LAUREL_ADMIN_PASSWORD=" + password}},
		{"address in use", "LAUREL_LISTEN", []string{"LAUREL_LISTEN=" + taken.Addr().String()}},
		{"no address", "LAUREL_LISTEN", []string{"LAUREL_LISTEN=" + planted}},
		{"metrics address in use", "LAUREL_METRICS_LISTEN", []string{"LAUREL_METRICS_LISTEN=" + taken.Addr().String()}},
		{"log level", "LAUREL_LOG_LEVEL", []string{"LAUREL_LOG_LEVEL=" + planted}},
		{"switch", "LAUREL_HOOKS_LOOPBACK", []string{"LAUREL_HOOKS_LOOPBACK=" + planted}},
		{"vendor slug", "LAUREL_VENDOR_SLUG", []string{"LAUREL_VENDOR_SLUG=" + planted + "/.."}},
		{"data is a file", "LAUREL_DATA", []string{"LAUREL_DATA=/dev/null"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			env := append([]string{"LAUREL_DATA=" + t.TempDir(), "LAUREL_LISTEN=127.0.0.1:" + testkit.FreePort(t)}, c.env...)
			code, said := once(t, env, "serve")
			if code == 0 || !strings.Contains(said, c.names) {
				t.Errorf("ended with %d and does not name %s: %s", code, c.names, said)
			}
			if strings.Contains(said, "hunter2") || strings.Contains(said, "panic") {
				t.Errorf("says too much: %s", said)
			}
		})
	}
	t.Run("all at once", func(t *testing.T) {
		t.Parallel()
		_, said := once(t, []string{"LAUREL_DATA=" + t.TempDir(), "LAUREL_SECRET=hunter2", "LAUREL_FILES=ftp:x", "LAUREL_PAYMENTS=gold"}, "serve")
		for _, name := range []string{"LAUREL_SECRET", "LAUREL_FILES", "LAUREL_PAYMENTS"} {
			if !strings.Contains(said, name) {
				t.Errorf("%s is not named: %s", name, said)
			}
		}
	})
}

func TestTheDoctor(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	env := []string{"LAUREL_DATA=" + data, "LAUREL_LOG_LEVEL=error"}
	if code, said := once(t, env, "doctor"); code == 0 || !strings.Contains(said, "laurel migrate") {
		t.Errorf("an empty folder: %d %s", code, said)
	}
	if code, said := once(t, env, "migrate"); code != 0 {
		t.Fatal(said)
	}
	if code, said := once(t, env, "doctor"); code != 0 || strings.Contains(said, "BAD") || !strings.Contains(said, "ok   schema") {
		t.Errorf("a healthy one: %d %s", code, said)
	}
	code, said := once(t, append(env, "LAUREL_REDIS_URL=redis://:"+planted+"@127.0.0.1:1/0", "LAUREL_MAIL=pigeon:x"), "doctor")
	if code == 0 || !strings.Contains(said, "LAUREL_MAIL") || !strings.Contains(said, "BAD  redis") || strings.Contains(said, planted) {
		t.Errorf("no Redis and no mail: %d %s", code, said)
	}
}

// TestStartIsQuickAndSmall: the first answer within five seconds, idle memory below 150 MiB, SIGTERM ends it.
func TestStartIsQuickAndSmall(t *testing.T) {
	t.Parallel()
	binary(t)
	for _, command := range []string{"serve", "demo"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			port := testkit.FreePort(t)
			began := time.Now()
			p := launch(t, []string{"LAUREL_DATA=" + filepath.Join(t.TempDir(), "data"), "LAUREL_LISTEN=127.0.0.1:" + port, "LAUREL_LOG_LEVEL=warn"}, command)
			eventually(t, "the first answer", 5*time.Second, func() bool { return status("http://127.0.0.1:"+port+"/healthz") == 200 })
			first := time.Since(began)
			if command == "serve" {
				time.Sleep(3 * time.Second)
				if size, ok := resident(p.cmd.Process.Pid); ok {
					t.Logf("first answer after %s, %d MiB resident", first.Round(time.Millisecond), size>>20)
					if size > 150<<20 {
						t.Errorf("%d MiB resident when idle", size>>20)
					}
				}
				if code, said := once(t, nil, "doctor", "--ready", "http://127.0.0.1:"+port+"/readyz"); code != 0 {
					t.Errorf("doctor --ready: %d %s", code, said)
				}
			} else {
				t.Logf("first answer after %s", first.Round(time.Millisecond))
			}
			if code := p.ends(t, 15*time.Second); code != 0 {
				t.Errorf("SIGTERM ended it with %d: %s", code, p.said.String())
			}
		})
	}
}

// TestTheEndDoesNotWaitForSilence: connections that a browser opened in advance, and requests that are never finished, hold
// nobody up for long.
func TestTheEndDoesNotWaitForSilence(t *testing.T) {
	t.Parallel()
	binary(t)
	for said, within := range map[string]time.Duration{"": 4 * time.Second, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ": 14 * time.Second} {
		t.Run(fmt.Sprintf("%d bytes said", len(said)), func(t *testing.T) {
			t.Parallel()
			address := "127.0.0.1:" + testkit.FreePort(t)
			p := launch(t, []string{"LAUREL_DATA=" + t.TempDir(), "LAUREL_LISTEN=" + address, "LAUREL_LOG_LEVEL=warn"}, "serve").says(t, "answers at", 15*time.Second)
			for range 5 {
				c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = c.Close() }()
				if _, err := c.Write([]byte(said)); err != nil {
					t.Fatal(err)
				}
			}
			if got := status("http://" + address + "/healthz"); got != 200 {
				t.Fatal(got)
			}
			began := time.Now()
			if code := p.ends(t, within); code != 0 {
				t.Errorf("SIGTERM ended it with %d: %s", code, p.said.String())
			}
			t.Logf("ended after %s", time.Since(began).Round(time.Millisecond))
		})
	}
}

// resident memory of a process, where the system tells it.
func resident(pid int) (int64, bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n << 10, err == nil
		}
	}
	return 0, false
}
