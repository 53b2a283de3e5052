-- +goose Up
-- Who was warned of: one row for each person, end and period, so that nobody is told twice of the same end.
create table tier_warnings (
    partner_id text not null,
    certification_key text not null,
    person_id text not null,
    ends timestamptz not null,
    within text not null,
    warned_at timestamptz not null,
    primary key (partner_id, certification_key, person_id, ends, within)
);

-- postgres:begin
alter table tier_warnings enable row level security;
alter table tier_warnings force row level security;
create policy wall on tier_warnings using (laurel_sees(partner_id));
-- postgres:end
