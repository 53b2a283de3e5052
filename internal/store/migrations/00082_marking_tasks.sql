-- +goose Up
-- What a response to an item is worth. A version never changes.
create table marking_rubrics (
    id text primary key,
    item_id text not null,
    version integer not null check (version > 0),
    title text not null,
    criteria jsonb not null,
    max_points integer not null check (max_points > 0),
    created_by text not null,
    created_at timestamptz not null,
    unique (item_id, version)
);

create table marking_rules (
    scope text not null check (scope in ('exam', 'item')),
    subject text not null,
    mode text not null check (mode in ('single', 'double_blind')),
    tolerance integer not null check (tolerance >= 0),
    version bigint not null,
    primary key (scope, subject)
);

-- A response on its way to a final mark, under the rule and rubric it began with.
create table marking_works (
    id text primary key,
    attempt_id text not null,
    position integer not null,
    exam_key text not null,
    item_id text not null,
    item_version_id text not null,
    type text not null,
    person_id text not null,
    rubric_id text not null default '',
    mode text not null check (mode in ('single', 'double_blind')),
    tolerance integer not null,
    state text not null check (state in ('open', 'adjudication', 'final')),
    points text not null default '',
    max_points integer not null default 0,
    fraction text not null default '',
    opened_at timestamptz not null,
    final_at timestamptz,
    unique (attempt_id, position),
    check ((state = 'final') = (final_at is not null)),
    check (state <> 'final' or (fraction <> '' and max_points > 0))
);
create index marking_works_exam on marking_works (exam_key, state, opened_at);
create index marking_works_rubric on marking_works (item_id) where rubric_id = '';

create table marking_tasks (
    id text primary key,
    work_id text not null references marking_works (id),
    kind text not null check (kind in ('first', 'second', 'adjudication')),
    state text not null check (state in ('waiting', 'claimed', 'done')),
    marker_id text not null default '',
    lease_ends timestamptz,
    marks jsonb not null default '{}',
    points integer not null default 0,
    comment text not null default '',
    opened_at timestamptz not null,
    done_at timestamptz,
    unique (work_id, kind),
    check ((state = 'waiting') = (marker_id = '')),
    check ((state = 'claimed') = (lease_ends is not null)),
    check ((state = 'done') = (done_at is not null))
);
-- Nobody marks the same response twice, and nobody holds two tasks at once.
create unique index marking_tasks_marker on marking_tasks (work_id, marker_id) where marker_id <> '';
create unique index marking_tasks_held on marking_tasks (marker_id) where state = 'claimed';
create index marking_tasks_waiting on marking_tasks (opened_at) where state <> 'done';

-- One row for each person who ever claimed. Its lock makes the claims of one person come one after another.
create table marking_markers (
    person_id text primary key
);
