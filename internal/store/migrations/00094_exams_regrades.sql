-- +goose Up
-- A proposed key, looked at before it is adopted, and carried through all results once it is.
create table exam_regrades (
    id text primary key,
    item_version_id text not null,
    key_number integer not null,
    state text not null check (state in ('looking', 'ready', 'applying', 'applied', 'declined')),
    outlook jsonb not null default '{}',
    changed integer not null default 0,
    created_by text not null,
    created_at timestamptz not null,
    decided_by text not null default '',
    decided_at timestamptz,
    finished_at timestamptz,
    unique (item_version_id, key_number)
);
create index exam_regrades_due on exam_regrades (id) where state in ('looking', 'applying');
