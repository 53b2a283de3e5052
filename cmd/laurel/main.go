// Command laurel is the whole product in one binary: API, web app, workers, and the operator's tools.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"laurel/internal/config"
)

// commands is the command line; each command is a struct with a Run method in a file of its own.
type commands struct {
	LogLevel string `help:"debug, info, warn or error." env:"LAUREL_LOG_LEVEL" enum:"debug,info,warn,error" default:"info"`

	Demo    demo    `cmd:"" help:"The whole product on embedded defaults, with a demonstration vendor."`
	Serve   serve   `cmd:"" help:"API, web app and workers in one process."`
	API     api     `cmd:"" name:"api" help:"API and web app alone."`
	Worker  worker  `cmd:"" help:"Workers alone."`
	Migrate migrate `cmd:"" help:"Bring the database schema up."`
	Admin   admin   `cmd:"" help:"First person, API keys, rebuilds, audit."`
	Import  imports `cmd:"" help:"Programs, item banks and courses from files."`
	Keys    keys    `cmd:"" help:"Signing keys of the issuer."`
	Doctor  doctor  `cmd:"" help:"Settings and connections, judged in plain words."`
	Bench   bench   `cmd:"" help:"Measurements on a database of their own."`
	Client  client  `cmd:"" help:"Clients for programs that speak with an installation."`
	Verify  verify  `cmd:"" help:"A credential, checked offline, or a signed statement."`
}

// environment is what commands share.
type environment struct {
	ctx context.Context
	log *slog.Logger
	out io.Writer
}

func main() {
	time.Local = time.UTC
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, out, errs io.Writer) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("laurel"), kong.Writers(out, errs),
		kong.Description("Laurel: certification and training for partner programs. Every flag has a variable; none is ever printed."))
	if err != nil {
		_, _ = fmt.Fprintln(errs, err)
		return 1
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		_, _ = fmt.Fprintf(errs, "laurel: %s\n\"laurel --help\" and \"laurel COMMAND --help\" say what there is.\n", misread(err))
		return 2
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err = parsed.Run(&environment{ctx, slog.New(slog.NewJSONHandler(errs, &slog.HandlerOptions{Level: level})), out})
	if err != nil && !errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintf(errs, "laurel %s stopped:\n%v\n", parsed.Command(), explain(err))
		return 1
	}
	return 0
}

// settings are the flags that every command of a running product takes.
type settings struct {
	config.Settings `embed:""`
}
