package tiers

import "laurel/internal/tiers/rules"

// spans writes which spans may matter to a headcount and to what is said of the days after it.
func (q Query) spans(b *sentence) {
	b.add("select ")
	for _, g := range q.inner() {
		b.add(dimensions[g] + " as " + g + ", ")
	}
	b.add("s.person_id, ")
	if q.Awards {
		b.add("s.kind, s.award_key as held, ")
	}
	b.add("s.starts, case when s.ends is null or c.counts_until < s.ends then coalesce(c.counts_until, ?) else s.ends end as ends, s.renews, s.waits from ", never)
	q.source(b)
	b.add(" left join (select certification_key, counts_until from tier_certifications where counts_until is not null and")
	q.known(b, "")
	b.add(") c on c.certification_key = s.award_key and s.kind = 'certification'")
	if hasWord(q.GroupBy, "role") {
		b.add(" join tier_award_roles r on r.row_id = s.award_row")
	}
	far, _ := rules.ParsePeriod(horizons[len(horizons)-1])
	b.add(" where s.starts <= ? and (s.ends is null or s.ends > ?) and (c.counts_until is null or c.counts_until > ?)", far.After(q.asOf), q.asOf, q.asOf)
	if q.Partners != nil {
		b.add(" and s.partner_id in ?", append([]string{""}, q.Partners...))
	}
	for _, f := range []struct{ column, value string }{
		{"s.award_key", q.Certification}, {"s.kind", q.Kind}, {"s.level", q.Level}, {"s.family", q.Family}, {"s.country", q.Country}, {"s.employment", q.Employment},
	} {
		if f.value != "" {
			b.add(" and "+f.column+" = ?", f.value)
		}
	}
	if q.Role != "" {
		b.add(" and exists (select 1 from tier_award_roles x where x.row_id = s.award_row and x.role = ?)", q.Role)
	}
}

// source is the table of spans, or, for what was known once or when asked to count from the ground up, the same out of the copies.
func (q Query) source(b *sentence) {
	if !q.once && !q.raw {
		b.add("tier_spans s")
		return
	}
	const own = `a.kind, a.award_key, a.level, a.family, a.row_id as award_row, case when a.status = 'in_renewal' then 1 else 0 end as renews`
	b.add(`(select f.person_id, f.partner_id, f.employment, coalesce(p.country, '') as country, ` + own + `, waits,
		case when waits = 0 and f.valid_from > a.valid_from then f.valid_from else a.valid_from end as starts,
		case when waits = 1 or f.valid_to is null or a.until < f.valid_to then a.until else f.valid_to end as ends
		from (select *, 0 as waits from tier_affiliations where by_person and by_partner and valid_from is not null
			union all select *, 1 as waits from tier_affiliations where state = 'pending') f
		join (select o.*, case when o.valid_to is null or h.held_from < o.valid_to then coalesce(h.held_from, o.valid_to) else o.valid_to end as until
			from tier_awards o left join tier_holds h on h.person_id = o.person_id and h.source = o.source and`)
	q.known(b, "h.")
	b.add(" where")
	q.known(b, "o.")
	b.add(` and o.status in ?) a on a.person_id = f.person_id left join tier_people p on p.person_id = f.person_id and`, countingStatus)
	q.known(b, "p.")
	b.add(" where")
	q.known(b, "f.")
	if q.Partners != nil { // once more, where it is sure to be used
		b.add(" and f.partner_id in ?", append([]string{""}, q.Partners...))
	}
	b.add(") s")
}

// known is the condition on a copied row.
func (q Query) known(b *sentence, of string) {
	if q.once {
		b.add(" "+of+"recorded_at <= ? and ("+of+"superseded_at is null or "+of+"superseded_at > ?)", q.knownAt, q.knownAt)
	} else {
		b.add(" " + of + "superseded_at is null")
	}
}
