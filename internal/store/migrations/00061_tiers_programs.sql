-- +goose Up
create table tier_programs (
    program text not null,
    version text not null,
    title text not null,
    state text not null check (state in ('draft', 'published')),
    document text not null,
    sha256 text not null,
    effective_from timestamptz,
    published_at timestamptz,
    published_by text not null default '',
    created_at timestamptz not null,
    created_by text not null,
    primary key (program, version)
);

create table tier_facts (
    id text primary key,
    partner_id text not null,
    metric text not null,
    period text not null,
    period_from timestamptz not null,
    period_to timestamptz not null,
    measure text not null,
    currency text not null,
    value bigint not null,
    active_value bigint,
    lines text not null,
    source text not null,
    observed_at timestamptz not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz
);
create unique index tier_facts_known on tier_facts (partner_id, metric, period) where superseded_at is null;

create table tier_attestations (
    id text primary key,
    partner_id text not null,
    kind text not null,
    note text not null,
    file text not null,
    valid_from timestamptz not null,
    valid_until timestamptz,
    created_at timestamptz not null,
    created_by text not null,
    approved_at timestamptz,
    approved_by text not null default ''
);
create index tier_attestations_partner on tier_attestations (partner_id, kind);

create table tier_applications (
    id text primary key,
    partner_id text not null,
    program text not null,
    tier text not null,
    kind text not null check (kind in ('application', 'invitation')),
    state text not null check (state in ('pending', 'accepted', 'declined')),
    reason text not null default '',
    created_at timestamptz not null,
    created_by text not null,
    decided_at timestamptz,
    decided_by text not null default ''
);
create unique index tier_applications_open on tier_applications (partner_id, program, tier, kind) where state = 'pending';

create table tier_cohorts (
    id text primary key,
    program text not null,
    metric text not null,
    tier text not null,
    frozen_by text not null,
    frozen_at timestamptz not null,
    members text not null
);
create index tier_cohorts_latest on tier_cohorts (program, metric, tier, frozen_at);

-- postgres:begin
alter table tier_facts enable row level security;
alter table tier_facts force row level security;
create policy wall on tier_facts using (laurel_sees(partner_id));
alter table tier_attestations enable row level security;
alter table tier_attestations force row level security;
create policy wall on tier_attestations using (laurel_sees(partner_id));
alter table tier_applications enable row level security;
alter table tier_applications force row level security;
create policy wall on tier_applications using (laurel_sees(partner_id));
-- postgres:end
