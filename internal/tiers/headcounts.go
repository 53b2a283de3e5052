package tiers

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// Headcounts answers a query straight from the copies, at any instant and as known at any instant, with the number of the
// last change that is in it.
func (s *Service) Headcounts(ctx context.Context, q Query) (rows []Row, seq int64, err error) {
	err = s.db.Read(all(ctx), func(tx *gorm.DB) error {
		rows = nil
		if seq, err = sequence(tx); err != nil {
			return err
		}
		sql, args := q.sql()
		return tx.Raw(sql, args...).Scan(&rows).Error
	})
	return rows, seq, err
}

// sql writes one sentence in two steps: what each person is within each group, then the groups. All text in it is fixed;
// values are bound.
func (q Query) sql() (string, []any) {
	b := &sentence{}
	dims, names := []string{}, []string{}
	for _, g := range q.GroupBy {
		dims, names = append(dims, dimensions[g]+" as "+g), append(names, g)
	}
	what := ", f.person_id"
	if q.Awards {
		what += ", a.kind, a.award_key as held"
	}
	b.add("with standing as (select " + strings.Join(append(dims, ""), ", ") + strings.TrimPrefix(what, ", "))
	b.flag("counts", q, q.asOf, "")
	b.flag("renews", q, q.asOf, " and a.status = 'in_renewal'")
	for i, h := range horizons {
		period, _ := rules.ParsePeriod(h)
		b.flag([]string{"left30", "left60", "left90"}[i], q, period.After(q.asOf), "")
	}
	b.add(", max(case when f.state = 'pending' then 1 else 0 end) as waits")
	q.from(b)
	b.add(" group by " + strings.Join(append(places(q.GroupBy), strings.Split(strings.ReplaceAll(strings.TrimPrefix(what, ", "), " as held", ""), ", ")...), ", "))
	b.add(") select " + strings.Join(names, ", ") + ", sum(counts) as count, sum(renews) as in_renewal, sum(case when counts = 0 then waits else 0 end) as pending")
	for _, left := range []string{"left30", "left60", "left90"} {
		b.add(", sum(counts) - sum(case when counts = 1 then " + left + " else 0 end) as " + left)
	}
	b.add(" from standing")
	if len(q.After) == len(names) && len(names) > 0 {
		b.add(" where ("+strings.Join(names, ", ")+") > ("+strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ")+")", texts(q.After)...)
	}
	order := strings.Join(names, ", ")
	b.add(" group by "+order+" having sum(counts) > 0 or sum(waits) > 0 order by "+order+" limit ?", q.Limit)
	return b.text.String(), b.args
}

func places(groups []string) []string {
	found := make([]string, len(groups))
	for i, g := range groups {
		found[i] = dimensions[g]
	}
	return found
}

// sentence gathers text and what is bound in it.
type sentence struct {
	text strings.Builder
	args []any
}

func (b *sentence) add(text string, args ...any) {
	b.text.WriteString(text)
	b.args = append(b.args, args...)
}

// flag is 1 where an award of the person counts for the partner now and still does at a later moment.
func (b *sentence) flag(name string, q Query, still time.Time, more string) {
	at := still
	if later := q.ValidFor.After(q.asOf); later.After(at) {
		at = later
	}
	b.add(`, max(case when f.by_person and f.by_partner and f.valid_from <= ? and (f.valid_to is null or f.valid_to > ?)
		and a.valid_from <= ? and (a.valid_to is null or a.valid_to > ?) and (c.counts_until is null or c.counts_until > ?)`+more+` then 1 else 0 end) as `+name,
		q.asOf, at, q.asOf, at, at)
}

// from joins affiliations and awards that could count at the moment asked, as known then.
func (q Query) from(b *sentence) {
	k := q.knownAt
	b.add(` from tier_affiliations f join tier_awards a on a.person_id = f.person_id and a.recorded_at <= ? and (a.superseded_at is null or a.superseded_at > ?)`, k, k)
	b.add(` left join tier_certifications c on c.certification_key = a.award_key and a.kind = 'certification' and c.recorded_at <= ? and (c.superseded_at is null or c.superseded_at > ?)`, k, k)
	if q.Country != "" || hasWord(q.GroupBy, "country") {
		b.add(` left join tier_people p on p.person_id = f.person_id and p.recorded_at <= ? and (p.superseded_at is null or p.superseded_at > ?)`, k, k)
	}
	if hasWord(q.GroupBy, "role") {
		b.add(" join tier_award_roles r on r.row_id = a.row_id")
	}
	b.add(` where f.recorded_at <= ? and (f.superseded_at is null or f.superseded_at > ?) and a.status in ? and a.valid_from <= ? and (a.valid_to is null or a.valid_to > ?)
		and (c.counts_until is null or c.counts_until > ?) and (f.state = 'pending' or (f.valid_from <= ? and (f.valid_to is null or f.valid_to > ?)))`, k, k, countingStatus, q.asOf, q.asOf, q.asOf, q.asOf, q.asOf)
	b.add(` and not exists (select 1 from tier_holds h where h.person_id = a.person_id and h.source = a.source and h.held_from <= ?
		and h.recorded_at <= ? and (h.superseded_at is null or h.superseded_at > ?))`, q.asOf, k, k)
	if q.Partners != nil {
		b.add(" and f.partner_id in ?", append([]string{""}, q.Partners...))
	}
	for _, f := range []struct{ column, value string }{
		{"a.award_key", q.Certification}, {"a.kind", q.Kind}, {"a.level", q.Level}, {"a.family", q.Family}, {"p.country", q.Country}, {"f.employment", q.Employment},
	} {
		if f.value != "" {
			b.add(" and "+f.column+" = ?", f.value)
		}
	}
	if q.Role != "" {
		b.add(" and exists (select 1 from tier_award_roles x where x.row_id = a.row_id and x.role = ?)", q.Role)
	}
}

type cell struct {
	CertificationKey string
	Count            int
}

// cells are the headcounts of one partner now, by certification.
func cells(tx *gorm.DB, partnerID string, now time.Time) (map[string]int, error) {
	q := Query{clocks: clocks{now, now}, Partners: []string{partnerID}, Kind: "certification", GroupBy: []string{"certification"}, Limit: 1_000_000}
	sql, args := q.sql()
	var rows []Row
	err := tx.Raw(sql, args...).Scan(&rows).Error
	counted := map[string]int{}
	for _, r := range rows {
		counted[r.Certification] = r.Count
	}
	return counted, err
}

func hasWord(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

func texts(words []string) []any {
	found := make([]any, len(words))
	for i, w := range words {
		found[i] = w
	}
	return found
}
