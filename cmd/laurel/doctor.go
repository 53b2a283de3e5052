package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"laurel/cmd/internal/app"
)

type doctor struct {
	settings `embed:""`
	Ready    string `help:"Ask a running process at this address instead (its /readyz)." placeholder:"URL"`
}

// Run says of each setting and connection whether it is well; it fails when one is not.
func (c *doctor) Run(env *environment) error {
	ctx, cancel := context.WithTimeout(env.ctx, 15*time.Second)
	defer cancel()
	if c.Ready != "" {
		return ask(ctx, c.Ready)
	}
	sick := false
	for _, finding := range app.Examine(ctx, c.Settings, env.log) {
		mark, words := "ok  ", finding.String()
		if finding.Err != nil {
			mark, words, sick = "BAD ", explain(finding.Err).Error(), true
		}
		_, _ = fmt.Fprintf(env.out, "%s %-10s %s\n", mark, finding.What, words)
	}
	if sick {
		return errors.New("something above needs attention")
	}
	return nil
}

func ask(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("it answers %s", answer.Status)
	}
	return nil
}
