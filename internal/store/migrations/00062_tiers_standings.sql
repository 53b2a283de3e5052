-- +goose Up
create table tier_headcounts (
    partner_id text not null,
    certification_key text not null,
    count integer not null,
    sequence bigint not null,
    computed_at timestamptz not null,
    primary key (partner_id, certification_key)
);

create table tier_qualifications (
    partner_id text not null,
    program text not null,
    target text not null,
    result text not null check (result in ('met', 'not_met', 'unknown')),
    version text not null,
    since timestamptz not null,
    evaluated_at timestamptz not null,
    primary key (partner_id, program, target)
);
create index tier_qualifications_program on tier_qualifications (program, target, partner_id);

create table tier_standings (
    partner_id text not null,
    program text not null,
    track text not null,
    tier text not null,
    since timestamptz not null,
    grace_until timestamptz,
    hold_until timestamptz,
    sequence bigint not null,
    primary key (partner_id, program, track)
);
create index tier_standings_program on tier_standings (program, partner_id);
create index tier_standings_grace on tier_standings (grace_until) where grace_until is not null;

-- The journal: rows are only added.
create table tier_decisions (
    id text primary key,
    partner_id text not null,
    program text not null,
    track text not null,
    kind text not null check (kind in ('promoted', 'demoted', 'overridden', 'grace_started', 'grace_ended', 'proposed', 'declined', 'withdrawn')),
    from_tier text not null,
    to_tier text not null,
    reason text not null,
    decided_by text not null,
    version text not null,
    sequence bigint not null,
    at timestamptz not null
);
create index tier_decisions_partner on tier_decisions (partner_id, program, track, at);

create table tier_proposals (
    id text primary key,
    partner_id text not null,
    program text not null,
    track text not null,
    from_tier text not null,
    to_tier text not null,
    reason text not null,
    state text not null check (state in ('open', 'accepted', 'declined', 'withdrawn', 'overridden')),
    created_at timestamptz not null,
    decided_at timestamptz,
    decided_by text not null default ''
);
create unique index tier_proposals_open on tier_proposals (partner_id, program, track, to_tier) where state = 'open';

-- postgres:begin
alter table tier_headcounts enable row level security;
alter table tier_headcounts force row level security;
create policy wall on tier_headcounts using (laurel_sees(partner_id));
alter table tier_qualifications enable row level security;
alter table tier_qualifications force row level security;
create policy wall on tier_qualifications using (laurel_sees(partner_id));
alter table tier_standings enable row level security;
alter table tier_standings force row level security;
create policy wall on tier_standings using (laurel_sees(partner_id));
alter table tier_decisions enable row level security;
alter table tier_decisions force row level security;
create policy wall on tier_decisions using (laurel_sees(partner_id));
alter table tier_proposals enable row level security;
alter table tier_proposals force row level security;
create policy wall on tier_proposals using (laurel_sees(partner_id));
-- postgres:end
