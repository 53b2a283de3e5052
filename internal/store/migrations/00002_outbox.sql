-- +goose Up
create table outbox_facts (
    id text primary key,
    name text not null,
    payload text not null,
    at timestamptz not null,
    relayed_at timestamptz
);
create index outbox_facts_waiting on outbox_facts (id) where relayed_at is null;
create index outbox_facts_name on outbox_facts (name, at);

create table outbox_jobs (
    id text primary key,
    fact_id text not null references outbox_facts (id),
    deed text not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    generation integer not null default 0,
    lease_token text not null default '',
    leased_until timestamptz,
    last_error text not null default '',
    done_at timestamptz,
    quarantined_at timestamptz,
    created_at timestamptz not null,
    unique (fact_id, deed)
);
create index outbox_jobs_open on outbox_jobs (due_at) where done_at is null and quarantined_at is null;

create table outbox_keys (
    caller text not null,
    key text not null,
    request_hash text not null,
    answer text,
    resource_id text not null default '',
    created_at timestamptz not null,
    primary key (caller, key)
);
create index outbox_keys_age on outbox_keys (created_at);

create table outbox_duties (
    name text primary key,
    last_run timestamptz not null,
    last_error text not null default '',
    lease_token text not null default '',
    leased_until timestamptz
);
