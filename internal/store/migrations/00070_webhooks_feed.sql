-- +goose Up

-- One row whose lock puts concurrent events into a line: a sequence is visible only after all lower ones are.
create table webhook_feed (
    id integer primary key check (id = 1),
    last bigint not null,
    pruned bigint not null
);

insert into webhook_feed (id, last, pruned) values (1, 0, 0);

-- The change feed. The payload is the message as it is signed: bytes, because jsonb would reorder it.
-- A test message has no sequence and so no place in the feed.
create table webhook_events (
    id text primary key,
    sequence bigint unique,
    type text not null,
    partner_id text not null,
    at timestamptz not null,
    payload bytea not null,
    created_at timestamptz not null
);

create index webhook_events_partner on webhook_events (partner_id, sequence);

-- postgres:begin
alter table webhook_events enable row level security;
alter table webhook_events force row level security;
create policy wall on webhook_events using (laurel_sees(partner_id));
-- postgres:end
