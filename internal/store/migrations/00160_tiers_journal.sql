-- +goose Up
-- postgres:begin
select set_config('laurel.sight', '*', true);
-- postgres:end
-- A decision says what it did to the standing and on which evaluation it rests, so that the journal alone answers for any day.
-- at is when it took effect, recorded_at when it was written: what was due during an outage is done late and dated right.
create table tier_journal (
    id text primary key,
    partner_id text not null,
    program text not null,
    track text not null,
    kind text not null check (kind in ('promoted', 'demoted', 'overridden', 'grace_started', 'grace_ended', 'held', 'warned', 'proposed', 'declined', 'withdrawn')),
    from_tier text not null,
    to_tier text not null,
    reason text not null,
    decided_by text not null,
    version text not null,
    target text not null default '',
    result_sha256 text not null default '',
    grace_until timestamptz,
    hold_until timestamptz,
    sequence bigint not null,
    at timestamptz not null,
    recorded_at timestamptz not null
);
insert into tier_journal (id, partner_id, program, track, kind, from_tier, to_tier, reason, decided_by, version, sequence, at, recorded_at)
    select id, partner_id, program, track, kind, from_tier, to_tier, reason, decided_by, version, sequence, at, at from tier_decisions;
drop table tier_decisions;
alter table tier_journal rename to tier_decisions;
create index tier_decisions_partner on tier_decisions (partner_id, program, track, at);

-- What a standing needs to be judged at a moment that has passed: until when it was judged, when the calendar will want it
-- again, which checkpoint was decided, and under which version the tier was reached.
alter table tier_standings add column version text not null default '';
alter table tier_standings add column capped boolean not null default false;
alter table tier_standings add column checked_at timestamptz;
alter table tier_standings add column judged_at timestamptz;
alter table tier_standings add column next_at timestamptz;
update tier_standings set next_at = grace_until;
update tier_standings set next_at = hold_until where hold_until is not null and (next_at is null or next_at > hold_until);
update tier_standings set version = coalesce((select d.version from tier_decisions d where d.partner_id = tier_standings.partner_id
    and d.program = tier_standings.program and d.track = tier_standings.track and d.kind in ('promoted', 'demoted', 'overridden')
    order by d.at desc, d.id desc limit 1), '');
create index tier_standings_next on tier_standings (next_at) where next_at is not null;

-- When a tier was met, for programs in which one good day in a time is enough.
create table tier_met (
    partner_id text not null,
    program text not null,
    target text not null,
    met_from timestamptz not null,
    met_until timestamptz,
    primary key (partner_id, program, target, met_from)
);
insert into tier_met (partner_id, program, target, met_from) select partner_id, program, target, since from tier_qualifications where result = 'met';

-- Who asked for a move, where it was a person: somebody else decides.
alter table tier_proposals add column created_by text not null default 'rules';

-- postgres:begin
alter table tier_decisions enable row level security;
alter table tier_decisions force row level security;
create policy wall on tier_decisions using (laurel_sees(partner_id));
alter table tier_met enable row level security;
alter table tier_met force row level security;
create policy wall on tier_met using (laurel_sees(partner_id));
-- postgres:end
