-- +goose Up
create table prices (
    id text primary key,
    product text not null,
    amount bigint not null check (amount >= 0),
    currency text not null,
    from_at timestamptz not null
);
create index prices_product on prices (product, from_at);

create table orders (
    id text primary key,
    state text not null check (state in ('awaiting_payment', 'paid', 'invoiced', 'disputed', 'refunded', 'cancelled')),
    pay_with text not null check (pay_with in ('card', 'voucher', 'invoice', 'free')),
    person_id text not null default '',
    partner_id text not null default '',
    registration_id text not null default '',
    pack_id text not null default '',
    currency text not null,
    tax bigint not null default 0,
    tax_note text not null default '',
    total bigint not null check (total >= 0),
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create unique index orders_registration on orders (registration_id) where registration_id <> '';
create unique index orders_pack on orders (pack_id) where pack_id <> '';

create table order_lines (
    id text primary key,
    order_id text not null references orders (id),
    position integer not null,
    product text not null,
    description text not null,
    quantity bigint not null check (quantity > 0),
    unit bigint not null,
    amount bigint not null,
    tax bigint not null default 0,
    unique (order_id, position)
);

create table entitlements (
    id text primary key,
    line_id text not null unique references order_lines (id),
    registration_id text not null unique,
    person_id text not null,
    state text not null check (state in ('granted', 'spent', 'suspended', 'revoked')),
    granted_at timestamptz not null,
    changed_at timestamptz not null
);

create table ledger_entries (
    id text primary key,
    order_id text not null references orders (id),
    kind text not null check (kind in ('charge', 'refund')),
    amount bigint not null,
    currency text not null,
    at timestamptz not null,
    unique (order_id, kind)
);

create table payments (
    id text primary key,
    order_id text not null unique references orders (id),
    provider text not null,
    provider_ref text not null default '',
    checkout_url text not null default '',
    reference text not null default '',
    amount bigint not null,
    currency text not null,
    state text not null,
    heard_at timestamptz,
    asks integer not null default 0,
    next_ask_at timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create index payments_waiting on payments (next_ask_at) where next_ask_at is not null;

create table payment_events (
    provider text not null,
    event_id text not null,
    type text not null,
    order_id text not null default '',
    outcome text not null,
    at timestamptz not null,
    primary key (provider, event_id)
);

create table payment_quarantine (
    id text primary key,
    provider text not null,
    event_id text not null default '',
    order_id text not null default '',
    reason text not null,
    body text not null default '',
    at timestamptz not null
);

create table refunds (
    id text primary key,
    order_id text not null unique references orders (id),
    amount bigint not null check (amount >= 0),
    currency text not null,
    policy text not null,
    state text not null check (state in ('pending', 'done')),
    reason text not null default '',
    requested_by text not null,
    created_at timestamptz not null,
    done_at timestamptz
);
create index refunds_pending on refunds (created_at) where state = 'pending';

-- postgres:begin
alter table orders enable row level security;
alter table orders force row level security;
create policy wall on orders using (
    partner_id = ''
    or laurel_sees(partner_id)
    or (person_id <> '' and person_id = coalesce(current_setting('laurel.buyer', true), ''))
);
-- postgres:end
