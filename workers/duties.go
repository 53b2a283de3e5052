package workers

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// duty is done by the calendar: of all processes one does it, every so often.
type duty struct {
	name  string
	every time.Duration
	do    func(ctx context.Context) error
}

// A duty that takes longer than this has died.
const dutyLease = 2 * time.Minute

func (w *Workers) keepCalendar(ctx context.Context) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	asked := map[string]time.Time{}
	for {
		for _, d := range w.calendar {
			if now := w.db.Now(); now.Sub(asked[d.name]) >= d.every && ctx.Err() == nil {
				asked[d.name] = now
				w.duty(ctx, d)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (w *Workers) duty(ctx context.Context, d duty) {
	token, ok, err := w.duties.Claim(ctx, d.name, d.every-d.every/10, dutyLease)
	if err != nil {
		w.trouble(ctx, "claim duty "+d.name, err)
		return
	}
	if !ok {
		return
	}
	said := ""
	if err := guarded(ctx, d); err != nil {
		said = err.Error()
		w.log.LogAttrs(ctx, slog.LevelWarn, "duty failed", slog.String("duty", d.name), slog.String("cause", said))
	}
	if err := w.duties.Finish(context.WithoutCancel(ctx), d.name, token, said); err != nil {
		w.trouble(ctx, "finish duty "+d.name, err)
	}
}

func guarded(ctx context.Context, d duty) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v: %s", p, debug.Stack())
		}
	}()
	bounded, cancel := context.WithTimeout(ctx, dutyLease-10*time.Second)
	defer cancel()
	return d.do(bounded)
}
