package tiers

import (
	"strings"
	"testing"
	"time"

	"laurel/internal/fault"
	"laurel/internal/tiers/rules"
)

const ladder = `
spec: tier/v1
program: ladder
version: "2"
currency: USD
standing: {STANDING}
tiers:
  - {key: low, rank: 1, entry: open, require: {all: [{headcount: {id: z, of: {kind: certification}, min: 1}}]}}
  - {key: mid, rank: 2, entry: open, require: {headcount: {id: a, of: {kind: certification}, min: 1}}}
  - {key: asked, rank: 3, entry: application, require: {headcount: {id: b, of: {kind: certification}, min: 2}}}
  - {key: high, rank: 4, entry: open, require: {headcount: {id: c, of: {kind: certification}, min: 3}}}
`

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

func until(day string) *time.Time {
	t := at(day)
	return &t
}

// TestStep: every word of standing at the moment at which it speaks, and a moment before.
func TestStep(t *testing.T) {
	t.Parallel()
	const met, missed, unknown = rules.Met, rules.NotMet, rules.Unknown
	cases := []struct {
		name, words string
		held        Standing
		mid, high   rules.Result
		checkpoint  bool
		year        bool
		kind, to    string // empty: no move
		grace, hold string
	}{
		{name: "promoted on qualifying", words: "promote: on_qualify", held: Standing{Tier: "low"}, mid: met, high: missed, kind: promoted, to: "mid"},
		{name: "the highest at once", words: "promote: on_qualify", held: Standing{Tier: "low"}, mid: met, high: met, kind: promoted, to: "high"},
		{name: "what is not known promotes nobody", words: "promote: on_qualify", held: Standing{Tier: "low"}, mid: unknown, high: unknown},
		{name: "not between checkpoints", words: `promote: at_checkpoint, checkpoint: {every: P3M}`, held: Standing{Tier: "low"}, mid: met, high: missed},
		{name: "at a checkpoint", words: `promote: at_checkpoint, checkpoint: {every: P3M}`, held: Standing{Tier: "low"}, mid: met, high: missed, checkpoint: true, kind: held, to: "low"},
		{name: "after it was put down that the old one holds", words: `promote: at_checkpoint, checkpoint: {every: P3M}`,
			held: Standing{Tier: "low", CheckedAt: until("2026-06-01")}, mid: met, high: missed, checkpoint: true, kind: promoted, to: "mid"},
		{name: "by review", words: "promote: by_review", held: Standing{Tier: "low"}, mid: met, high: missed, kind: proposed, to: "mid"},
		{name: "demoted at a checkpoint", words: `demote: at_checkpoint, checkpoint: {every: P1Y}`, held: Standing{Tier: "mid"}, mid: missed, high: missed, checkpoint: true, kind: demoted, to: "low"},
		{name: "not before it", words: `demote: at_checkpoint, checkpoint: {every: P1Y}`, held: Standing{Tier: "mid"}, mid: missed, high: missed},
		{name: "unknown at it", words: `demote: at_checkpoint, checkpoint: {every: P1Y}`, held: Standing{Tier: "mid"}, mid: unknown, high: missed, checkpoint: true, kind: held, to: "mid"},
		{name: "put down once", words: `demote: at_checkpoint, checkpoint: {every: P1Y}`, held: Standing{Tier: "mid", CheckedAt: until("2026-06-01")}, mid: unknown, high: missed, checkpoint: true},
		{name: "grace begins", words: `demote: after_grace, grace: P60D`, held: Standing{Tier: "mid"}, mid: missed, high: missed, kind: graceStarted, to: "mid", grace: "2026-07-31"},
		{name: "grace runs", words: `demote: after_grace, grace: P60D`, held: Standing{Tier: "mid", GraceUntil: until("2026-06-02")}, mid: missed, high: missed, grace: "2026-06-02"},
		{name: "grace is over", words: `demote: after_grace, grace: P60D`, held: Standing{Tier: "mid", GraceUntil: until("2026-06-01")}, mid: missed, high: missed, kind: demoted, to: "low"},
		{name: "unknown at its end", words: `demote: after_grace, grace: P60D`, held: Standing{Tier: "mid", GraceUntil: until("2026-06-01")}, mid: unknown, high: missed, grace: "2026-06-01"},
		{name: "met in grace", words: `demote: after_grace, grace: P60D`, held: Standing{Tier: "mid", GraceUntil: until("2026-07-01")}, mid: met, high: missed, kind: graceEnded, to: "mid"},
		{name: "no grace at all", words: `demote: after_grace, grace: P0D`, held: Standing{Tier: "mid"}, mid: missed, high: missed, kind: demoted, to: "low"},
		{name: "unknown starts no grace", words: `demote: after_grace, grace: P60D`, held: Standing{Tier: "mid"}, mid: unknown, high: missed},
		{name: "demotion by review", words: "demote: by_review", held: Standing{Tier: "high"}, mid: missed, high: missed, kind: proposed, to: "low"},
		{name: "fiscal year only: a quarter", words: `demote: at_checkpoint, demote_only_at: fiscal_year, checkpoint: {every: P3M, fiscal_year_start: "03-01"}`,
			held: Standing{Tier: "mid"}, mid: missed, high: missed, checkpoint: true},
		{name: "fiscal year only: its beginning", words: `demote: at_checkpoint, demote_only_at: fiscal_year, checkpoint: {every: P3M, fiscal_year_start: "06-01"}`,
			held: Standing{Tier: "mid"}, mid: missed, high: missed, checkpoint: true, year: true, kind: demoted, to: "low"},
		{name: "fiscal year only: grace over before", words: `demote: after_grace, grace: P60D, demote_only_at: fiscal_year, checkpoint: {fiscal_year_start: "03-01"}`,
			held: Standing{Tier: "mid", GraceUntil: until("2026-05-01")}, mid: missed, high: missed, grace: "2026-05-01"},
		{name: "held for the rest of the year and one more", words: `promote: on_qualify, hold: {rest_of_year: true, plus_years: 1}, checkpoint: {fiscal_year_start: "02-01"}`,
			held: Standing{Tier: "low", HoldUntil: until("2028-02-01")}, mid: met, high: missed, kind: promoted, to: "mid", hold: "2028-02-01"},
		{name: "nothing falls while held", words: `demote: after_grace, grace: P0D, hold: {plus_years: 1}`, held: Standing{Tier: "mid", HoldUntil: until("2026-06-02")}, mid: missed, high: missed, hold: "2026-06-02"},
		{name: "the hold is over", words: `demote: after_grace, grace: P0D, hold: {plus_years: 1}`, held: Standing{Tier: "mid", HoldUntil: until("2026-06-01")}, mid: missed, high: missed, kind: demoted, to: "low"},
		{name: "met again holds longer", words: `hold: {rest_of_year: true}`, held: Standing{Tier: "high", HoldUntil: until("2026-01-01")}, mid: met, high: met, kind: held, to: "high", hold: "2027-01-01"},
		{name: "old tiers until a date", words: `demote: after_grace, grace: P0D, transition: {hold_old_tier_until: "2026-06-02"}`, held: Standing{Tier: "mid", Version: "1"}, mid: missed, high: missed},
		{name: "not those of this version", words: `demote: after_grace, grace: P0D, transition: {hold_old_tier_until: "2026-06-02"}`, held: Standing{Tier: "mid", Version: "2"}, mid: missed, high: missed, kind: demoted, to: "low"},
		{name: "the date has come", words: `demote: after_grace, grace: P0D, transition: {hold_old_tier_until: "2026-06-01"}`, held: Standing{Tier: "mid", Version: "1"}, mid: missed, high: missed, kind: demoted, to: "low"},
		{name: "a tier that is gone, held on", words: `promote: on_qualify, transition: {hold_old_tier_until: "2026-06-02"}`, held: Standing{Tier: "gone", Version: "1"}, mid: met, high: missed},
		{name: "and then not", words: `promote: on_qualify`, held: Standing{Tier: "gone", Version: "1"}, mid: met, high: missed, kind: demoted, to: "mid"},
		{name: "an override down is not climbed over", words: "promote: on_qualify", held: Standing{Tier: "low", Capped: true, HoldUntil: until("2026-06-02")}, mid: met, high: met, hold: "2026-06-02"},
		{name: "until its end", words: "promote: on_qualify", held: Standing{Tier: "low", Capped: true, HoldUntil: until("2026-06-01")}, mid: met, high: met, kind: promoted, to: "high"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := rules.Parse([]byte(strings.Replace(ladder, "STANDING", c.words, 1)))
			if err != nil {
				t.Fatalf("%+v", fault.Of(err).Fields)
			}
			next, m, moves := c.held.step(circumstances{program: p, now: at("2026-06-01"), checkpoint: c.checkpoint, year: c.year,
				results: map[string]rules.Result{"low": met, "mid": c.mid, "asked": missed, "high": c.high}})
			if moves != (c.kind != "") || m.kind != c.kind && moves || m.to != c.to && moves {
				t.Fatalf("%v %+v", moves, m)
			}
			if moves && m.kind != proposed && next.Tier != c.to {
				t.Fatal("stands at", next.Tier)
			}
			if date(next.GraceUntil) != c.grace || c.hold != "" && date(next.HoldUntil) != c.hold {
				t.Fatal("grace", date(next.GraceUntil), "hold", date(next.HoldUntil))
			}
		})
	}
}

