-- +goose Up
-- What is recorded of a partner beside figures and evidence: a fee that was settled, a designation that was held. A row is never
-- rewritten; the one without superseded_at is what is known now, and withdrawn says that it never was.
create table tier_entries (
    id text primary key,
    partner_id text not null,
    kind text not null check (kind in ('fee', 'designation')),
    entry_key text not null,
    level text not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    note text not null,
    withdrawn boolean not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz
);
create unique index tier_entries_known on tier_entries (partner_id, kind, entry_key, level, valid_from) where superseded_at is null;

-- Where the partner places its people, and the designations it asks for in its own order.
create table tier_pins (
    id text primary key,
    partner_id text not null,
    program text not null,
    pins text not null,
    wanted text not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz
);
create unique index tier_pins_known on tier_pins (partner_id, program) where superseded_at is null;

-- postgres:begin
alter table tier_entries enable row level security;
alter table tier_entries force row level security;
create policy wall on tier_entries using (laurel_sees(partner_id));
alter table tier_pins enable row level security;
alter table tier_pins force row level security;
create policy wall on tier_pins using (laurel_sees(partner_id));
-- postgres:end
