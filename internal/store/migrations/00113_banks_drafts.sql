-- +goose Up
-- What a shared text is to say, while it waits for somebody else's approval: one at a time for each text.
create table item_stimulus_drafts (
    stimulus_id text primary key references item_stimuli (id),
    title text not null,
    html text not null,
    media jsonb not null default '[]',
    state text not null check (state in ('in_review', 'declined')),
    comment text not null default '',
    created_by text not null,
    created_at timestamptz not null
);
