package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"laurel/cmd/internal/app"
	"laurel/cmd/internal/load"
	"laurel/internal/actor"
	"laurel/internal/tiers"
)

type benchHeadcounts struct {
	settings `embed:""`
	People   int `default:"1000000" help:"People of the crowd."`
	Partners int `default:"10000" help:"Partners of the crowd."`
	Awards   int `default:"3000000" help:"Awards of the crowd."`
	Changes  int `default:"15" help:"Awards that are followed to the webhook."`
	Singles  int `default:"2000" help:"Single headcounts asked for."`
}

// crowd is a bench in progress.
type crowd struct {
	*app.App
	ctx    context.Context //nolint:containedctx // one run's life
	size   *benchHeadcounts
	ground *load.Ground
	table  *load.Table
}

// Run measures and takes everything away again.
func (c *benchHeadcounts) Run(env *environment) (failed error) {
	if c.Embedded() {
		return errors.New("this measures PostgreSQL: name a server with --database-url; the database of the measurement is its own")
	}
	g, err := load.NewGround(env.ctx, load.Where{DatabaseURL: c.DatabaseURL, RedisURL: c.RedisURL})
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, g.Close()) }()
	g.Set("LAUREL_HOOKS_LOOPBACK=true")
	there := c.ground(g)
	there.HooksLoopback = true
	a, err := app.Open(env.ctx, there, app.Mode{Migrate: true}, env.log)
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, a.Close()) }()
	b := &crowd{App: a, ctx: actor.With(env.ctx, actor.SystemOf("bench")), size: c, ground: g, table: &load.Table{Out: env.out}}
	for _, step := range []func() error{b.gather, b.singles, b.whole, b.qualification, b.changes, b.publication, b.sweep} {
		if err := step(); err != nil {
			return err
		}
	}
	b.table.Tell()
	return nil
}

func (b *crowd) gather() error {
	began := time.Now()
	err := b.Tiers.Gather(b.ctx, tiers.Crowd{People: b.size.People, Partners: b.size.Partners, Awards: b.size.Awards})
	b.table.Say("%d people, %d partners and %d awards gathered in %s", b.size.People, b.size.Partners, b.size.Awards, time.Since(began).Round(time.Second))
	return err
}

// singles asks for one headcount at any instant of two years, of any partner and certification.
func (b *crowd) singles() error {
	times := &load.Times{}
	for i := range b.size.Singles + 100 {
		now := b.DB.Now()
		q := tiers.Query{Partners: []string{tiers.PartnerOf(rand.IntN(b.size.Partners))}, Certification: tiers.CertificationOf(rand.IntN(60)), Kind: "certification", //nolint:gosec // spreads questions
			GroupBy: []string{"partner", "certification"}, Limit: 2}
		if i%4 == 0 {
			q.Partners[0] = tiers.PartnerOf(rand.IntN(tiers.Large)) //nolint:gosec // spreads questions
		}
		began := time.Now()
		if _, _, err := b.Tiers.Headcounts(b.ctx, q.At(now.AddDate(0, 0, rand.IntN(730)-365), now)); err != nil { //nolint:gosec // spreads questions
			return err
		}
		if i >= 100 { // the first ones warm up
			times.Add(time.Since(began))
		}
	}
	b.table.Say("one headcount, transaction and all: p50 %s, p99 %s of %d", times.Quantile(0.5), times.Quantile(0.99), times.N())
	b.table.AtMost("one headcount at any instant: p99", " ms", ms(times.Quantile(0.99)), 5)
	return nil
}

// whole asks for all partners at once, of the certification that most hold.
func (b *crowd) whole() error {
	times := &load.Times{}
	for range 9 {
		now, began := b.DB.Now(), time.Now()
		q := tiers.Query{Certification: tiers.CertificationOf(0), Kind: "certification", GroupBy: []string{"partner", "certification"}, Limit: b.size.Partners + 1}
		rows, _, err := b.Tiers.Headcounts(b.ctx, q.At(now.AddDate(0, 0, rand.IntN(200)-100), now)) //nolint:gosec // spreads questions
		if err != nil {
			return err
		}
		if len(rows) < b.size.Partners/2 {
			return fmt.Errorf("only %d partners have a headcount", len(rows))
		}
		times.Add(time.Since(began))
	}
	b.table.Say("all partners, the certification that most hold: p50 %s, worst %s", times.Quantile(0.5), times.Quantile(1))
	b.table.AtMost("all headcounts of one certification", " ms", ms(times.Quantile(0.5)), 500)
	return nil
}

// qualification asks for large partners, whether they take part or not.
func (b *crowd) qualification() error {
	if _, err := b.Tiers.ImportProgram(b.ctx, []byte(`{"preset": "three-tier-starter"}`)); err != nil {
		return err
	}
	if _, err := b.Tiers.Publish(b.ctx, "three-tier-starter", "1", time.Time{}); err != nil {
		return err
	}
	times := &load.Times{}
	for i := range 50 {
		began, now := time.Now(), b.DB.Now()
		e, err := b.Tiers.Qualify(b.ctx, tiers.Ask{Partner: tiers.PartnerOf(i % tiers.Large), Program: "three-tier-starter", Target: "certified"}.At(now, now))
		if err != nil {
			return err
		}
		if e.Result == "" || len(e.Nodes) == 0 {
			return errors.New("an answer without an explanation")
		}
		if i >= 10 {
			times.Add(time.Since(began))
		}
	}
	b.table.Say("qualification of a partner with %d people, explained: p50 %s, p99 %s", b.size.People/500, times.Quantile(0.5), times.Quantile(0.99))
	b.table.AtMost("qualification of a partner with many people", " ms", ms(times.Quantile(0.5)), 50)
	return nil
}

// publication lets everybody take part and settles all.
func (b *crowd) publication() error {
	if err := b.Tiers.Enrol(b.ctx, "three-tier-starter"); err != nil {
		return err
	}
	began := time.Now()
	err := b.Tiers.SettleProgram(b.ctx, "three-tier-starter")
	b.table.Say("a program published for %d partners: all settled in %s", b.size.Partners, time.Since(began).Round(100*time.Millisecond))
	return err
}

func (b *crowd) sweep() error {
	began := time.Now()
	wrong, err := b.Tiers.Sweep(b.ctx)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d derived values were wrong, the first: %+v", len(wrong), wrong[0])
	}
	b.table.AtMost("nightly sweep of all partners", " s", time.Since(began).Seconds(), 600)
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
