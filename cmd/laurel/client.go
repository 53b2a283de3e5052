package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"laurel/cmd/internal/app"
	"laurel/internal/config"
)

type client struct {
	Go clientGo `cmd:"" help:"A Go client without dependencies, written from this version's description of its API."`
}

type clientGo struct {
	Dir string `arg:"" help:"Folder to write to; made when it is not there."`
}

// Run opens the program on an empty database of its own, since the description comes from the routes that stand.
func (c *clientGo) Run(env *environment) error {
	data, err := os.MkdirTemp("", "laurel-client-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(data) }()
	a, err := app.Open(env.ctx, config.Settings{Data: data}, app.Mode{API: true, Migrate: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	files, err := a.GoClient()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil { //nolint:gosec // source code, no secret
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(c.Dir, name), text, 0o644); err != nil { //nolint:gosec // source code, no secret
			return err
		}
	}
	_, err = fmt.Fprintf(env.out, "A client of this version stands in %s.\n", c.Dir)
	return err
}
