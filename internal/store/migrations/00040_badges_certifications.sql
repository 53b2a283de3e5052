-- +goose Up
create table certifications (
    key text primary key,
    title text not null,
    document jsonb not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- What a person has done that a certification may ask for; voided when the credential it led to was revoked.
create table certification_evidence (
    id text primary key,
    person_id text not null,
    kind text not null check (kind in ('exam', 'track')),
    key text not null,
    source text not null,
    at timestamptz not null,
    voided_at timestamptz,
    created_at timestamptz not null,
    unique (kind, source, key)
);
create index certification_evidence_person on certification_evidence (person_id, kind, key);
