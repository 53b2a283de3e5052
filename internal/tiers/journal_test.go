package tiers_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

const yearly = `
spec: tier/v1
program: yearly
version: "1"
currency: USD
standing: {promote: on_qualify, demote: at_checkpoint, checkpoint: {every: P1Y, anchor: tier_date}WORDS}
tiers:
  - {key: base, rank: 1, entry: open, require: {headcount: {id: a, of: {kind: certification}, min: 1}}}
  - {key: ridge, rank: 2, entry: open, require: {headcount: {id: b, of: {kind: certification}, min: 2}}, grants: {commission: 20}}
`

const yearlyGrace = `
spec: tier/v1
program: yearly
version: "1"
currency: USD
standing: {promote: on_qualify, demote: after_grace, grace: P60D}
tiers:
  - {key: base, rank: 1, entry: open, require: {headcount: {id: a, of: {kind: certification}, min: 1}}}
  - {key: ridge, rank: 2, entry: open, require: {headcount: {id: b, of: {kind: certification}, min: 2}}}
`

func yearlyWith(words string) string { return strings.Replace(yearly, "WORDS", words, 1) }

// past moves all that the journal and the calendar say back by some days, as if they had been written then.
func (b *bench) past(days int) {
	b.t.Helper()
	now := b.db.Now()
	then := now.AddDate(0, 0, -days)
	b.age("update tier_decisions set at = ?, recorded_at = ? where partner_id = 'ptn_a'", then, then)
	b.age("update tier_standings set since = ?, judged_at = ?, next_at = ? where partner_id = 'ptn_a'", then, then, then)
	b.age("update tier_programs set effective_from = ?, published_at = ? where state = 'published'", then, then)
	b.age("update tier_awards set recorded_at = ? where superseded_at is null", then.AddDate(0, 0, -1))
}

// ends lets the awards of a person end.
func (b *bench) ends(person string, at time.Time) {
	b.t.Helper()
	b.age("update tier_awards set valid_to = ? where person_id = ?", at, person)
	b.age("update tier_spans set ends = ? where person_id = ?", at, person)
}

func (b *bench) journal() []map[string]any {
	b.t.Helper()
	lines := []map[string]any{}
	for _, d := range b.call("auditor", "GET", "/prm/v1/partners/ptn_a/standing/history", nil, 200)["data"].([]any) {
		lines = append(lines, d.(map[string]any))
	}
	return lines
}

func (b *bench) tierOn(at time.Time) any {
	b.t.Helper()
	return b.call("vendor", "GET", "/prm/v1/partners/ptn_a/standing?as_of="+url.QueryEscape(at.Format(time.RFC3339Nano)), nil, 200)["tier"]
}

// TestACheckpointPassedDuringAnOutageIsDatedRight: the year ended ten days ago, nobody was there to judge.
func TestACheckpointPassedDuringAnOutageIsDatedRight(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "yearly")
		b.employ("ptn_a", "per_1", "per_2")
		b.award("per_1", "certification", "engineer", nil)
		b.award("per_2", "certification", "engineer", nil)
		b.document(yearlyWith(""))
		if b.tier("ptn_a") != "ridge" {
			t.Fatal(b.tier("ptn_a"))
		}
		b.past(375)
		b.ends("per_2", db.Now().AddDate(0, 0, -30))
		for range 2 {
			_, err := b.SettleDue(b.ctx)
			b.must(err)
		}
		lines := b.journal()
		checkpoint := lines[1]["at"].(string)
		fell, err := time.Parse(time.RFC3339Nano, lines[0]["at"].(string))
		b.must(err)
		began, err := time.Parse(time.RFC3339Nano, checkpoint)
		b.must(err)
		if len(lines) != 2 || lines[0]["kind"] != "demoted" || lines[0]["to"] != "base" || !fell.Equal(began.AddDate(1, 0, 0)) {
			t.Fatal(lines)
		}
		if written := lines[0]["recorded_at"].(string); written < lines[0]["at"].(string) {
			t.Fatal("written before it took effect", written)
		}
		for on, tier := range map[time.Time]any{began.Add(-time.Second): nil, began.AddDate(0, 6, 0): "ridge", fell.Add(-time.Second): "ridge", fell: "base", db.Now(): "base"} {
			if is := b.tierOn(on); is != tier {
				t.Error("on", on, "holds", is, "instead of", tier)
			}
		}
		b.rests(lines[0])
	})
}

