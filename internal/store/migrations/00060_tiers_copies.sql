-- +goose Up
-- Copies of what other slices say, on two clocks: valid_from/valid_to is the world, recorded_at/superseded_at is what
-- was known. A row is never changed but for superseded_at; the one without it is what is known now.
create table tier_people (
    row_id text primary key,
    person_id text not null,
    name text not null,
    email text not null,
    country text not null,
    version bigint not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz
);
create unique index tier_people_known on tier_people (person_id) where superseded_at is null;
create index tier_people_person on tier_people (person_id, recorded_at);

create table tier_partners (
    row_id text primary key,
    partner_id text not null,
    external_id text not null,
    name text not null,
    country text not null,
    parent_id text not null,
    programs jsonb not null,
    joined_at timestamptz not null,
    version bigint not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz
);
create unique index tier_partners_known on tier_partners (partner_id) where superseded_at is null;
create index tier_partners_external on tier_partners (external_id) where superseded_at is null;

create table tier_affiliations (
    row_id text primary key,
    affiliation_id text not null,
    person_id text not null,
    partner_id text not null,
    employment text not null,
    job_roles jsonb not null,
    state text not null check (state in ('pending', 'confirmed', 'ended')),
    by_person boolean not null,
    by_partner boolean not null,
    valid_from timestamptz,
    valid_to timestamptz,
    version bigint not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz
);
create unique index tier_affiliations_known on tier_affiliations (affiliation_id) where superseded_at is null;
create index tier_affiliations_partner on tier_affiliations (partner_id, person_id);
create index tier_affiliations_person on tier_affiliations (person_id);
create index tier_affiliations_end on tier_affiliations (valid_to) where superseded_at is null;

-- bare: the end of an award that was heard of before its beginning.
create table tier_awards (
    row_id text primary key,
    person_id text not null,
    source text not null,
    kind text not null check (kind in ('certification', 'accreditation', 'training', 'external')),
    award_key text not null,
    title text not null,
    level text not null,
    family text not null,
    roles jsonb not null,
    status text not null,
    ended text not null check (ended in ('', 'revoked', 'expired')),
    bare boolean not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    version bigint not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz
);
create unique index tier_awards_known on tier_awards (person_id, kind, award_key, source) where superseded_at is null;
create index tier_awards_person on tier_awards (person_id, kind, award_key);
create index tier_awards_key on tier_awards (award_key, person_id);
create index tier_awards_end on tier_awards (valid_to) where superseded_at is null;

create table tier_award_roles (
    row_id text not null references tier_awards (row_id),
    role text not null,
    primary key (row_id, role)
);

create table tier_certifications (
    row_id text primary key,
    certification_key text not null,
    title text not null,
    level text not null,
    family text not null,
    roles jsonb not null,
    retired_on text not null,
    counts_until timestamptz,
    version bigint not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz
);
create unique index tier_certifications_known on tier_certifications (certification_key) where superseded_at is null;

create table tier_progress (
    person_id text not null,
    track_key text not null,
    title text not null,
    percent integer not null,
    version bigint not null,
    updated_at timestamptz not null,
    primary key (person_id, track_key)
);

-- One row per name that writers stand in line for, and the number of the last change of anything here.
create table tier_locks (
    name text primary key,
    taken bigint not null
);
create table tier_sequence (
    id integer primary key check (id = 1),
    value bigint not null
);
insert into tier_sequence (id, value) values (1, 0);
create table tier_marks (
    name text primary key,
    at timestamptz not null
);
