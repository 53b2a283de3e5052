-- +goose Up
-- Every address that leads to a person, the first one (people.email) among them: each leads to one person only.
create table person_mails (
    email text primary key,
    person_id text not null references people (id),
    verified_at timestamptz not null
);
create index person_mails_person on person_mails (person_id);
insert into person_mails (email, person_id, verified_at) select email, id, created_at from people;

-- An address that somebody says is theirs. The code of the letter is made from the id and kept nowhere.
create table mail_proofs (
    id text primary key,
    person_id text not null references people (id),
    email text not null,
    tries integer not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    sent_at timestamptz,
    used_at timestamptz
);
create unique index mail_proofs_open on mail_proofs (person_id, email) where used_at is null;
create index mail_proofs_expiry on mail_proofs (expires_at);
