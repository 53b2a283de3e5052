package main

import (
	"errors"
	"fmt"
	"strings"

	"laurel/cmd/internal/app"
	"laurel/exams"
)

type adminReplay struct {
	settings `embed:""`
	Attempt  string `arg:"" optional:"" help:"The attempt to make again out of its log."`
	Exam     string `help:"Every attempt of the exam of this key."`
	All      bool   `help:"Every attempt."`
}

// So many differences of one attempt are written out, and so many attempts are listed at a time.
const (
	firstDifferences = 10
	replaysTogether  = 200
)

// Run replays them, one after the other, and fails when any differs.
func (c *adminReplay) Run(env *environment) error {
	if ways := []bool{c.Attempt != "", c.Exam != "", c.All}; count(ways) != 1 {
		return errors.New("name an attempt, or an exam by --exam, or say --all")
	}
	return operator(env, c.settings, func(a *app.App) error {
		total, differ := 0, 0
		one := func(attemptID string) error {
			r, err := a.Exams.Replay(env.ctx, attemptID)
			if err != nil {
				return fmt.Errorf("%s: %w", attemptID, explain(err))
			}
			total++
			if len(r.Differences) > 0 {
				differ++
			}
			return c.tell(env, r)
		}
		if err := c.each(env, a, one); err != nil {
			return err
		}
		if differ > 0 {
			return fmt.Errorf("%d of %d attempts are stored otherwise than their logs tell", differ, total)
		}
		_, err := fmt.Fprintf(env.out, "%d attempts are stored as their logs tell, byte for byte.\n", total)
		return err
	})
}

func count(ways []bool) int {
	n := 0
	for _, w := range ways {
		if w {
			n++
		}
	}
	return n
}

func (c *adminReplay) each(env *environment, a *app.App, do func(attemptID string) error) error {
	if c.Attempt != "" {
		return do(c.Attempt)
	}
	for after := ""; ; {
		ids, err := a.Exams.Replayable(env.ctx, c.Exam, after, replaysTogether)
		if err != nil {
			return err
		}
		for _, one := range ids {
			if err := do(one); err != nil {
				return err
			}
			after = one
		}
		if len(ids) < replaysTogether {
			return nil
		}
	}
}

// tell writes what came of one attempt.
func (c *adminReplay) tell(env *environment, r exams.Replay) error {
	if len(r.Differences) == 0 {
		_, err := fmt.Fprintf(env.out, "%s equal: %d events, %s, sha256 %s%s\n", r.AttemptID, r.Events, receipt(r), r.SHA256, beside(r))
		return err
	}
	if _, err := fmt.Fprintf(env.out, "%s differs in %d parts:\n", r.AttemptID, len(r.Differences)); err != nil {
		return err
	}
	for i, d := range r.Differences {
		if i == firstDifferences {
			break
		}
		if _, err := fmt.Fprintf(env.out, "  %s\n    stored:   %s\n    replayed: %s\n", d.Field, d.Stored, d.Replayed); err != nil {
			return err
		}
	}
	return nil
}

func receipt(r exams.Replay) string {
	if r.Signed {
		return "receipt signed"
	}
	return "no receipt yet"
}

// beside says what the log of an attempt from before does not hold.
func beside(r exams.Replay) string {
	if len(r.Beside) == 0 {
		return ""
	}
	return " (its log is an old one; taken from where it is stored: " + strings.Join(r.Beside, ", ") + ")"
}
