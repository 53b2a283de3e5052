-- +goose Up
-- How far the nightly recomputation has come: it goes on after this partner. finished_at is null while it is under way.
create table tier_sweeps (
    id integer primary key check (id = 1),
    begun_at timestamptz not null,
    finished_at timestamptz,
    after_partner text not null,
    checked integer not null,
    differed integer not null
);

-- What it found to be kept otherwise than it follows from the copies. Rows are only added.
create table tier_differences (
    id text primary key,
    partner_id text not null,
    kind text not null check (kind in ('span', 'headcount', 'qualification', 'standing')),
    key text not null,
    told text not null,
    is_now text not null,
    found_at timestamptz not null
);
create index tier_differences_found on tier_differences (found_at);

-- postgres:begin
alter table tier_differences enable row level security;
alter table tier_differences force row level security;
create policy wall on tier_differences using (laurel_sees(partner_id));
-- postgres:end
