package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"laurel/assets"
	"laurel/badges"
	"laurel/cmd/internal/app"
)

type imports struct {
	Bank    importBank    `cmd:"" help:"An item bank from a GIFT file."`
	Program importProgram `cmd:"" help:"A partner program from a YAML or JSON document, as a draft."`
	Course  importCourse  `cmd:"" help:"A course from a JSON document with lessons in Markdown."`
}

type importBank struct {
	settings `embed:""`
	Name     string `required:"" help:"Name of the new bank."`
	Format   string `default:"gift" enum:"gift" help:"Format of the file."`
	File     string `arg:"" type:"existingfile"`
}

// Run imports the file and prints the report; rejected items are named with line and reason.
func (c *importBank) Run(env *environment) error {
	return fromFile(env, c.settings, c.File, func(a *app.App, text []byte) (any, error) {
		return a.ImportBank(env.ctx, app.BankFile{Name: c.Name, Format: c.Format, Text: text})
	})
}

type importProgram struct {
	settings `embed:""`
	File     string `arg:"" type:"existingfile"`
}

// Run keeps the document as a draft, or says what is wrong with it and where.
func (c *importProgram) Run(env *environment) error {
	return fromFile(env, c.settings, c.File, func(a *app.App, text []byte) (any, error) { return a.ImportProgram(env.ctx, text) })
}

type importCourse struct {
	settings `embed:""`
	File     string `arg:"" type:"existingfile"`
}

// Run keeps the course.
func (c *importCourse) Run(env *environment) error {
	return fromFile(env, c.settings, c.File, func(a *app.App, text []byte) (any, error) { return a.ImportCourse(env.ctx, text) })
}

func fromFile(env *environment, s settings, name string, do func(a *app.App, text []byte) (any, error)) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return operator(env, s, func(a *app.App) error {
		report, err := do(a, text)
		if err != nil {
			return explain(err)
		}
		e := json.NewEncoder(env.out)
		e.SetIndent("", "  ")
		return e.Encode(report)
	})
}

type keys struct {
	List   keysList   `cmd:"" help:"Keys of the issuer, retired ones too."`
	Rotate keysRotate `cmd:"" help:"Make new keys; badges signed by the old ones stay verifiable."`
}

type keysList struct {
	settings `embed:""`
}

// Run lists the keys.
func (c *keysList) Run(env *environment) error {
	return operator(env, c.settings, func(a *app.App) error {
		list, err := a.Badges.Keys(env.ctx)
		if err != nil {
			return err
		}
		for _, k := range list {
			_, _ = fmt.Fprintln(env.out, k)
		}
		return nil
	})
}

type keysRotate struct {
	settings `embed:""`
}

// Run rotates.
func (c *keysRotate) Run(env *environment) error {
	return operator(env, c.settings, func(a *app.App) error {
		if err := a.Badges.RotateKeys(env.ctx); err != nil {
			return err
		}
		_, err := fmt.Fprintln(env.out, "New keys sign from now on. The old ones stay in the issuer's document.")
		return err
	})
}

type verify struct {
	DID    string `help:"The issuer's did.json, saved before; without it the signature cannot be checked offline." type:"existingfile" placeholder:"FILE"`
	Keys   string `help:"The key set of a statement's issuer (/.well-known/jwks.json), saved before; without it the set is asked for where the statement says." type:"existingfile" placeholder:"FILE"`
	Status string `help:"The issuer's status list, saved before; without it nobody can say offline that the credential was not revoked." type:"existingfile" placeholder:"FILE"`
	File   string `arg:"" help:"The credential (.json, .jwt, .png, .svg or .pdf), or a signed statement as the API gave it." type:"existingfile"`
}

// Run says step by step what could be checked; it fails unless the credential is good.
func (c *verify) Run(env *environment) error {
	at := badges.Offline{Assets: assets.FS, Now: time.Now()}
	var file []byte
	for name, into := range map[string]*[]byte{c.File: &file, c.DID: &at.Document, c.Status: &at.List} {
		if name == "" {
			continue
		}
		var err error
		if *into, err = os.ReadFile(name); err != nil {
			return err
		}
	}
	if statement, is := badges.ReadStatement(file); is {
		return c.statement(env, statement)
	}
	report, err := badges.VerifyFile(file, at)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(env.out, report)
	return report.Err()
}
