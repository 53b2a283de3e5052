-- +goose Up
create table voucher_packs (
    id text primary key,
    partner_id text not null,
    exam_key text not null,
    count integer not null check (count > 0),
    state text not null check (state in ('awaiting_payment', 'issued', 'suspended', 'void')),
    pay_with text not null check (pay_with in ('grant', 'card', 'invoice')),
    order_id text not null default '',
    expires_at timestamptz not null,
    created_by text not null,
    created_at timestamptz not null,
    issued_at timestamptz,
    codes_shown_at timestamptz
);
create index voucher_packs_partner on voucher_packs (partner_id, id);

create table vouchers (
    id text primary key,
    pack_id text not null references voucher_packs (id),
    partner_id text not null,
    exam_key text not null,
    code_hash text not null unique,
    code_sealed bytea,
    hint text not null,
    state text not null check (state in ('available', 'assigned', 'redeemed', 'expired', 'void')),
    assigned_to text not null default '',
    assigned_at timestamptz,
    registration_id text not null default '',
    redeemed_at timestamptz,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    check ((state = 'redeemed') = (registration_id <> ''))
);
create index vouchers_pack on vouchers (pack_id);
create index vouchers_pool on vouchers (partner_id, exam_key, state);
create index vouchers_person on vouchers (assigned_to, exam_key) where assigned_to <> '';
create unique index vouchers_use on vouchers (registration_id) where registration_id <> '';
create index vouchers_due on vouchers (expires_at) where state in ('available', 'assigned');

-- postgres:begin
alter table voucher_packs enable row level security;
alter table voucher_packs force row level security;
create policy wall on voucher_packs using (laurel_sees(partner_id));
alter table vouchers enable row level security;
alter table vouchers force row level security;
create policy wall on vouchers using (laurel_sees(partner_id));
-- postgres:end
