package tiers

import (
	"slices"
	"strings"
	"time"

	"laurel/internal/tiers/rules"
)

// sentence gathers text and what is bound in it.
type sentence struct {
	text strings.Builder
	args []any
}

func (b *sentence) add(text string, args ...any) {
	b.text.WriteString(text)
	b.args = append(b.args, args...)
}

// never is when something ends that has no end.
var never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// sql writes one sentence in four steps: the spans that may matter; how far each reaches together with those before it, and
// whether the next one follows without a gap; what each person is within each group; the groups. All text in it is fixed, values
// are bound.
func (q Query) sql() (string, []any) {
	b, dims := &sentence{}, q.inner()
	who := ", person_id"
	if q.Awards {
		who += ", kind, held"
	}
	who = strings.TrimPrefix(strings.Join(append(slices.Clone(dims), ""), ", ")+strings.TrimPrefix(who, ", "), ", ")
	b.add("with span as (")
	q.spans(b)
	b.add("), island as (select " + who + ", starts, ends, renews, waits, max(ends) over w as reach, lead(starts) over w as follows from span window w as (partition by " + who +
		", waits order by starts rows between unbounded preceding and current row)), person as (select " + who)
	b.add(", max(case when waits = 0 and starts <= ? and ends > ? then 1 else 0 end) as counts", q.asOf, q.lasting())
	b.add(", max(case when waits = 0 and starts <= ? and ends > ? then renews else 0 end) as renews", q.asOf, q.lasting())
	b.add(", max(case when waits = 1 and starts <= ? then 1 else 0 end) as waits", q.asOf)
	b.add(", min(case when waits = 0 and (follows is null or follows > reach) then reach end) as lapse from island group by " + who + ")")
	b.add(" select ")
	q.outer(b)
	b.add("sum(counts) as count, sum(renews) as in_renewal, sum(case when counts = 0 then waits else 0 end) as pending")
	for i, h := range horizons {
		period, _ := rules.ParsePeriod(h)
		b.add(", sum(case when lapse <= ? then counts else 0 end) as "+leaving[i], period.After(q.asOf))
	}
	b.add(" from person")
	q.page(b, dims)
	return b.text.String(), b.args
}

var leaving = []string{"left30", "left60", "left90"}

// lasting is until when, at least, an award must count.
func (q Query) lasting() time.Time {
	if later := q.ValidFor.After(q.asOf); later.After(q.asOf) {
		return later
	}
	return q.asOf
}

// inner is what is grouped by: a certification that is asked for is the same in every row, and left out so that the rows come
// in the order of their index.
func (q Query) inner() []string {
	dims := []string{}
	for _, g := range q.GroupBy {
		if g != "certification" || q.Certification == "" {
			dims = append(dims, g)
		}
	}
	return dims
}

func (q Query) outer(b *sentence) {
	for _, g := range q.GroupBy {
		if g == "certification" && q.Certification != "" {
			b.add("cast(? as text) as certification, ", q.Certification)
		} else {
			b.add(g + ", ")
		}
	}
}

// page goes on after the last row of the page before.
func (q Query) page(b *sentence, dims []string) {
	after := []any{}
	for i, g := range q.GroupBy {
		if i < len(q.After) && hasWord(dims, g) {
			after = append(after, q.After[i])
		}
	}
	order := strings.Join(dims, ", ")
	if len(q.After) == len(q.GroupBy) && len(q.After) > 0 {
		if len(dims) == 0 {
			b.add(" where 1 = 0") // there was one row
		} else {
			b.add(" where ("+order+") > ("+marks(len(dims))+")", after...)
		}
	}
	if order != "" {
		b.add(" group by " + order)
	}
	b.add(" having sum(counts) > 0 or sum(waits) > 0")
	if order != "" {
		b.add(" order by " + order)
	}
	b.add(" limit ?", q.Limit)
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
