-- +goose Up
-- Two accounts of one person: what is the first one's is counted for the second, and sent to it. moved is each affiliation that the merge
-- touched as it was before, with the version it got, so that undoing can tell what was changed since.
alter table people add column merged_into text not null default '';
create table person_merges (
    id text primary key,
    from_id text not null references people (id),
    into_id text not null references people (id),
    reason text not null,
    from_email text not null,
    from_state text not null,
    mails jsonb not null,
    moved jsonb not null,
    made_by text not null,
    made_at timestamptz not null,
    undo_until timestamptz not null,
    undone_at timestamptz,
    undone_by text not null default ''
);
create unique index person_merges_open on person_merges (from_id) where undone_at is null;
create index person_merges_into on person_merges (into_id);
