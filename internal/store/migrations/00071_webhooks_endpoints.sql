-- +goose Up

create table webhook_endpoints (
    id text primary key,
    url text not null,
    description text not null,
    types jsonb not null,
    state text not null check (state in ('active', 'disabled', 'deleted')),
    disabled_reason text not null,
    failing_since timestamptz,
    secret_sealed bytea not null,
    previous_sealed bytea,
    previous_until timestamptz,
    rung_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table webhook_deliveries (
    id text primary key,
    endpoint_id text not null references webhook_endpoints (id),
    event_id text not null references webhook_events (id),
    state text not null check (state in ('pending', 'delivered', 'failed')),
    attempts integer not null,
    tries integer not null,
    next_at timestamptz,
    lease_token text not null default '',
    leased_until timestamptz,
    last_status integer not null default 0,
    last_response text not null default '',
    last_error text not null default '',
    last_at timestamptz,
    delivered_at timestamptz,
    created_at timestamptz not null,
    unique (endpoint_id, event_id),
    check ((state = 'pending') = (next_at is not null))
);

create index webhook_deliveries_due on webhook_deliveries (endpoint_id, next_at) where state = 'pending';
create index webhook_deliveries_list on webhook_deliveries (endpoint_id, id);
create index webhook_deliveries_event on webhook_deliveries (event_id);

-- Every attempt that was ever made; a replay adds to it.
create table webhook_attempts (
    delivery_id text not null references webhook_deliveries (id),
    number integer not null,
    at timestamptz not null,
    status integer not null,
    response text not null,
    error text not null,
    took_ms integer not null,
    primary key (delivery_id, number)
);
