-- +goose Up
-- A text that several items share: a case study, a log, a table.
create table item_stimuli (
    id text primary key,
    bank_id text not null references item_banks (id),
    title text not null,
    html text not null,
    media jsonb not null default '[]',
    revision bigint not null default 1,
    created_by text not null,
    updated_at timestamptz not null
);
create index item_stimuli_bank on item_stimuli (bank_id, id);

-- What an item version or a stimulus says in another language. The key is the version's own: a translation changes no answer.
create table item_translations (
    subject_id text not null, -- an item version or a stimulus
    language text not null,
    content jsonb not null,
    state text not null check (state in ('draft', 'reviewed')),
    translator text not null,
    reviewer text not null default '',
    revision bigint not null default 1,
    updated_at timestamptz not null,
    primary key (subject_id, language),
    check (reviewer = '' or reviewer <> translator),
    check ((state = 'reviewed') = (reviewer <> ''))
);
