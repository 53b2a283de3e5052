-- +goose Up
create table sandbox_sessions (
    id text primary key,
    order_key text not null,
    description text not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    status text not null check (status in ('open', 'paid', 'refunded', 'disputed')),
    failure text not null default '',
    return_url text not null,
    cancel_url text not null,
    refund_key text not null default '',
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create index sandbox_sessions_order on sandbox_sessions (order_key, created_at);

create table sandbox_keys (
    key text primary key,
    fingerprint text not null,
    session_id text not null,
    created_at timestamptz not null
);

create table sandbox_events (
    id text primary key,
    session_id text not null references sandbox_sessions (id),
    type text not null,
    body text not null,
    copies integer not null default 1,
    attempts integer not null default 0,
    due_at timestamptz,
    delivered_at timestamptz,
    created_at timestamptz not null
);
create index sandbox_events_due on sandbox_events (due_at) where due_at is not null;
