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

	asked []asked
}

// asked is a figure beside its limit.
type asked struct {
	what, limit, got string
	holds            bool
}

// atMost and atLeast note a figure and judge it.
func (m *Measure) atMost(what, unit string, got, limit float64) {
	m.asked = append(m.asked, asked{what, fmt.Sprintf("<= %g%s", limit, unit), fmt.Sprintf("%.4g%s", got, unit), got <= limit})
}

func (m *Measure) atLeast(what, unit string, got, limit float64) {
	m.asked = append(m.asked, asked{what, fmt.Sprintf(">= %g%s", limit, unit), fmt.Sprintf("%.4g%s", got, unit), got >= limit})
}

// tell prints what was asked beside what was reached.
func (m *Measure) tell() {
	m.say("\n%-44s %14s %14s", "asked", "limit", "reached")
	for _, a := range m.asked {
		verdict := "holds"
		if !a.holds {
			verdict = "does not hold"
		}
		m.say("%-44s %14s %14s  %s", a.what, a.limit, a.got, verdict)
	}
}

func (m *Measure) say(format string, args ...any) { _, _ = fmt.Fprintf(m.Out, format+"\n", args...) }

func (m *Measure) head() {
	m.say("%-34s %10s %9s %9s %9s %10s %10s", "phase", "per s", "p50 ms", "p95 ms", "p99 ms", "api s/1000", "pg s/1000")
}

// Storm lets everybody begin, stormWidth at once. Five thousand have a minute, others in proportion, and nobody may be refused.
func (m *Measure) Storm() error {
	var failed error
	var all time.Duration
	n := len(m.Scene.Candidates)
	m.head()
	m.phase(fmt.Sprintf("start, %d, %d at once", n, stormWidth), func() (*Times, float64) {
		times, took, err := m.Scene.Starts(0, n, stormWidth)
		failed, all = err, took
		return times, float64(times.N()) / took.Seconds()
	})
	m.atMost(fmt.Sprintf("start, %d: all done", n), " s", all.Seconds(), stormTime.Seconds()*float64(n)/stormOf)
	m.tell()
	return failed
}

const (
	stormWidth = 64
	stormOf    = 5000
	stormTime  = time.Minute
)

const alone = 20 // calls of one candidate, one after another

// Run measures everything. Candidates must be at least 768 and a multiple of 256.
func (m *Measure) Run(ctx context.Context) error {
	n := len(m.Scene.Candidates)
	m.head()
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
	if err := m.paced(ctx, bench); err != nil {
		return err
	}
	m.phase("saves, 256 at 60 a second", func() (*Times, float64) { times, _, rate := m.Scene.Paced(256, m.Over, 60); return times, rate })
	answers, err := m.Scene.Check(16)
	if err != nil {
		return err
	}
	m.say("  read back: all %d confirmed answers of %d candidates are there", answers, n)
	if err := m.submits(n); err != nil {
		return err
	}
	m.tell()
	return nil
}

