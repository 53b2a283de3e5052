package main

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"laurel/cmd/internal/app"
	"laurel/cmd/internal/load"
)

type adminRehearse struct {
	settings   `embed:""`
	Exam       string        `arg:"" help:"Key of a published exam."`
	Candidates int           `default:"200" help:"People who sit."`
	Within     time.Duration `default:"60s" help:"All begin within this time."`
	Sit        time.Duration `default:"2m" help:"Each sits for this long."`
}

// Run copies the exam to an installation of its own on the same servers, lets people who guess sit it there while processes are
// killed, and says which promises held. Nothing of the real installation is changed.
func (c *adminRehearse) Run(env *environment) (failed error) {
	if c.Candidates < 1 || c.Candidates > 20_000 || c.Within <= 0 || c.Sit < 40*time.Second {
		return errors.New("--candidates between 1 and 20000, --within above nothing, --sit at least 40s")
	}
	var pack app.ExamPack
	err := operator(env, c.settings, func(a *app.App) (err error) {
		pack, err = a.PackExam(env.ctx, c.Exam)
		return err
	})
	if err != nil {
		return err
	}
	redis, proxy, err := between(c.RedisURL)
	if err != nil {
		return err
	}
	g, err := load.NewGround(env.ctx, load.Where{DatabaseURL: c.DatabaseURL, RedisURL: redis})
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, g.Close()) }()
	bearers, err := c.cast(env, g, c.Candidates)
	if err != nil {
		return err
	}
	scene, serving, err := c.raise(g, "api", "api", "worker")
	if err != nil {
		return err
	}
	admin, err := scene.SignIn(g.Secret)
	if err != nil {
		return err
	}
	if err := scene.Adopt(admin, pack.Document, pack.Bank); err != nil {
		return fmt.Errorf("copy the exam: %w", err)
	}
	if err := scene.Register(bearers); err != nil {
		return err
	}
	if err := scene.Stocked(admin, 2*time.Minute); err != nil {
		return err
	}
	r := load.Rehearsal{Ground: g, Scene: scene, APIs: serving, Redis: proxy, Within: c.Within, Sit: c.Sit, Out: env.out}
	if err := r.Run(); err != nil {
		return fmt.Errorf("this installation is NOT ready for %d candidates of %s:\n%w", c.Candidates, c.Exam, err)
	}
	_, err = fmt.Fprintf(env.out, "This installation is ready for %d candidates of %s.\n", c.Candidates, c.Exam)
	return err
}

// between puts a proxy before a plain Redis, so that it can be taken away from the rehearsal and from nobody else. Other forms of
// address are used as they are, and stay.
func between(address string) (string, *load.Proxy, error) {
	u, err := url.Parse(address)
	if address == "" || err != nil || u.Scheme != "redis" {
		return address, nil, nil //nolint:nilerr // a bad setting is named by who reads it
	}
	if u.Port() == "" {
		u.Host += ":6379"
	}
	proxy, err := load.NewProxy(u.Host)
	if err != nil {
		return "", nil, err
	}
	u.Host, u.Path = proxy.Address(), "/15"
	return u.String(), proxy, nil
}
