package tiers_test

import (
	"context"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// settled is a partner with two certified people in a program.
func settled(t *testing.T, db *store.DB) *bench {
	t.Helper()
	b := open(t, db)
	b.partner("ptn_a", "SF-1", "three-tier-starter")
	b.starter()
	b.employ("ptn_a", "per_1", "per_2")
	b.award("per_1", "certification", "engineer", nil)
	b.award("per_2", "certification", "engineer", nil)
	b.award("per_1", "training", "basics", nil)
	return b
}

func TestTheSweepFindsTellsAndMendsWhatWasDerivedWrong(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := settled(t, db)
		for _, c := range []struct {
			corrupt string
			args    []any
			wanted  tiers.Difference
		}{
			{"delete from tier_spans where person_id = ? and kind = 'certification'", []any{"per_2"}, tiers.Difference{PartnerID: "ptn_a", Kind: "span", Key: "per_2", Told: "0 too many", Is: "1 missing"}},
			{"insert into tier_spans select * from tier_spans where person_id = ?", []any{"per_2"}, tiers.Difference{PartnerID: "ptn_a", Kind: "span", Key: "per_2", Told: "1 too many", Is: "0 missing"}},
			{"update tier_spans set ends = ? where person_id = 'per_2'", []any{db.Now().AddDate(1, 0, 0)}, tiers.Difference{PartnerID: "ptn_a", Kind: "span", Key: "per_2", Told: "1 too many", Is: "1 missing"}},
			{"update tier_headcounts set count = ? where certification_key = 'engineer'", []any{7}, tiers.Difference{PartnerID: "ptn_a", Kind: "headcount", Key: "engineer", Told: "7", Is: "2"}},
			{"delete from tier_headcounts where certification_key = ?", []any{"engineer"}, tiers.Difference{PartnerID: "ptn_a", Kind: "headcount", Key: "engineer", Told: "0", Is: "2"}},
			{"update tier_qualifications set result = ? where target = 'registered'", []any{"not_met"}, tiers.Difference{PartnerID: "ptn_a", Kind: "qualification", Key: "three-tier-starter registered", Told: "not_met", Is: "met"}},
			{"update tier_standings set tier = ?", []any{"certified"}, tiers.Difference{PartnerID: "ptn_a", Kind: "standing", Key: "three-tier-starter ", Told: "certified", Is: "registered"}},
		} {
			b.sweeps()
			b.age(c.corrupt, c.args...)
			before := b.Alarms()
			b.sweeps(c.wanted)
			b.sweeps()
			listed, err := b.Differences(b.ctx, "", 1)
			if err != nil || len(listed) != 1 || listed[0].Difference != c.wanted || b.Alarms() != before+1 {
				t.Fatal(listed, err, b.Alarms(), before)
			}
			if audited := b.number("select count(*) from audit_entries where action = 'derived.differed' and subject = ? and partner_id = 'ptn_a'", c.wanted.Key); audited == 0 {
				t.Fatal("not in the audit log", c.wanted)
			}
		}
		seen := b.call("auditor", "GET", "/api/v1/recomputation?limit=2", nil, 200)
		if len(seen["data"].([]any)) != 2 || seen["data"].([]any)[0].(map[string]any)["kind"] != "standing" || seen["next_cursor"] == nil {
			t.Error(seen)
		}
		b.call("admin", "GET", "/api/v1/recomputation", nil, 403)
		row := b.call("prm", "GET", "/prm/v1/headcounts?partner=ptn_a&certification=engineer", nil, 200)["data"].([]any)[0].(map[string]any)
		if row["count"] != 2.0 || b.tier("ptn_a") != "registered" {
			t.Error(row, b.tier("ptn_a"))
		}
	})
}

// sweeps holds what the sweep finds against what is wanted.
func (b *bench) sweeps(wanted ...tiers.Difference) {
	b.t.Helper()
	found, err := b.Sweep(b.ctx)
	b.must(err)
	if len(found) != len(wanted) || len(found) > 0 && found[0] != wanted[0] {
		b.t.Fatalf("found %+v instead of %+v", found, wanted)
	}
}

func (b *bench) number(sql string, args ...any) int {
	b.t.Helper()
	n := 0
	b.must(b.db.Read(b.ctx, func(tx *gorm.DB) error { return tx.Raw(sql, args...).Scan(&n).Error }))
	return n
}

// What time alone has changed is settled and is nobody's fault.
func TestTheSweepSettlesWhatTimeOvertookWithoutAlarm(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := settled(t, db)
		b.age("update tier_awards set valid_to = ? where person_id = 'per_1'", db.Now().Add(-time.Second))
		b.must(b.NotePerson(b.ctx, tiers.Person{ID: "per_1", Name: "Person per_1", Country: "DE", Version: 2})) // spans follow
		b.age("update tier_qualifications set evaluated_at = ?, result = 'met' where target = 'registered'", db.Now().Add(-time.Minute))
		b.age("update tier_qualifications set evaluated_at = ?", db.Now().Add(-time.Minute))
		b.sweeps()
		if got := b.number("select count(*) from tier_qualifications where target = 'registered' and result = 'not_met'"); got != 1 {
			t.Fatal("not settled")
		}
	})
}

// A night's sweep stops when its time is up, goes on where it stopped, and is done once.
func TestTheNightlySweepGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := settled(t, db)
		for i := range 60 {
			b.age("insert into tier_partners (row_id, partner_id, external_id, name, country, parent_id, programs, joined_at, version, recorded_at) values (?, ?, '', '', '', '', '[]', ?, 1, ?)",
				"row_"+string(rune('A'+i)), "ptn_b"+string(rune('A'+i)), db.Now(), db.Now())
		}
		short, cancel := context.WithTimeout(b.ctx, 10*time.Second) // less than a chunk may take
		defer cancel()
		if found, err := b.SweepDue(short); err != nil || found != 0 {
			t.Fatal(found, err)
		}
		if at, err := b.Sweeping(b.ctx); err != nil || at.FinishedAt != nil || at.Checked != 0 {
			t.Fatal(at, err)
		}
		b.age("insert into tier_sweeps (id, begun_at, after_partner, checked, differed) values (1, ?, 'ptn_bA', 2, 0)", db.Now())
		b.age("update tier_headcounts set count = 9") // before the place where it stopped
		if found, err := b.SweepDue(b.ctx); err != nil || found != 0 {
			t.Fatal(found, err)
		}
		at, err := b.Sweeping(b.ctx)
		if err != nil || at.FinishedAt == nil || at.Checked != 61 {
			t.Fatal(at, err)
		}
		if found, err := b.SweepDue(b.ctx); err != nil || found != 0 {
			t.Fatal("twice in a night", found, err)
		}
		b.age("update tier_sweeps set begun_at = ?", db.Now().Add(-21*time.Hour))
		if found, err := b.SweepDue(b.ctx); err != nil || found != 1 {
			t.Fatal("the next night", found, err)
		}
	})
}
