package checks

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// script compiles the script of the tests.
func script(t *testing.T) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "script.wasm")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, "./testdata/script")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	module, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

func work(text string) []byte {
	b, _ := json.Marshal(map[string]string{"text": text})
	return b
}

func TestScripts(t *testing.T) {
	t.Parallel()
	module := script(t)
	ctx := t.Context()
	if err := Validate(ctx, module); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	list, err := Run(ctx, module, work("ip addr add 10.0.0.1/24\nip route add default via 10.0.0.254"), Limits{})
	if err != nil || len(list) != 2 || !list[0].Passed || !list[1].Passed {
		t.Fatalf("%+v, %v", list, err)
	}
	t.Logf("a run of a module of %d KiB takes %v", len(module)>>10, time.Since(began))
	if list, err = Run(ctx, module, work("10.0.0.1"), Limits{}); err != nil || !list[0].Passed || list[1].Passed {
		t.Errorf("%+v, %v", list, err)
	}

	first, err := Run(ctx, module, work("world"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := Run(ctx, module, work("world"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range first {
		if c.Passed || c != again[i] {
			t.Errorf("the world shows: %+v, then %+v", c, again[i])
		}
	}

	for word, want := range map[string]string{"loop": TimeUp, "memory": Exit, "flood": Flood, "deep": Exit, "exit": Exit, "noise": Unreadable, "twice": Unreadable} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			list, err := Run(ctx, module, work(word), Limits{Wall: 2 * time.Second, MemoryMiB: 48})
			var f *Failure
			if !errors.As(err, &f) || f.Code != want && (want != Exit || f.Code != TimeUp && f.Code != Trap) {
				t.Errorf("%+v, %v", list, err)
			}
			if word == "exit" && f.Detail != "I give up" {
				t.Errorf("it said %q", f.Detail)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
	t.Run("sleep", func(t *testing.T) {
		t.Parallel()
		if list, err := Run(ctx, module, work("sleep"), Limits{Wall: 5 * time.Second}); err == nil && !list[0].Passed {
			t.Errorf("%+v", list)
		} else if f := (*Failure)(nil); err != nil && (!errors.As(err, &f) || f.Code != TimeUp) {
			t.Errorf("%v", err)
		}
	})
	t.Run("stopped", func(t *testing.T) {
		t.Parallel()
		short, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if _, err := Run(short, module, work("loop"), Limits{Wall: 10 * time.Second}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a worker that stops: %v", err)
		}
	})
}

// section writes a section of a module.
func section(id byte, body ...byte) []byte { return append([]byte{id, byte(len(body))}, body...) }

func module(sections ...[]byte) []byte {
	out := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range sections {
		out = append(out, s...)
	}
	return out
}

func text(s string) []byte { return append([]byte{byte(len(s))}, s...) }

var (
	types   = section(1, 1, 0x60, 0, 0)
	funcs   = section(3, 1, 0)
	mem     = section(5, 1, 0, 1)
	exports = section(7, append(append([]byte{2}, append(text("_start"), 0, 0)...), append(text("memory"), 2, 0)...)...)
	empty   = section(10, 1, 2, 0, 0x0b)
)

func imports(from, name string) []byte {
	return section(2, append(append(append([]byte{1}, text(from)...), text(name)...), 0, 0)...)
}

func TestModulesThatMayNotRun(t *testing.T) {
	t.Parallel()
	plain := module(types, funcs, mem, exports, empty)
	if err := Validate(t.Context(), plain); err != nil {
		t.Fatalf("the smallest module: %v", err)
	}
	if _, err := Run(t.Context(), plain, nil, Limits{}); err == nil || err.(*Failure).Code != Unreadable {
		t.Errorf("it prints nothing: %v", err)
	}
	for name, bad := range map[string][]byte{
		"nothing": nil, "text": []byte("#!/bin/sh\nrm -rf /"), "cut off": plain[:20], "too large": append([]byte("\x00asm\x01\x00\x00\x00"), make([]byte, MaxModule)...),
		"a host function": module(types, imports("env", "system"), funcs, mem, exports, empty), "a socket": module(types, imports("wasi_snapshot_preview1", "sock_accept"), funcs, mem, exports, empty),
		"no start":            module(types, funcs, mem, section(7, append([]byte{1}, append(text("memory"), 2, 0)...)...), empty),
		"no memory":           module(types, funcs, section(7, append([]byte{1}, append(text("_start"), 0, 0)...)...), empty),
		"a table of millions": module(types, funcs, section(4, 1, 0x70, 0, 0x80, 0x80, 0x80, 0x20), mem, exports, empty),
		"a table that grows":  module(types, funcs, section(4, 1, 0x70, 0, 1), mem, exports, section(10, 1, 9, 0, 0xd0, 0x70, 0x41, 1, 0xfc, 0x0f, 0, 0x1a, 0x0b)),
		"memory of gigabytes": module(types, funcs, section(5, 1, 0, 0x80, 0x80, 0x02), exports, empty),
	} {
		err := Validate(t.Context(), bad)
		if !errors.Is(err, ErrModule) {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q", name, err)
		}
	}
	endless := module(types, funcs, mem, exports, section(10, 1, 7, 0, 0x03, 0x40, 0x0c, 0, 0x0b, 0x0b))
	var f *Failure
	if _, err := Run(t.Context(), endless, nil, Limits{Wall: 300 * time.Millisecond}); !errors.As(err, &f) || f.Code != TimeUp {
		t.Errorf("an endless loop by hand: %v", err)
	}
}

func TestChecksAreRead(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{``, `{}`, `[]`, `null`, `[{"name":""}]`, `[{"name":"a"}] x`, `[{"name":"a","weight":1}]`, `[{"name":"a\u0001"}]`, `[{"name":"` + strings.Repeat("a", 101) + `"}]`} {
		if list, err := Read([]byte(bad)); err == nil {
			t.Errorf("%s: %+v", bad, list)
		}
	}
	if list, err := Read([]byte(` [{"name":"a","passed":true,"detail":"x"}] `)); err != nil || len(list) != 1 || !list[0].Passed {
		t.Errorf("%+v, %v", list, err)
	}
}
