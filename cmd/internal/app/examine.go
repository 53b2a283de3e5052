package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"laurel/internal/actor"
	"laurel/internal/blob"
	"laurel/internal/config"
	"laurel/internal/mail"
	"laurel/internal/outbox"
	"laurel/workers"
)

// Finding is what the doctor says of one part.
type Finding struct {
	What, Well string
	Err        error
}

// String is the finding in words.
func (f Finding) String() string {
	if f.Err != nil {
		return f.Err.Error()
	}
	return f.Well
}

// Examine judges settings and connections without changing anything.
func Examine(ctx context.Context, settings config.Settings, log *slog.Logger) []Finding {
	ctx = actor.With(ctx, actor.SystemOf("doctor"))
	settings, err := prepare(settings)
	findings := []Finding{{"settings", "all are set and none is weak", err}}
	if settings.Embedded() && settings.Data != "" {
		findings = append(findings, Finding{"mode", "embedded defaults under " + settings.Data + ": for pilots and tests", nil})
	}
	findings = append(findings, examineDatabase(ctx, settings, log)...)
	if settings.RedisURL != "" {
		findings = append(findings, examineQueue(ctx, settings, log))
	}
	_, err = blob.Open(settings.Files)
	findings = append(findings, Finding{"files", "can be opened", err})
	_, err = mail.Open(settings.Mail, settings.MailFrom)
	return append(findings, Finding{"mail", "the address can be used; nothing was sent", err})
}

func examineDatabase(ctx context.Context, settings config.Settings, log *slog.Logger) []Finding {
	db, err := OpenStore(ctx, settings, log)
	if err != nil {
		return []Finding{{"database", "", err}}
	}
	defer func() { _ = db.Close() }()
	findings := []Finding{{"database", "answers", nil}, {"schema", "is what this program needs", db.Current(ctx)}}
	if findings[1].Err != nil {
		return findings
	}
	findings = append(findings, Finding{"clock", "agrees with this machine's", sameClock(ctx, db)})
	waiting, quarantined, err := outbox.NewJobs(db).Pending(ctx)
	if err == nil && quarantined > 0 {
		err = fmt.Errorf("%d jobs are in quarantine and need somebody to look at them", quarantined)
	}
	return append(findings, Finding{"jobs", fmt.Sprintf("%d waiting, none in quarantine", waiting), err})
}

func examineQueue(ctx context.Context, settings config.Settings, log *slog.Logger) Finding {
	queue, err := workers.OpenQueue(ctx, settings.RedisURL, log)
	if err == nil {
		err = errors.Join(queue.Answers(ctx), queue.Close())
	}
	return Finding{"redis", "answers and drops nothing", err}
}
