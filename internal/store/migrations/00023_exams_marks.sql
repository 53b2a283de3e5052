-- +goose Up
-- What people or a lab said an answer is worth, as a part of its point. Versions only go forward.
create table attempt_marks (
    attempt_id text not null references attempts (id),
    position integer not null,
    fraction text not null,
    ref text not null,
    version integer not null,
    created_at timestamptz not null,
    primary key (attempt_id, position)
);

-- What candidates handed in as files. The content lies among the files of the house, under a name that is its hash.
create table attempt_files (
    id text primary key,
    attempt_id text not null references attempts (id),
    position integer not null,
    name text not null,
    kind text not null,
    size integer not null,
    sha256 text not null,
    created_at timestamptz not null,
    unique (attempt_id, position, sha256, name)
);
