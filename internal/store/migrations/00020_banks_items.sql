-- +goose Up
create table item_banks (
    id text primary key,
    name text not null,
    review text not null check (review in ('none', 'second_person')),
    created_by text not null,
    created_at timestamptz not null
);

create table items (
    id text primary key,
    bank_id text not null references item_banks (id),
    import_id text not null default '',
    external_id text not null default '',
    title text not null default '',
    domain text not null default '',
    category jsonb not null default '[]',
    tags jsonb not null default '[]',
    type text not null,
    cognitive_level text not null default '',
    difficulty text not null default '', -- the share of its points that candidates earn, as a decimal; nothing where it is not known
    points integer not null default 1 check (points >= 1),
    stimulus_id text not null default '',
    state text not null check (state in ('draft', 'in_review', 'approved', 'pretest', 'operational', 'retired')),
    version_id text not null, -- the one that is drawn: the newest that was approved, or the first while none is
    working_version_id text not null default '', -- a newer one that is being written or reviewed
    source_refs jsonb not null default '[]',
    revision bigint not null default 1,
    created_by text not null,
    approved_by text not null default '',
    created_at timestamptz not null,
    check (approved_by = '' or approved_by <> created_by)
);
create index items_bank on items (bank_id, id);
create unique index items_external on items (bank_id, external_id) where external_id <> '';
create index items_pool on items (bank_id, domain) where state in ('pretest', 'operational');

-- Items that give each other away never stand in one form. A pair stands once, in either order.
create table item_enemies (
    item_id text not null references items (id),
    enemy_id text not null references items (id),
    primary key (item_id, enemy_id),
    check (item_id <> enemy_id)
);
create index item_enemies_back on item_enemies (enemy_id, item_id);

-- What a candidate may see of an item. A version never changes; a form pins one.
create table item_versions (
    id text primary key,
    item_id text not null,
    number integer not null,
    content jsonb not null,
    description jsonb not null default '{}', -- what its author says around it; it reaches the item when the version is approved
    state text not null default 'approved' check (state in ('draft', 'in_review', 'approved', 'declined')),
    created_by text not null default '',
    reviewed_by text not null default '',
    comment text not null default '',
    created_at timestamptz not null,
    unique (item_id, number),
    check (reviewed_by = '' or state in ('approved', 'declined'))
);

-- What makes an answer right, and why. Scoring and authors read this table, delivery never does.
create table item_keys (
    item_version_id text not null references item_versions (id),
    number integer not null,
    key jsonb not null,
    rationale text not null default '',
    option_rationales jsonb not null default '{}',
    effect text not null default 'key' check (effect in ('key', 'credit_all')), -- credit_all: whoever met the item earns all its points
    state text not null default 'adopted' check (state in ('proposed', 'adopted', 'declined')),
    reason text not null default '',
    created_by text not null,
    decided_by text not null default '',
    created_at timestamptz not null,
    decided_at timestamptz,
    primary key (item_version_id, number),
    check (decided_by = '' or decided_by <> created_by)
);
