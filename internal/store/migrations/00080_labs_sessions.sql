-- +goose Up
-- Check scripts, by the hash of their content, which lies among the files of the house.
create table lab_modules (
    sha256 text primary key,
    size integer not null,
    created_by text not null,
    created_at timestamptz not null
);

-- What a lab item asks and how it is graded. A version never changes; a session keeps the one it began with.
create table lab_definitions (
    id text primary key,
    item_id text not null,
    version integer not null check (version > 0),
    document jsonb not null,
    created_by text not null,
    created_at timestamptz not null,
    unique (item_id, version)
);

-- The secret that an outside grader of an item shares with us, sealed.
create table lab_secrets (
    item_id text primary key,
    sealed bytea not null,
    created_at timestamptz not null
);

create table lab_sessions (
    id text primary key,
    attempt_id text not null,
    position integer not null,
    person_id text not null,
    exam_key text not null,
    item_id text not null,
    item_version_id text not null,
    definition_id text not null default '',
    state text not null check (state in ('requested', 'provisioning', 'ready', 'handed_in', 'grading', 'graded', 'marking', 'failed')),
    due boolean not null default false,
    connection jsonb not null default '{}',
    work text not null default '',
    checks jsonb not null default '[]',
    tasks jsonb not null default '[]',
    fraction text not null default '',
    reason text not null default '',
    detail text not null default '',
    tries integer not null default 0,
    next_at timestamptz,
    lease_token text not null default '',
    leased_until timestamptz,
    created_at timestamptz not null,
    ready_at timestamptz,
    handed_in_at timestamptz,
    ended_at timestamptz,
    unique (attempt_id, position),
    check ((state = 'graded') = (fraction <> '')),
    check (state <> 'failed' or reason <> '')
);
create index lab_sessions_next on lab_sessions (next_at) where next_at is not null;
create index lab_sessions_exam on lab_sessions (exam_key, id);

-- Messages of outside graders that were acted on, so that each acts once.
create table lab_messages (
    session_id text not null references lab_sessions (id),
    message_id text not null,
    received_at timestamptz not null,
    primary key (session_id, message_id)
);
