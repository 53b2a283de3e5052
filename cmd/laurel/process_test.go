package main_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"laurel/internal/testkit"
)

var (
	buildOnce sync.Once
	built     string
	errBuild  error
)

// TestMain removes the binary at the end.
func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(filepath.Dir(built))
	}
	os.Exit(code)
}

// binary builds the real program, once.
func binary(t *testing.T) string {
	t.Helper()
	buildOnce.Do(func() {
		dir, err := os.MkdirTemp("", "laurel-binary-")
		if err != nil {
			errBuild = err
			return
		}
		built = filepath.Join(dir, "laurel")
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
		defer cancel()
		c := exec.CommandContext(ctx, "go", "build", "-o", built, ".")
		c.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := c.CombinedOutput(); err != nil {
			errBuild = fmt.Errorf("build: %w: %s", err, out)
		}
	})
	if errBuild != nil {
		t.Fatal(errBuild)
	}
	return built
}

// process is a running laurel.
type process struct {
	cmd  *exec.Cmd
	said safeBuffer
	done chan error
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// launch starts laurel with these settings and nothing of the test's own environment; it is killed with the test.
func launch(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(binary(t), args...), done: make(chan error, 1)}
	p.cmd.Env, p.cmd.Dir = testkit.Environment(env...), t.TempDir()
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	p.cmd.SysProcAttr = leash()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.cmd.Wait() }()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		select {
		case <-p.done:
		case <-time.After(10 * time.Second):
			t.Error("a killed process did not end")
		}
		if t.Failed() {
			t.Logf("laurel %s said:\n%.4000s", strings.Join(args, " "), p.said.String())
		}
	})
	return p
}

// says waits for a word on its output.
func (p *process) says(t *testing.T, word string, within time.Duration) *process {
	t.Helper()
	for until := time.Now().Add(within); !strings.Contains(p.said.String(), word); time.Sleep(20 * time.Millisecond) {
		select {
		case err := <-p.done:
			p.done <- err
			t.Fatalf("ended before it said %q: %v\n%s", word, err, p.said.String())
		default:
		}
		if time.Now().After(until) {
			t.Fatalf("did not say %q within %s:\n%s", word, within, p.said.String())
		}
	}
	return p
}

// kill is kill -9.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	err := <-p.done
	p.done <- err
}

// ends asks it to and tells with which code it did.
func (p *process) ends(t *testing.T, within time.Duration) int {
	t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	return p.code(t, within)
}

func (p *process) code(t *testing.T, within time.Duration) int {
	t.Helper()
	select {
	case err := <-p.done:
		p.done <- err
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		t.Fatalf("did not end within %s:\n%s", within, p.said.String())
		return -1
	}
}

// once runs a command to its end.
func once(t *testing.T, env []string, args ...string) (code int, said string) {
	t.Helper()
	p := launch(t, env, args...)
	code = p.code(t, 20*time.Second)
	return code, p.said.String()
}
