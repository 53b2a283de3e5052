package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Measure is one sitting bench: an installation of its own, measured phase by phase beside pgbench.
type Measure struct {
	Ground *Ground
	Scene  *Scene
	API    *Process
	Over   time.Duration // of each phase of saving
	Out    io.Writer
}

func (m Measure) say(format string, args ...any) { _, _ = fmt.Fprintf(m.Out, format+"\n", args...) }

const alone = 20 // calls of one candidate, one after another

// Run measures everything. Candidates must be at least 768 and a multiple of 256.
func (m Measure) Run(ctx context.Context) error {
	n := len(m.Scene.Candidates)
	m.say("%-34s %10s %9s %9s %9s %10s %10s", "phase", "per s", "p50 ms", "p95 ms", "p99 ms", "api s/1000", "pg s/1000")
	if err := m.starts(n); err != nil {
		return err
	}
	bench, err := m.pgbench(ctx)
	if err != nil {
		return err
	}
	for _, width := range []int{1, 16, 64, 256} {
		if err := m.saves(ctx, bench, width); err != nil {
			return err
		}
	}
	m.phase("saves, 64 at 1000 a second", func() (*Times, float64) { return m.Scene.Saves(64, m.Over, 1000) })
	m.phase("saves, 256 at 60 a second", func() (*Times, float64) { return m.Scene.Saves(256, m.Over, 60) })
	return m.submits(n)
}

// pgbench is nil without a database server, and where the program is missing, which is said.
func (m Measure) pgbench(ctx context.Context) (*PGBench, error) {
	if m.Ground.DB == "" {
		return nil, nil
	}
	bench, err := NewPGBench(ctx, m.Ground)
	if errors.Is(err, ErrNoPGBench) {
		m.say("  %v: no comparison", err)
		return nil, nil
	}
	return bench, err
}

func (m Measure) starts(n int) error {
	var failed error
	m.phase("start, one candidate", func() (*Times, float64) {
		times, took, err := m.Scene.Starts(0, alone, 1)
		failed = err
		return times, alone / took.Seconds()
	})
	if failed != nil {
		return failed
	}
	var all time.Duration
	m.phase("start, 256 at once", func() (*Times, float64) {
		times, took, err := m.Scene.Starts(alone, alone+256, 256)
		failed, all = err, took
		return times, 256 / took.Seconds()
	})
	m.say("  all 256 have started after %s", all.Round(time.Millisecond))
	if failed != nil {
		return failed
	}
	m.phase("start, the rest, 32 at once", func() (*Times, float64) {
		times, took, err := m.Scene.Starts(alone+256, n, 32)
		failed = err
		return times, float64(n-alone-256) / took.Seconds()
	})
	return failed
}

// saves measures one width, and pgbench before and after it, so that both meet the same machine.
func (m Measure) saves(ctx context.Context, bench *PGBench, width int) error {
	before, after := 0.0, 0.0
	var err error
	if bench != nil {
		if before, err = bench.Saves(ctx, width, m.Over); err != nil {
			return err
		}
	}
	reached := m.phase(fmt.Sprintf("saves, %d at once", width), func() (*Times, float64) { return m.Scene.Saves(width, m.Over, 0) })
	if bench == nil {
		return nil
	}
	if after, err = bench.Saves(ctx, width, m.Over); err != nil {
		return err
	}
	m.say("  pgbench, the same upsert, %d clients: %.0f before and %.0f after; ratio %.2f", width, before, after, reached/((before+after)/2))
	return nil
}

func (m Measure) submits(n int) error {
	var failed error
	m.phase("submit, one candidate", func() (*Times, float64) {
		began := time.Now()
		times, err := m.Scene.Submits(0, alone, 1)
		failed = err
		return times, alone / time.Since(began).Seconds()
	})
	if failed != nil {
		return failed
	}
	m.phase("submit, 256 at once", func() (*Times, float64) {
		began := time.Now()
		times, err := m.Scene.Submits(alone, alone+256, 256)
		failed = err
		return times, 256 / time.Since(began).Seconds()
	})
	return failed
}

// phase runs one and prints its line, with the processor time that API and PostgreSQL took for a thousand calls.
func (m Measure) phase(name string, do func() (*Times, float64)) float64 {
	time.Sleep(200 * time.Millisecond) // what was before has ended
	api, _ := cpuOf(m.API.PID())
	pg, pgThere := cpuOfPostgres()
	times, rate := do()
	apiAfter, _ := cpuOf(m.API.PID())
	pgAfter, _ := cpuOfPostgres()
	per := func(d time.Duration, there bool) string {
		if times.N() == 0 || !there {
			return "-"
		}
		return fmt.Sprintf("%.3f", d.Seconds()*1000/float64(times.N()))
	}
	ms := func(q float64) float64 { return float64(times.Quantile(q).Microseconds()) / 1000 }
	m.say("%-34s %10.0f %9.2f %9.2f %9.2f %10s %10s", name, rate, ms(0.5), ms(0.95), ms(0.99), per(apiAfter-api, true), per(pgAfter-pg, pgThere && m.Ground.DB != ""))
	if times.Failed() > 0 {
		m.say("  %d calls failed", times.Failed())
	}
	return rate
}
