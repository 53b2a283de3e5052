package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"laurel/cmd/internal/app"
	"laurel/internal/accounts"
	"laurel/internal/actor"
	"laurel/internal/outbox"
)

type admin struct {
	Create   adminCreate   `cmd:"" help:"Make a vendor administrator."`
	Key      adminKey      `cmd:"" help:"Make an API key; it is shown once."`
	Rebuild  adminRebuild  `cmd:"" help:"Rebuild what headcounts are computed from out of the facts, and recompute."`
	Release  adminRelease  `cmd:"" help:"Give jobs in quarantine another round of tries, after their cause was mended."`
	Rehearse adminRehearse `cmd:"" help:"Let people who guess sit an exam on these servers, under load and faults, and say whether the installation is ready."`
	Audit    adminAudit    `cmd:"" help:"Walk the audit chain and say whether it is whole."`
	Replay   adminReplay   `cmd:"" help:"Make attempts again out of their logs and say where what is stored differs."`
}

// operator opens the program for one deed of the operator, neither serving nor working.
func operator(env *environment, s settings, do func(a *app.App) error) error {
	a, err := app.Open(env.ctx, s.Settings, app.Mode{}, env.log)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	env.ctx = actor.With(env.ctx, actor.SystemOf("operator"))
	return do(a)
}

type adminCreate struct {
	settings `embed:""`
	Email    string `required:"" help:"Address to sign in with."`
	Name     string `required:"" help:"Name as others see it."`
	Password string `env:"LAUREL_NEW_PASSWORD" help:"At least 15 characters; better given by the variable, or on standard input."`
}

// Run makes the administrator.
func (c *adminCreate) Run(env *environment) error {
	if c.Password == "" {
		text := make([]byte, 1024)
		n, err := os.Stdin.Read(text)
		if err != nil {
			return errors.New("give the password by LAUREL_NEW_PASSWORD or on standard input")
		}
		c.Password = strings.TrimRight(string(text[:n]), "\r\n")
	}
	return operator(env, c.settings, func(a *app.App) error {
		person, err := a.Accounts.CreateAdmin(env.ctx, accounts.Founder{Email: c.Email, Name: c.Name, Password: c.Password})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.out, "%s administers the vendor and can sign in.\n", person.ID)
		return err
	})
}

type adminKey struct {
	settings `embed:""`
	Name     string   `arg:"" help:"What the key is for."`
	Scopes   []string `required:"" help:"For example headcount:read,qualification:read."`
}

// Run makes the key.
func (c *adminKey) Run(env *environment) error {
	return operator(env, c.settings, func(a *app.App) error {
		key, err := a.Accounts.IssueKey(env.ctx, accounts.KeyDraft{Name: c.Name, Scopes: c.Scopes})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.out, "%s\n%s\n", key.ID, key.Secret)
		return err
	})
}

type adminRebuild struct {
	settings `embed:""`
}

// Run feeds every fact to the keepers again; they keep what is newer and ignore the rest.
func (c *adminRebuild) Run(env *environment) error {
	return operator(env, c.settings, func(a *app.App) error {
		facts, err := a.Rebuild(env.ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.out, "%d facts were told again, and all headcounts and standings recomputed.\n", facts)
		return err
	})
}

type adminRelease struct {
	settings `embed:""`
}

// Run releases them; a running worker takes them up by itself.
func (c *adminRelease) Run(env *environment) error {
	return operator(env, c.settings, func(a *app.App) error {
		released, err := outbox.NewJobs(a.DB).Release(env.ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(env.out, "%d jobs were released from quarantine.\n", released)
		return err
	})
}

type adminAudit struct {
	settings `embed:""`
}

// Run verifies the chain.
func (c *adminAudit) Run(env *environment) error {
	return operator(env, c.settings, func(a *app.App) error {
		entries, firstBad, err := a.Audit.Verify(env.ctx)
		if err != nil {
			return err
		}
		if firstBad != 0 {
			return fmt.Errorf("the audit chain does not fit from sequence %d on: it was changed or cut off", firstBad)
		}
		_, err = fmt.Fprintf(env.out, "The audit chain is whole: %d entries.\n", entries)
		return err
	})
}
