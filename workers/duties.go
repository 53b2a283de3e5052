package workers

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"laurel/exams"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// duty is done by the calendar: of all processes one does it, every so often.
type duty struct {
	name  string
	every time.Duration
	do    func(ctx context.Context) error
}

// A duty that takes longer than this has died.
const dutyLease = 2 * time.Minute

// demanded are duties that are also done as soon as somebody tells that there is something to do, when others had the time to tell too.
var demanded = map[string]string{"make forms": exams.Demand}

const gather = 100 * time.Millisecond

// keepCalendar gives each duty a clock of its own: one that hangs keeps no other waiting.
func (w *Workers) keepCalendar(ctx context.Context) {
	for _, d := range w.calendar {
		w.running.Go(func() {
			tick := time.NewTicker(min(d.every, time.Minute))
			defer tick.Stop()
			demand := w.demand(ctx, d)
			for every := d.every - d.every/10; ; {
				w.duty(ctx, d, every)
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
					every = d.every - d.every/10
				case <-demand:
					time.Sleep(gather)
					every = 0
				}
			}
		})
	}
}

// demand hears when a duty has something to do before its time.
func (w *Workers) demand(ctx context.Context, d duty) <-chan struct{} {
	heard := make(chan struct{}, 1)
	if channel := demanded[d.name]; channel != "" {
		w.running.Go(func() {
			w.db.Follow(ctx, channel, func() {
				select {
				case heard <- struct{}{}:
				default:
				}
			})
		})
	}
	return heard
}

func (w *Workers) duty(ctx context.Context, d duty, every time.Duration) {
	asking, cancel := context.WithTimeout(ctx, statementTime)
	defer cancel()
	token, ok, err := w.duties.Claim(asking, d.name, every, dutyLease)
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

// calendar is the other page: what is done by time alone.
func calendar(db *store.DB, s Slices) []duty {
	counted := func(do func(ctx context.Context) (int, error)) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			_, err := do(ctx)
			return err
		}
	}
	duties := []duty{
		{"close overdue attempts", 5 * time.Second, counted(s.Exams.CloseOverdue)},
		{"credit outages", 5 * time.Second, counted(s.Exams.CreditOutages)},
		{"regrade", 2 * time.Second, counted(s.Exams.FinishRegrades)},
		{"finish imports", 2 * time.Second, counted(s.Banks.FinishImports)},
		{"compute statistics", 2 * time.Second, counted(s.Statistics.ComputeWaiting)},
		{"mark who did not come", time.Minute, counted(s.Appointments.MarkNoShows)},
		{"announce proctoring again", 2 * time.Second, counted(s.Proctoring.AnnounceDue)},
		{"make forms", 20 * time.Second, counted(s.Exams.StockForms)},
		{"sweep files nobody names", 24 * time.Hour, counted(s.Exams.SweepFiles)},
		{"clear stale forms", time.Minute, counted(s.Exams.ClearStock)},
		{"deliver webhooks again", 5 * time.Second, counted(s.Webhooks.DeliverDue)},
		{"take steps in labs", 5 * time.Second, counted(s.Labs.StepDue)},
		{"expire credentials", time.Minute, counted(s.Badges.ExpireDue)},
		{"finish signing", time.Minute, s.Badges.FinishSigning},
		{"forget old sessions", time.Hour, counted(s.Accounts.Forget)},
		{"sign status lists", time.Hour, s.Badges.PublishStatusLists},
		{"settle what is due", 20 * time.Second, counted(s.Tiers.SettleDue)},
		{"make exports", 5 * time.Second, counted(s.Tiers.MakeExports)},
		{"forget exports", time.Hour, counted(s.Tiers.ForgetExports)},
		{"recompute what is derived", time.Minute, s.recompute},
		{"carry out decisions", time.Minute, counted(s.Cases.Settle)},
		{"ask for lost payments", time.Minute, counted(s.Billing.Reconcile)},
		{"expire vouchers", 10 * time.Minute, counted(s.Billing.ExpireVouchers)},
		{"prune the feed", 24 * time.Hour, counted(s.Webhooks.Prune)},
		{"forget idempotency keys", time.Hour, func(ctx context.Context) error { return outbox.Forget(ctx, db) }},
		{"seal the audit log", 15 * time.Second, counted(s.Audit.Seal)},
		{"sign an audit checkpoint", 10 * time.Minute, s.Audit.Checkpoint},
	}
	if s.Sandbox != nil {
		duties = append(duties, duty{"deliver sandbox webhooks", time.Second, counted(s.Sandbox.Deliver)})
	}
	return duties
}

// recompute compares what is kept with a recomputation from what it was made of, once a night and as far as a call comes: a
// difference is a fault of ours.
func (s Slices) recompute(ctx context.Context) error {
	differences, err := s.Tiers.SweepDue(ctx)
	if err == nil && differences > 0 {
		err = fmt.Errorf("%d derived values differed from their recomputation and were mended; see GET /api/v1/recomputation", differences)
	}
	return err
}
