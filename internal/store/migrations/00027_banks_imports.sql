-- +goose Up
-- Files of items on their way in. The file lies with the other files until it has been read; total is -1 until it was inspected.
create table item_imports (
    id text primary key,
    bank_id text not null references item_banks (id),
    format text not null,
    state text not null check (state in ('running', 'done', 'refused')),
    file text not null default '',
    size bigint not null default 0,
    reason text not null default '',
    total integer not null default -1,
    failures integer not null default 0,
    source_items integer not null default 0,
    imported integer not null default 0,
    imported_with_losses integer not null default 0,
    rejected integer not null default 0,
    created_by text not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    check (source_items = imported + imported_with_losses + rejected),
    check ((state = 'running') = (finished_at is null))
);
create index item_imports_running on item_imports (id) where state = 'running';
create index item_imports_bank on item_imports (bank_id, id);

-- What became of each source item. The number is its place among the items of the file, so that none is counted twice.
create table item_import_entries (
    import_id text not null references item_imports (id),
    number integer not null,
    source_ref text not null,
    file text not null default '',
    line integer not null,
    outcome text not null check (outcome in ('imported', 'imported_with_losses', 'rejected')),
    item_id text not null default '',
    losses jsonb not null default '[]',
    reason text not null default '',
    primary key (import_id, number)
);
create index item_import_entries_outcome on item_import_entries (import_id, outcome, number);
