package main

import (
	"fmt"

	"laurel/cmd/internal/app"
)

type serve struct {
	settings `embed:""`
}

// Run serves API, web app and workers until a signal.
func (c *serve) Run(env *environment) error {
	return start(env, c.settings, app.Mode{API: true, Workers: true, Migrate: true})
}

type api struct {
	settings `embed:""`
}

// Run serves the API and the web app.
func (c *api) Run(env *environment) error {
	return start(env, c.settings, app.Mode{API: true})
}

type worker struct {
	settings `embed:""`
}

// Run works.
func (c *worker) Run(env *environment) error {
	return start(env, c.settings, app.Mode{Workers: true})
}

func start(env *environment, s settings, mode app.Mode) error {
	a, err := app.Open(env.ctx, s.Settings, mode, env.log)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	if err := a.FirstAdmin(env.ctx); err != nil {
		return err
	}
	return a.Run(env.ctx, func(address string) {
		if s.Embedded() {
			_, _ = fmt.Fprintf(env.out, "Embedded defaults under %s: meant for pilots and tests. For more, set LAUREL_DATABASE_URL and LAUREL_REDIS_URL.\n", s.Data)
		}
		if address != "" {
			_, _ = fmt.Fprintf(env.out, "Laurel answers at %s (listening on %s)\n", a.Settings.Base(), address)
		} else {
			_, _ = fmt.Fprintln(env.out, "Laurel's worker is at work")
		}
	})
}

type migrate struct {
	settings `embed:""`
}

// Run brings the schema up and says so.
func (c *migrate) Run(env *environment) error {
	db, err := app.OpenStore(env.ctx, c.Settings, env.log)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(env.ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.out, "The schema is up to date.")
	return err
}
