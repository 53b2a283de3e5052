-- +goose Up
-- What partners reported. Each opened cases, of which the partner learns the numbers and nothing else.
create table case_concerns (
    id text primary key,
    partner_id text not null,
    about text not null check (about in ('sitting', 'leak')),
    exam_key text not null default '',
    person_id text not null default '',
    attempts jsonb not null default '[]',
    text text not null,
    numbers jsonb not null,
    reported_by text not null,
    created_at timestamptz not null
);
create index case_concerns_partner on case_concerns (partner_id, reported_by, id);

-- postgres:begin
alter table case_concerns enable row level security;
alter table case_concerns force row level security;
create policy wall on case_concerns using (laurel_sees(partner_id));
-- postgres:end
