-- +goose Up
-- A bulk read that a worker makes. partners is null for one that sees all, else the list the asker was limited to.
create table tier_exports (
    id text primary key,
    kind text not null check (kind in ('partners', 'headcounts', 'qualifications', 'standings', 'awards')),
    format text not null check (format in ('ndjson', 'csv')),
    as_of timestamptz,
    names boolean not null,
    partners jsonb,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'expired')),
    rows bigint not null default 0,
    bytes bigint not null default 0,
    sha256 text not null default '',
    sequence bigint not null default 0,
    changes_cursor text not null default '',
    file text not null default '',
    tries integer not null default 0,
    lease_token text not null default '',
    leased_until timestamptz,
    made_as_of timestamptz,
    created_at timestamptz not null,
    created_by text not null,
    finished_at timestamptz,
    expires_at timestamptz
);
create index tier_exports_waiting on tier_exports (created_at) where state in ('waiting', 'running');
create index tier_exports_expiry on tier_exports (expires_at) where state = 'done';
