package tiers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/fault"
)

// Crowd is a multitude to measure with, on a database of its own: as many people, partners and awards as told. One person in
// twenty-five is with one of twenty large partners, the rest are spread; one certification in sixty is held by many; a tenth of
// the awards was corrected once.
type Crowd struct{ People, Partners, Awards int }

// Large is the number of large partners; they come first.
const Large = 20

// PartnerOf and PersonOf are ids of a crowd.
func PartnerOf(n int) string { return fmt.Sprintf("ptn_%026d", n) }
func PersonOf(n int) string  { return fmt.Sprintf("per_%026d", n) }

// CertificationOf is one of the sixty; the first is the one that many hold.
func CertificationOf(n int) string { return fmt.Sprintf("cert-%02d", n) }

// Gather makes a crowd. It needs PostgreSQL and an empty database.
func (s *Service) Gather(ctx context.Context, c Crowd) error {
	if !s.db.Postgres() || c.Partners <= Large || c.People < 500 || c.Awards < c.People {
		return fault.New(fault.Invalid, "crowd", "A crowd needs PostgreSQL, at least 500 people, more than 20 partners and an award for each person.")
	}
	for _, statement := range crowdSQL {
		err := s.bulk(ctx, strings.NewReplacer("$PEOPLE", fmt.Sprint(c.People), "$PARTNERS", fmt.Sprint(c.Partners), "$EACH", fmt.Sprint(c.Awards/c.People)).Replace(statement))
		if err != nil {
			return err
		}
	}
	return nil
}

// Enrol lets every partner of a crowd take part in a program, without settling anybody.
func (s *Service) Enrol(ctx context.Context, program string) error {
	return s.bulk(ctx, "update tier_partners set programs = '"+list([]string{program})+"' where superseded_at is null")
}

func (s *Service) bulk(ctx context.Context, statement string) error {
	return s.db.Tx(all(ctx), func(tx *gorm.DB) error {
		if err := tx.Exec("set local statement_timeout = 0").Error; err != nil {
			return err
		}
		return tx.Exec(statement).Error
	})
}

// At sets the clocks of a question: an instant, as is known now.
func (q Query) At(asOf, now time.Time) Query { q.clocks = clocks{asOf, now}; return q }

// At does the same.
func (a Ask) At(asOf, now time.Time) Ask { a.clocks = clocks{asOf, now}; return a }

const (
	crowdOf    = `select i, 'per_' || lpad(i::text, 26, '0') as person, 'ptn_' || lpad((case when i <= $PEOPLE / 25 then (i - 1) / ($PEOPLE / 500) else 20 + (hashint8(i::bigint)::bigint + 2147483648) % ($PARTNERS - 20) end)::text, 26, '0') as partner, (hashint8((i + 77777777)::bigint)::bigint + 2147483648) % 100 as dice from generate_series(1, $PEOPLE) i`
	certOf     = `select i, person, n, h, case when h % 20 = 0 then 0 else (h / 20) % 60 end as c from (select i, person, n, hashint8((i * 31::bigint + n)::bigint)::bigint + 2147483648 as h from (` + crowdOf + `) crowd, generate_series(1, $EACH) n) x`
	countries  = `(array['DE','US','FR','JP'])`
	levels     = `(array['associate','professional','expert'])[1 + c % 3]`
	awardOf    = `person, 'crd_' || i || '_' || n, 'certification', 'cert-' || lpad(c::text, 2, '0'), 'Certification ' || c, ` + levels + `, 'family-' || c % 6, '["engineer"]'`
	awardNames = `tier_awards (row_id, person_id, source, kind, award_key, title, level, family, roles, status, ended, bare, valid_from, valid_to, version, recorded_at, superseded_at)`
)

var crowdSQL = []string{
	`insert into tier_partners (row_id, partner_id, external_id, name, country, parent_id, programs, joined_at, version, recorded_at)
		select 'trp' || n, 'ptn_' || lpad(n::text, 26, '0'), 'SF-' || n, 'Partner ' || n, ` + countries + `[1 + n % 4], '', '[]', now() - interval '900 days', 1, now() - interval '900 days' from generate_series(0, $PARTNERS - 1) n`,
	`insert into tier_people (row_id, person_id, name, email, country, version, recorded_at)
		select 'trw_' || person, person, 'Person ' || i, 'p' || i || '@example.invalid', ` + countries + `[1 + dice % 4], 1, now() - interval '800 days' from (` + crowdOf + `) x`,
	`insert into tier_affiliations (row_id, affiliation_id, person_id, partner_id, employment, job_roles, state, by_person, by_partner, valid_from, valid_to, version, recorded_at)
		select 'trf_' || person, 'aff_' || person, person, partner, case when dice < 80 then 'employee' else 'contractor' end, '[]', case when dice < 3 then 'pending' else 'confirmed' end,
		dice >= 3, true, now() - interval '1 day' * (100 + dice * 8), case when dice >= 95 then now() - interval '1 day' * (dice - 90) end, 1, now() - interval '800 days' from (` + crowdOf + `) x`,
	`insert into ` + awardNames + ` select 'tra_' || i || '_' || n, ` + awardOf + `, case when h % 50 = 0 then 'in_renewal' else 'active' end, '', false,
		now() - interval '1 hour' * (h % 20000), case when h % 5 > 0 then now() + interval '1 hour' * (17520 - h % 20000) end, 1, now() - interval '1 hour' * (h % 20000), null from (` + certOf + `) y`,
	`insert into ` + awardNames + ` select 'trb_' || i || '_' || n, ` + awardOf + `, 'active', '', false,
		now() - interval '1 hour' * (h % 20000), now() + interval '1 hour' * (8000 - h % 20000), 0, now() - interval '1 hour' * (h % 20000 + 1000), now() - interval '1 hour' * (h % 20000) from (` + certOf + `) y where i % 10 = 0`,
	`insert into tier_award_roles (row_id, role) select row_id, 'engineer' from tier_awards`,
	`insert into tier_certifications (row_id, certification_key, title, level, family, roles, retired_on, counts_until, version, recorded_at)
		select 'trc' || c, 'cert-' || lpad(c::text, 2, '0'), 'Certification ' || c, ` + levels + `, 'family-' || c % 6, '["engineer"]', '', case when c = 7 then now() + interval '20 days' end, 1, now() - interval '900 days' from generate_series(0, 59) c`,
	`insert into tier_spans select * from tier_spans_known`,
	`insert into tier_headcounts (partner_id, certification_key, count, sequence, computed_at) select partner_id, award_key, count(distinct person_id), 0, now() from tier_spans
		where kind = 'certification' and waits = 0 and starts <= now() and (ends is null or ends > now()) group by partner_id, award_key`,
	`insert into tier_marks (name, at) values ('settle_due', now()), ('warn_due', now()) on conflict (name) do update set at = excluded.at`,
	`analyze`,
}
