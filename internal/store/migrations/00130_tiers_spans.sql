-- +goose Up
-- When each award counts for each partner, as is known now: affiliation, award and hold cut to one another. It is made from the
-- copies alone, in the transaction that changes them, so that a headcount reads the rows of one certification and no others.
-- waits: the affiliation is not confirmed yet; the span is that of the award.
create table tier_spans (
    person_id text not null,
    partner_id text not null,
    employment text not null,
    country text not null,
    kind text not null,
    award_key text not null,
    level text not null,
    family text not null,
    award_row text not null,
    starts timestamptz not null,
    ends timestamptz,
    renews integer not null,
    waits integer not null
);

create view tier_spans_known as
select person_id, partner_id, employment, country, kind, award_key, level, family, award_row, starts, ends, renews, waits from (
    select f.person_id, f.partner_id, f.employment, coalesce(p.country, '') as country, a.kind, a.award_key, a.level, a.family, a.row_id as award_row,
        case when f.valid_from > a.valid_from then f.valid_from else a.valid_from end as starts,
        case when h.held_from is not null and (f.valid_to is null or h.held_from < f.valid_to) and (a.valid_to is null or h.held_from < a.valid_to) then h.held_from
            when f.valid_to is null or a.valid_to < f.valid_to then a.valid_to else f.valid_to end as ends,
        case when a.status = 'in_renewal' then 1 else 0 end as renews, 0 as waits
    from tier_affiliations f
    join tier_awards a on a.person_id = f.person_id and a.superseded_at is null
    left join tier_holds h on h.person_id = a.person_id and h.source = a.source and h.superseded_at is null
    left join tier_people p on p.person_id = f.person_id and p.superseded_at is null
    where f.superseded_at is null and f.by_person and f.by_partner and f.valid_from is not null and a.status in ('active', 'current', 'in_renewal', 'maintenance_due')
    union all
    select f.person_id, f.partner_id, f.employment, coalesce(p.country, ''), a.kind, a.award_key, a.level, a.family, a.row_id, a.valid_from,
        case when h.held_from is not null and (a.valid_to is null or h.held_from < a.valid_to) then h.held_from else a.valid_to end,
        case when a.status = 'in_renewal' then 1 else 0 end, 1
    from tier_affiliations f
    join tier_awards a on a.person_id = f.person_id and a.superseded_at is null
    left join tier_holds h on h.person_id = a.person_id and h.source = a.source and h.superseded_at is null
    left join tier_people p on p.person_id = f.person_id and p.superseded_at is null
    where f.superseded_at is null and f.state = 'pending' and a.status in ('active', 'current', 'in_renewal', 'maintenance_due')
) s where ends is null or starts < ends;

insert into tier_spans select * from tier_spans_known;
create index tier_spans_person on tier_spans (person_id);
create index tier_spans_cell on tier_spans (award_key, kind, partner_id, person_id, waits, starts, ends, renews);
create index tier_spans_partner on tier_spans (partner_id, kind);

-- postgres:begin
alter table tier_spans enable row level security;
alter table tier_spans force row level security;
create policy wall on tier_spans using (laurel_sees(partner_id));
-- postgres:end
