-- +goose Up
-- What somebody earned by is in doubt while held. version moves forward, so that notes may come in any order.
create table credential_holds (
    source text primary key,
    person_id text not null,
    held boolean not null,
    version bigint not null,
    at timestamptz not null
);
create index credential_holds_person on credential_holds (person_id) where held;

-- Who delivered an exam that was not sat here; it stands in the credential and on its page.
alter table certification_evidence add column delivered_by text not null default '';
alter table credentials add column delivered_by text not null default '';
