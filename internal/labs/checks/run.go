package checks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
)

// allowed are the functions of WASI preview 1 that a module may import. Those on files find none; those on sockets are left out.
var allowed = []string{
	"args_get", "args_sizes_get", "clock_res_get", "clock_time_get", "environ_get", "environ_sizes_get", "fd_advise", "fd_allocate", "fd_close",
	"fd_datasync", "fd_fdstat_get", "fd_fdstat_set_flags", "fd_fdstat_set_rights", "fd_filestat_get", "fd_filestat_set_size", "fd_filestat_set_times",
	"fd_pread", "fd_prestat_dir_name", "fd_prestat_get", "fd_pwrite", "fd_read", "fd_readdir", "fd_renumber", "fd_seek", "fd_sync", "fd_tell", "fd_write",
	"path_create_directory", "path_filestat_get", "path_filestat_set_times", "path_link", "path_open", "path_readlink", "path_remove_directory",
	"path_rename", "path_symlink", "path_unlink_file", "poll_oneoff", "proc_exit", "random_get", "sched_yield",
}

// features leaves out reference types: a table that can grow is memory that no limit counts.
const features = api.CoreFeaturesV2 &^ api.CoreFeatureReferenceTypes

const pagesPerMiB = 16

func newRuntime(ctx context.Context, memoryMiB int) wazero.Runtime {
	return wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCoreFeatures(features).WithCloseOnContextDone(true).
		WithMemoryLimitPages(uint32(memoryMiB)*pagesPerMiB)) //nolint:gosec // at most MaxMemoryMiB
}

// Validate tells why a module may not run here; nil when it may.
func Validate(ctx context.Context, module []byte) error {
	r := newRuntime(ctx, MaxMemoryMiB)
	defer func() { _ = r.Close(ctx) }()
	_, err := compile(ctx, r, module)
	return err
}

func compile(ctx context.Context, r wazero.Runtime, module []byte) (c wazero.CompiledModule, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = unusable("it cannot be compiled")
		}
	}()
	if len(module) > MaxModule {
		return nil, unusable("it is larger than %d bytes", MaxModule)
	}
	if err := tablesOf(module); err != nil {
		return nil, err
	}
	c, err = r.CompileModule(ctx, module)
	if err != nil {
		return nil, unusable("%s", short(err.Error()))
	}
	if len(c.ImportedMemories()) > 0 {
		return nil, unusable("it imports memory")
	}
	for _, f := range c.ImportedFunctions() {
		from, name, _ := f.Import()
		if from != wasi_snapshot_preview1.ModuleName || !slices.Contains(allowed, name) {
			return nil, unusable("it imports %s.%s", short(from), short(name))
		}
	}
	if start := c.ExportedFunctions()["_start"]; start == nil || len(start.ParamTypes())+len(start.ResultTypes()) > 0 {
		return nil, unusable("it has no _start")
	}
	if len(c.ExportedMemories()) != 1 {
		return nil, unusable("it exports no memory")
	}
	return c, nil
}

func short(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return strings.ToValidUTF8(s[:min(len(s), 200)], "")
}

// Run gives the module what was handed in on its standard input and reads the checks from its standard output. A run that went
// wrong is a *Failure; any other error is ours, or ctx has ended.
func Run(ctx context.Context, module, input []byte, l Limits) (list []Check, err error) {
	l = l.standard()
	r := newRuntime(ctx, l.MemoryMiB)
	defer func() { _ = r.Close(context.WithoutCancel(ctx)) }()
	c, err := compile(ctx, r, module)
	if err != nil {
		return nil, &Failure{Unusable, err.Error()}
	}
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return nil, fmt.Errorf("prepare the check script: %w", err)
	}
	timed, stop := context.WithTimeoutCause(ctx, l.Wall, errTime)
	defer stop()
	bounded, flood := context.WithCancelCause(timed)
	defer flood(nil)
	out, said := &bound{most: l.Output, full: func() { flood(errFlood) }}, &bound{most: longestText}
	failed := start(bounded, r, c, wazero.NewModuleConfig().WithName("").WithStdin(bytes.NewReader(input)).WithStdout(out).WithStderr(said))
	if ctx.Err() != nil { // we are shutting down, which is not the script's fault
		return nil, ctx.Err()
	}
	if f := judge(failed, context.Cause(bounded)); f != nil {
		f.Detail = strings.TrimSpace(printable(said.text()))
		return nil, f
	}
	if list, err = Read(out.Bytes()); err != nil {
		return nil, &Failure{Unreadable, err.Error()}
	}
	return list, nil
}

var (
	errTime  = errors.New("time is up")
	errFlood = errors.New("the output is too long")
)

// start runs _start. A panic in the machinery below is a trap like any other.
func start(ctx context.Context, r wazero.Runtime, c wazero.CompiledModule, config wazero.ModuleConfig) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("panic")
		}
	}()
	m, err := r.InstantiateModule(ctx, c, config)
	if m != nil {
		_ = m.Close(context.WithoutCancel(ctx))
	}
	return err
}

// judge says what kind of failure it was; nil for an end without one.
func judge(err, cause error) *Failure {
	var exit *sys.ExitError
	switch {
	case errors.Is(cause, errFlood):
		return &Failure{Code: Flood}
	case errors.Is(cause, errTime) && err != nil:
		return &Failure{Code: TimeUp}
	case err == nil:
		return nil
	case errors.As(err, &exit) && exit.ExitCode() == 0:
		return nil
	case errors.As(err, &exit):
		return &Failure{Code: Exit}
	case strings.Contains(err.Error(), "memory"):
		return &Failure{Code: Memory}
	}
	return &Failure{Code: Trap}
}

// bound keeps so many bytes of an output and says once that it is full.
type bound struct {
	bytes.Buffer
	most int
	full func()
}

func (b *bound) Write(p []byte) (int, error) {
	room := b.most - b.Len()
	if len(p) <= room {
		return b.Buffer.Write(p)
	}
	b.Buffer.Write(p[:max(room, 0)])
	if b.full != nil {
		b.full()
	}
	return len(p), nil
}

func (b *bound) text() string { return b.String() }

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r >= ' ' && r != 0x7f {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, ""))
}
