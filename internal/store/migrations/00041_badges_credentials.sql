-- +goose Up
create table issuers (
    slug text primary key,
    did text not null unique,
    name text not null,
    url text not null,
    created_at timestamptz not null
);

-- Private halves are sealed under a key that is not in the database. Retired keys stay: what they signed must go on verifying.
create table issuer_keys (
    method text primary key,
    issuer text not null references issuers (slug),
    kind text not null check (kind in ('ed25519', 'rsa')),
    public text not null,
    sealed text not null,
    created_at timestamptz not null,
    retired_at timestamptz
);
create unique index issuer_keys_current on issuer_keys (issuer, kind) where retired_at is null;

create table status_lists (
    id text primary key,
    issuer text not null references issuers (slug),
    taken integer not null default 0,
    signed text not null default '',
    signed_at timestamptz,
    created_at timestamptz not null
);

-- The row is written before anything is signed: content, keys and list index are the intention.
create table credentials (
    id text primary key,
    ordinal text not null unique,
    code text not null unique,
    issuer text not null references issuers (slug),
    person_id text not null,
    holder_name text not null,
    certification_key text not null references certifications (key),
    certification jsonb not null,
    source text not null,
    evidence jsonb not null,
    renews text not null default '',
    awarded_at timestamptz not null,
    valid_from timestamptz not null,
    valid_until timestamptz,
    content text not null,
    proof_method text not null references issuer_keys (method),
    token_method text not null references issuer_keys (method),
    list_id text not null references status_lists (id),
    list_index integer not null,
    signed text not null default '',
    token text not null default '',
    signed_at timestamptz,
    revoked_at timestamptz,
    revoke_reason text not null default '',
    expired_noted_at timestamptz,
    rendered_at timestamptz,
    pdf text not null default '',
    png text not null default '',
    svg text not null default '',
    held text not null default '',
    version bigint not null default 1,
    created_at timestamptz not null,
    unique (certification_key, source),
    unique (list_id, list_index)
);
create index credentials_person on credentials (person_id, certification_key);
create index credentials_due on credentials (valid_until) where expired_noted_at is null and revoked_at is null and valid_until is not null;
create index credentials_unsigned on credentials (created_at) where signed_at is null;
create index credentials_revoked on credentials (list_id) where revoked_at is not null;
