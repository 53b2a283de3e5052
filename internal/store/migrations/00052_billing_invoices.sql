-- +goose Up
-- Numbers without gaps: the row of a year is locked until the transaction that took a number ends, and a number goes back
-- with everything else when it fails. issued_at never runs backwards.
create table invoice_years (
    year integer primary key,
    last bigint not null check (last > 0),
    issued_at timestamptz not null
);

create table invoices (
    id text primary key,
    number text not null unique,
    order_id text not null unique references orders (id),
    person_id text not null default '',
    partner_id text not null default '',
    seller text not null,
    buyer jsonb not null,
    lines jsonb not null,
    currency text not null,
    tax bigint not null,
    tax_note text not null default '',
    total bigint not null check (total > 0),
    issued_at timestamptz not null
);

-- What was issued stays as it is, whoever asks.
-- postgres:begin
alter table invoices enable row level security;
alter table invoices force row level security;
create policy wall on invoices using (
    partner_id = ''
    or laurel_sees(partner_id)
    or (person_id <> '' and person_id = coalesce(current_setting('laurel.buyer', true), ''))
);
-- +goose StatementBegin
create function invoices_are_final() returns trigger language plpgsql as
$$ begin raise exception 'an issued invoice never changes'; end $$;
-- +goose StatementEnd
create trigger invoices_kept before update or delete on invoices for each row execute function invoices_are_final();
-- postgres:end
-- sqlite:begin
-- +goose StatementBegin
create trigger invoices_kept before update on invoices begin select raise(abort, 'an issued invoice never changes'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger invoices_never_deleted before delete on invoices begin select raise(abort, 'an issued invoice never changes'); end;
-- +goose StatementEnd
-- sqlite:end