func date(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// TestCheckpoints: from each anchor, by fiscal years, and at the ends of months.
func TestCheckpoints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ words, anchor, on, last, next string }{
		{`checkpoint: {every: P1Y}`, "2024-02-29", "2026-02-27", "2025-02-28", "2026-02-28"},
		{`checkpoint: {every: P1M}`, "2026-01-31", "2026-03-01", "2026-02-28", "2026-03-31"},
		{`checkpoint: {every: P1Y}`, "2026-05-01", "2026-05-01", "2026-05-01", "2027-05-01"},
		{`checkpoint: {fiscal_year_start: "02-01"}`, "2020-07-07", "2026-01-31", "2025-02-01", "2026-02-01"},
		{`checkpoint: {every: P3M, fiscal_year_start: "03-01"}`, "2020-07-07", "2026-06-01", "2026-06-01", "2026-09-01"},
		{`checkpoint: {every: P5M, fiscal_year_start: "01-01"}`, "2020-07-07", "2026-12-01", "2026-11-01", "2027-01-01"},
		{`promote: on_qualify`, "2020-07-07", "2026-12-01", "2020-07-07", "0001-01-01"},
	} {
		p, err := rules.Parse([]byte(strings.Replace(ladder, "STANDING", c.words, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if last, next := p.Checkpoint(at(c.anchor), at(c.on)), p.NextCheckpoint(at(c.anchor), at(c.on)); !last.Equal(at(c.last)) || next.Format(time.DateOnly) != c.next {
			t.Error(c.words, "on", c.on, ":", last, next)
		}
	}
}
