-- +goose Up
-- What was said and signed about a headcount. A row is never changed: the statement is kept as it was signed.
create table tier_statements (
    id text primary key,
    partner_id text not null,
    certification_key text not null,
    count integer not null,
    as_of timestamptz not null,
    known_at timestamptz not null,
    inputs_sha256 text not null,
    jws text not null,
    created_at timestamptz not null,
    created_by text not null
);
create index tier_statements_partner on tier_statements (partner_id, id);

-- postgres:begin
alter table tier_statements enable row level security;
alter table tier_statements force row level security;
create policy wall on tier_statements using (laurel_sees(partner_id));
-- postgres:end
