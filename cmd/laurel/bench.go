package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"laurel/cmd/internal/app"
	"laurel/cmd/internal/load"
	"laurel/internal/actor"
)

type bench struct {
	Sitting benchSitting `cmd:"" help:"Starts, saves and submits over HTTP, on a database of its own beside the one in the settings, with pgbench in the same run."`
}

type benchSitting struct {
	settings   `embed:""`
	Seconds    int `default:"8" help:"How long each phase of saving lasts."`
	Candidates int `default:"768" help:"People who sit; a multiple of 256, at least 512."`
	Items      int `default:"60" help:"Items of a form."`
}

// Run measures and takes everything away again.
func (c *benchSitting) Run(env *environment) (failed error) {
	if c.Candidates < 512 || c.Candidates%256 != 0 || c.Seconds < 1 {
		return fmt.Errorf("--candidates must be a multiple of 256 and at least 512, --seconds at least 1")
	}
	g, err := load.NewGround(env.ctx, load.Where{DatabaseURL: c.DatabaseURL, RedisURL: c.RedisURL})
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, g.Close()) }()
	bearers, err := c.cast(env, g, c.Candidates)
	if err != nil {
		return err
	}
	scene, serving, err := c.raise(g, "api", "worker")
	if err != nil {
		return err
	}
	admin, err := scene.SignIn(g.Secret)
	if err != nil {
		return err
	}
	if err := scene.Offer(admin, c.Items); err != nil {
		return err
	}
	if err := scene.Register(bearers); err != nil {
		return err
	}
	if err := scene.Stocked(admin, 2*time.Minute); err != nil {
		return err
	}
	m := load.Measure{Ground: g, Scene: scene, API: serving[0], Over: time.Duration(c.Seconds) * time.Second, Out: env.out}
	return m.Run(env.ctx)
}

// cast brings the schema of a ground up and signs people in to it, while no process of it runs.
func (s settings) cast(env *environment, g *load.Ground, n int) ([]string, error) {
	there := s.Settings
	there.DatabaseURL, there.Secret, there.Data = g.DB, g.Secret, g.Data()
	there.Files, there.Mail, there.BaseURL, there.Payments = "file:"+g.Data()+"/files", "file:"+g.Data()+"/mail", g.Base(), "none"
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
