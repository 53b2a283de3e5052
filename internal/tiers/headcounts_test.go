package tiers_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// raw is one award beside one affiliation, as both stand in the tables: the recomputation knows nothing else.
type raw struct {
	Person, Key, Employment, State string
	ByPerson, ByPartner            bool
	FFrom, FTo, ATo, Counts        *time.Time
	AFrom                          time.Time
	FVersion, AVersion             int64
	Affiliation, Source            string
	FRecorded, ARecorded           time.Time
}

// recount finds who counts and who waits at an instant as known at another, in the plainest way.
func recount(rows []raw, asOf, knownAt time.Time) (counted, waiting map[string]bool) {
	newest := map[string]int64{}
	see := func(name string, version int64, recorded time.Time) {
		if !recorded.After(knownAt) && version > newest[name] {
			newest[name] = version
		}
	}
	for _, r := range rows {
		see(r.Affiliation, r.FVersion, r.FRecorded)
		see(r.Source, r.AVersion, r.ARecorded)
	}
	counted, waiting = map[string]bool{}, map[string]bool{}
	in := func(from, to *time.Time) bool {
		return from != nil && !from.After(asOf) && (to == nil || to.After(asOf))
	}
	for _, r := range rows {
		current := newest[r.Affiliation] == r.FVersion && newest[r.Source] == r.AVersion && !r.FRecorded.After(knownAt) && !r.ARecorded.After(knownAt)
		if !current || !in(&r.AFrom, r.ATo) || r.Counts != nil && !r.Counts.After(asOf) {
			continue
		}
		if r.ByPerson && r.ByPartner && in(r.FFrom, r.FTo) {
			counted[r.Person] = true
		} else if r.State == "pending" {
			waiting[r.Person] = true
		}
	}
	for p := range counted {
		delete(waiting, p)
	}
	return counted, waiting
}

func (b *bench) rows(partner, key string) []raw {
	b.t.Helper()
	var rows []raw
	b.must(b.db.Read(b.ctx, func(tx *gorm.DB) error {
		return tx.Raw(`select f.person_id as person, a.award_key as key, f.employment, f.state, f.by_person, f.by_partner, f.valid_from as f_from, f.valid_to as f_to,
			a.valid_to as a_to, a.valid_from as a_from, f.version as f_version, a.version as a_version, f.affiliation_id as affiliation, a.source,
			f.recorded_at as f_recorded, a.recorded_at as a_recorded,
			(select c.counts_until from tier_certifications c where c.certification_key = a.award_key and c.superseded_at is null) as counts
			from tier_affiliations f join tier_awards a on a.person_id = f.person_id where f.partner_id = ? and a.award_key = ?`, partner, key).Scan(&rows).Error
	}))
	return rows
}

func TestHeadcountsEqualARecomputationAtEveryInstant(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.partner("ptn_b", "SF-2")
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			cert := fmt.Sprintf("cert-%d", round)
			if rapid.Bool().Draw(rt, "retires") {
				on := db.Now().AddDate(0, 0, rapid.IntRange(-20, 60).Draw(rt, "counts until")).Format(time.DateOnly)
				b.must(b.NoteCertification(b.ctx, tiers.Certification{Key: cert, Title: cert, CountsUntil: &on, Version: 1}))
			}
			known := []time.Time{}
			for range rapid.IntRange(1, 4).Draw(rt, "notes") {
				b.note(rt, round, cert)
				known = append(known, db.Now())
			}
			for range 2 {
				asOf := db.Now().AddDate(0, 0, rapid.IntRange(-120, 120).Draw(rt, "as of"))
				knownAt := rapid.SampledFrom(known).Draw(rt, "known at")
				b.compare(rt, cert, asOf, knownAt)
			}
		})
	})
}