// pgbench is nil without a database server, and where the program is missing, which is said.
func (m *Measure) pgbench(ctx context.Context) (*PGBench, error) {
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

func (m *Measure) starts(n int) error {
	var failed error
	one := m.phase("start, one candidate", func() (*Times, float64) {
		times, took, err := m.Scene.Starts(0, alone, 1)
		failed = err
		return times, alone / took.Seconds()
	})
	if failed != nil {
		return failed
	}
	m.atMost("start, one candidate: p50", " ms", one.p50, 15)
	var all time.Duration
	m.phase("start, 256 at once", func() (*Times, float64) {
		times, took, err := m.Scene.Starts(alone, alone+256, 256)
		failed, all = err, took
		return times, 256 / took.Seconds()
	})
	m.say("  all 256 have started after %s", all.Round(time.Millisecond))
	m.atMost("start, 256 at once: all done", " s", all.Seconds(), 2)
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
func (m *Measure) saves(ctx context.Context, bench *PGBench, width int) error {
	before, after := 0.0, 0.0
	var err error
	if bench != nil {
		if before, err = bench.Saves(ctx, width, m.Over); err != nil {
			return err
		}
	}
	name := fmt.Sprintf("saves, %d at once", width)
	reached := m.phase(name, func() (*Times, float64) { return m.Scene.Saves(width, m.Over) })
	if limit, asked := map[int]float64{64: 40, 256: 120}[width]; asked {
		m.atMost(name+": p99", " ms", reached.p99, limit)
		if reached.cpuKnown {
			m.atMost(name+": server CPU per 1000", " s", reached.cpu, 0.5)
		}
	}
	if bench == nil {
		return nil
	}
	if after, err = bench.Saves(ctx, width, m.Over); err != nil {
		return err
	}
	m.say("  pgbench, the same upsert, %d clients: %.0f before and %.0f after; ratio %.2f", width, before, after, reached.rate/((before+after)/2))
	if width == 64 {
		m.atLeast(name+": times pgbench (aim 1)", "", reached.rate/((before+after)/2), 0.6)
	}
	return nil
}

// paced measures a calm pace: what a save takes when the server is far from full. It says how late the saves were sent, which is ours
// and not the server's, and what pgbench meets at the same pace.
func (m *Measure) paced(ctx context.Context, bench *PGBench) error {
	var late *Times
	reached := m.phase("saves, 64 at 1000 a second", func() (times *Times, rate float64) {
		times, late, rate = m.Scene.Paced(64, m.Over, 1000)
		return times, rate
	})
	m.atMost("saves, 64 at 1000 a second: p99", " ms", reached.p99, 10)
	m.say("  counted from when each was due; sent %.2f ms after that at the median, %.2f ms at p99", ms(late.Quantile(0.5)), ms(late.Quantile(0.99)))
	if bench == nil {
		return nil
	}
	floor, err := bench.Paced(ctx, 64, m.Over, 1000)
	if err == nil {
		m.say("  pgbench, the same upsert, 64 clients, 1000 a second: p99 %.2f ms", floor)
	}
	return err
}

func (m *Measure) submits(n int) error {
	var failed error
	one := m.phase("submit, one candidate", func() (*Times, float64) {
		began := time.Now()
		times, err := m.Scene.Submits(0, alone, 1)
		failed = err
		return times, alone / time.Since(began).Seconds()
	})
	if failed != nil {
		return failed
	}
	m.atMost("submit, one candidate: p50", " ms", one.p50, 15)
	many := m.phase("submit, 256 at once", func() (*Times, float64) {
		began := time.Now()
		times, err := m.Scene.Submits(alone, alone+256, 256)
		failed = err
		return times, 256 / time.Since(began).Seconds()
	})
	m.atMost("submit, 256 at once: p99", " ms", many.p99, 500)
	return failed
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// figures of a phase: calls a second, milliseconds, and the seconds of processor that API and PostgreSQL took for a thousand calls.
type figures struct {
	rate, p50, p99, cpu float64
	cpuKnown            bool
}

// phase runs one and prints its line.
func (m *Measure) phase(name string, do func() (*Times, float64)) figures {
	time.Sleep(200 * time.Millisecond) // what was before has ended
	api, apiThere := cpuOf(m.API.PID())
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
	pgThere = pgThere && m.Ground.DB != ""
	p50, p95, p99 := ms(times.Quantile(0.5)), ms(times.Quantile(0.95)), ms(times.Quantile(0.99))
	m.say("%-34s %10.0f %9.2f %9.2f %9.2f %10s %10s", name, rate, p50, p95, p99, per(apiAfter-api, apiThere), per(pgAfter-pg, pgThere))
	if times.Failed() > 0 {
		m.say("  %d calls failed", times.Failed())
	}
	f := figures{rate: rate, p50: p50, p99: p99, cpuKnown: apiThere && times.N() > 0}
	if f.cpuKnown {
		f.cpu = (apiAfter - api).Seconds() * 1000 / float64(times.N())
		if pgThere {
			f.cpu += (pgAfter - pg).Seconds() * 1000 / float64(times.N())
		}
	}
	return f
}
