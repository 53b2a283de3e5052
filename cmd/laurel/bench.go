package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"laurel/cmd/internal/app"
	"laurel/cmd/internal/load"
	"laurel/internal/actor"
	"laurel/internal/config"
)

type bench struct {
	Sitting    benchSitting    `cmd:"" help:"Starts, saves and submits over HTTP, on a database of its own beside the one in the settings, with pgbench in the same run."`
	Headcounts benchHeadcounts `cmd:"" help:"Headcounts, qualifications, a sweep and the way of one award to its webhook, over a crowd in a database of its own beside the one in the settings."`
}

type benchSitting struct {
	settings   `embed:""`
	Seconds    int `default:"8" help:"How long each phase of saving lasts."`
	Candidates int `default:"768" help:"People who sit; a multiple of 256, at least 512."`
	Items      int `default:"60" help:"Items of a form."`
	Starts     int `help:"Instead of all this: so many people begin on forms that lie ready."`
}

// Run measures and takes everything away again.
func (c *benchSitting) Run(env *environment) (failed error) {
	if c.Starts < 0 || c.Starts > 20_000 {
		return fmt.Errorf("--starts must be at most 20000")
	}
	if c.Candidates < 512 || c.Candidates%256 != 0 || c.Seconds < 1 {
		return fmt.Errorf("--candidates must be a multiple of 256 and at least 512, --seconds at least 1")
	}
	g, err := load.NewGround(env.ctx, load.Where{DatabaseURL: c.DatabaseURL, RedisURL: c.RedisURL})
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, g.Close()) }()
	m, err := c.prepare(env, g)
	switch {
	case err != nil:
		return err
	case c.Starts > 0:
		return m.Storm()
	}
	return m.Run(env.ctx)
}

// prepare brings everybody to the door of the exam, with forms that lie ready.
func (c *benchSitting) prepare(env *environment, g *load.Ground) (*load.Measure, error) {
	bearers, err := c.cast(env, g, cmp.Or(c.Starts, c.Candidates))
	if err != nil {
		return nil, err
	}
	scene, serving, err := c.raise(g, "api", "worker")
	if err != nil {
		return nil, err
	}
	admin, err := scene.SignIn(g.Secret)
	if err != nil {
		return nil, err
	}
	if err := scene.Offer(admin, c.Items); err != nil {
		return nil, err
	}
	if err := scene.Register(bearers); err != nil {
		return nil, err
	}
	m := &load.Measure{Ground: g, Scene: scene, API: serving[0], Over: time.Duration(c.Seconds) * time.Second, Out: env.out}
	return m, scene.Stocked(admin, 5*time.Minute)
}

// cast brings the schema of a ground up and signs people in to it, while no process of it runs.
func (s settings) cast(env *environment, g *load.Ground, n int) ([]string, error) {
	there := s.ground(g)
	a, err := app.Open(env.ctx, there, app.Mode{Migrate: true}, env.log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = a.Close() }()
	grants, err := a.Accounts.Cast(actor.With(context.WithoutCancel(env.ctx), actor.SystemOf("rehearsal")), "candidate", n)
	bearers := make([]string, len(grants))
	for i, g := range grants {
		bearers[i] = g.AccessToken
	}
	return bearers, err
}

// ground are the settings with which this process works on a ground.
func (s settings) ground(g *load.Ground) config.Settings {
	there := s.Settings
	there.DatabaseURL, there.Secret, there.Data = g.DB, g.Secret, g.Data()
	there.Files, there.Mail, there.BaseURL, there.Payments = "file:"+g.Data()+"/files", "file:"+g.Data()+"/mail", g.Base(), "none"
	return there
}

// raise starts these commands, or one process of all where there is no database server, and gives those that answer.
func (s settings) raise(g *load.Ground, commands ...string) (*load.Scene, []*load.Process, error) {
	if s.Embedded() {
		commands = []string{"serve"}
	}
	var serving []*load.Process
	var addresses []string
	for _, command := range commands {
		p, err := g.Launch("", command)
		if err != nil {
			return nil, nil, err
		}
		if command == "worker" {
			continue
		}
		serving, addresses = append(serving, p), append(addresses, p.Address)
	}
	for _, p := range serving {
		if err := p.Ready(30 * time.Second); err != nil {
			return nil, nil, err
		}
	}
	return &load.Scene{Client: load.NewClient(addresses...)}, serving, nil
}
