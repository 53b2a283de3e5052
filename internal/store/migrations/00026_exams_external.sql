-- +goose Up
-- Who delivers exams elsewhere, and the sealed secret that signs what they send.
create table result_sources (
    id text primary key,
    key text not null unique,
    title text not null,
    sealed bytea not null,
    created_by text not null,
    created_at timestamptz not null,
    disabled_at timestamptz
);

-- Results that others decided. A row never changes: a correction is a row that supersedes another, each at most once. pass_id names
-- the row under which a pass was told, so that a pass that is corrected to a pass is told once.
create table external_results (
    id text primary key,
    source_id text not null references result_sources (id),
    source_ref text not null,
    supersedes text not null default '',
    person_id text not null,
    exam_key text not null references exams (key),
    form text not null default '',
    score text not null,
    max text not null default '',
    scaled_score integer,
    decision text not null check (decision in ('pass', 'fail')),
    incident text not null default '',
    taken_at timestamptz not null,
    content text not null,
    pass_id text not null default '',
    received_by text not null,
    created_at timestamptz not null,
    unique (source_id, source_ref),
    check ((decision = 'pass') = (pass_id <> ''))
);
create unique index external_results_correction on external_results (supersedes) where supersedes <> '';
create index external_results_person on external_results (person_id, exam_key);