// rests asks again for the evaluation that a decision rests on.
func (b *bench) rests(line map[string]any) {
	b.t.Helper()
	on := line["evaluation"].(map[string]any)
	again := b.call("vendor", "GET", "/prm/v1/partners/ptn_a/qualification?program="+line["program"].(string)+"&target="+on["target"].(string)+
		"&as_of="+url.QueryEscape(on["as_of"].(string))+"&known_at="+url.QueryEscape(on["known_at"].(string)), nil, 200)
	if again["result_sha256"] != on["result_sha256"] || again["version"] != line["version"] {
		b.t.Fatal("the decision rests on another evaluation:", again["result_sha256"], on)
	}
}

// TestAHoldOutlastsACheckpoint and ends at the end of the year for which the tier is held.
func TestAHoldOutlastsACheckpoint(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "yearly")
		b.employ("ptn_a", "per_1", "per_2")
		b.award("per_1", "certification", "engineer", nil)
		b.award("per_2", "certification", "engineer", nil)
		b.document(yearlyWith(", hold: {plus_years: 2}"))
		if b.call("vendor", "GET", "/prm/v1/partners/ptn_a/standing", nil, 200)["hold_until"] == nil {
			t.Fatal("not held")
		}
		b.past(375)
		b.age("update tier_standings set hold_until = ?", db.Now().AddDate(0, 0, 300))
		b.ends("per_2", db.Now().AddDate(0, 0, -30))
		for range 2 {
			_, err := b.SettleDue(b.ctx)
			b.must(err)
		}
		if lines := b.journal(); len(lines) != 2 || lines[0]["kind"] != "held" || b.tier("ptn_a") != "ridge" {
			t.Fatal(lines)
		}
	})
}

// TestOneGoodDayIsEnough: met two months ago and not since.
func TestOneGoodDayIsEnough(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "yearly")
		b.employ("ptn_a", "per_1", "per_2")
		b.award("per_1", "certification", "engineer", nil)
		b.award("per_2", "certification", "engineer", nil)
		b.document(yearlyWith(", qualify_on_any_day_in: P6M"))
		b.past(375)
		b.age("update tier_met set met_from = ?", db.Now().AddDate(0, 0, -375))
		b.ends("per_2", db.Now().AddDate(0, 0, -70)) // sixty days before the checkpoint
		_, err := b.SettleDue(b.ctx)
		b.must(err)
		if b.tier("ptn_a") != "ridge" || b.journal()[0]["kind"] != "held" {
			t.Fatal(b.journal())
		}
	})
}

// TestGraceThatBeganAndEndedDuringAnOutage has both its dates.
func TestGraceThatBeganAndEndedDuringAnOutage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1", "yearly")
		b.employ("ptn_a", "per_1", "per_2")
		b.award("per_1", "certification", "engineer", nil)
		b.award("per_2", "certification", "engineer", nil)
		b.document(yearlyGrace)
		b.past(100)
		b.ends("per_2", db.Now().AddDate(0, 0, -80))
		for range 2 {
			_, err := b.SettleDue(b.ctx)
			b.must(err)
		}
		lines := b.journal()
		if len(lines) != 3 || lines[0]["kind"] != "demoted" || lines[1]["kind"] != "grace_started" || lines[0]["at"] != lines[1]["grace_until"] {
			t.Fatal(lines)
		}
		if told := b.facts("tiers.standing_changed"); len(told) != 3 || told[2]["to"] != "base" {
			t.Fatal(told)
		}
		b.rests(lines[0])
		b.rests(lines[1])
	})
}
