-- +goose Up
create table people (
    id text primary key,
    email text not null,
    name text not null,
    country text not null default '',
    password text not null default '',
    roles jsonb not null default '[]',
    state text not null default 'active' check (state in ('active', 'disabled')),
    rights_version bigint not null default 1,
    search text not null default '',
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index people_email on people (email);

create table sessions (
    id text primary key,
    person_id text not null references people (id),
    by_cookie boolean not null default false,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text not null default ''
);
create index sessions_person on sessions (person_id) where ended_at is null;
create index sessions_expiry on sessions (expires_at);

-- Refresh tokens are kept as hashes only. A used one stays, so that its second use is noticed.
create table session_tokens (
    hash text primary key,
    session_id text not null references sessions (id),
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index session_tokens_session on session_tokens (session_id);

create table password_resets (
    id text primary key,
    email text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    sent_at timestamptz,
    used_at timestamptz
);
create index password_resets_email on password_resets (email);
create index password_resets_expiry on password_resets (expires_at);

create table api_keys (
    id text primary key,
    name text not null,
    prefix text not null,
    hash text not null,
    scopes jsonb not null,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz
);
create unique index api_keys_hash on api_keys (hash);