func (b *bench) note(rt *rapid.T, round int, cert string) {
	person := fmt.Sprintf("per_%d_%d", round, rapid.IntRange(0, 2).Draw(rt, "person"))
	at := func(label string) *time.Time {
		if rapid.IntRange(0, 3).Draw(rt, label+"?") == 0 {
			return nil
		}
		t := b.db.Now().AddDate(0, 0, rapid.IntRange(-100, 100).Draw(rt, label))
		return &t
	}
	version := rapid.Int64Range(1, 4).Draw(rt, "version")
	if rapid.Bool().Draw(rt, "affiliation") {
		pending := rapid.IntRange(0, 3).Draw(rt, "pending") == 0
		a := tiers.Affiliation{ID: "aff_" + person, PersonID: person, PartnerID: "ptn_a", Employment: "employee", State: "confirmed",
			ByPerson: true, ByPartner: true, From: at("from"), To: at("to"), Version: version}
		if pending {
			a.State, a.ByPerson = "pending", false
		}
		b.must(b.NoteAffiliation(b.ctx, a))
		return
	}
	from := at("earned")
	if from == nil {
		now := b.db.Now()
		from = &now
	}
	b.must(b.NoteAward(b.ctx, tiers.Award{PersonID: person, Kind: "certification", Key: cert, Title: cert, From: *from, Until: at("until"), Status: "active",
		Source: fmt.Sprintf("crd_%s_%d", person, rapid.IntRange(0, 1).Draw(rt, "source")), Version: version}))
}

func (b *bench) compare(rt *rapid.T, cert string, asOf, knownAt time.Time) {
	clocks := "?as_of=" + url.QueryEscape(asOf.Format(time.RFC3339Nano)) + "&known_at=" + url.QueryEscape(knownAt.Format(time.RFC3339Nano))
	data := b.call("prm", "GET", "/prm/v1/headcounts"+clocks+"&partner=ptn_a&certification="+cert, nil, 200)["data"].([]any)
	row := map[string]any{"count": 0.0, "pending_confirmation": 0.0, "expiring": []any{}}
	if len(data) == 1 {
		row = data[0].(map[string]any)
	}
	rows := b.rows("ptn_a", cert)
	for i, r := range rows { // what was not known of the certification yet did not end anything
		if r.Counts != nil && b.certificationKnown(cert, knownAt) == 0 {
			rows[i].Counts = nil
		}
	}
	counted, waiting := recount(rows, asOf, knownAt)
	if int(row["count"].(float64)) != len(counted) || int(row["pending_confirmation"].(float64)) != len(waiting) {
		rt.Fatalf("as of %s known %s: %v, recomputed %v and waiting %v\n%+v", asOf, knownAt, row, counted, waiting, rows)
	}
	for i, days := range []int{30, 60, 90} {
		if len(data) == 0 {
			break
		}
		still := 0
		for p := range counted {
			if b.stays(rows, p, asOf, asOf.AddDate(0, 0, days), knownAt) {
				still++
			}
		}
		if left := row["expiring"].([]any)[i].(map[string]any)["count"].(float64); int(left) != len(counted)-still {
			rt.Fatalf("within %d days: %v instead of %d", days, left, len(counted)-still)
		}
	}
	if len(rows) > 0 {
		behind := b.call("prm", "GET", "/prm/v1/partners/ptn_a/headcounts/"+cert+"/people"+strings.ReplaceAll(clocks, "&partner=ptn_a", ""), nil, 200)
		if int(behind["count"].(float64)) != len(counted) {
			rt.Fatalf("the rules count %v, recomputed %v", behind, counted)
		}
	}
}

// stays is true when one award beside one affiliation, both counting at the first instant, still count at the second.
func (b *bench) stays(rows []raw, person string, now, then, knownAt time.Time) bool {
	for _, r := range rows {
		if r.Person != person {
			continue
		}
		pair := []raw{}
		for _, o := range rows { // all versions of this very pair, so that the newest known one is found again
			if o.Affiliation == r.Affiliation && o.Source == r.Source {
				pair = append(pair, o)
			}
		}
		first, _ := recount(pair, now, knownAt)
		second, _ := recount(pair, then, knownAt)
		if first[person] && second[person] {
			return true
		}
	}
	return false
}

func (b *bench) certificationKnown(key string, at time.Time) int {
	n := 0
	b.must(b.db.Read(b.ctx, func(tx *gorm.DB) error {
		return tx.Raw("select count(*) from tier_certifications where certification_key = ? and recorded_at <= ?", key, at).Scan(&n).Error
	}))
	return n
}
