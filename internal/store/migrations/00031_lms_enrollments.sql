-- +goose Up

-- An enrollment belongs to its person and is reached through that person only; the sponsor is the partner that asked for it.
create table enrollments (
    id text primary key,
    person_id text not null,
    track_key text not null references tracks (key),
    round integer not null,
    source text not null check (source in ('self', 'manager')),
    sponsor text not null,
    enrolled_by text not null,
    due_at timestamptz,
    percent integer not null check (percent between 0 and 100),
    version bigint not null,
    started_at timestamptz,
    completed_at timestamptz,
    valid_until timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (person_id, track_key, round),
    check ((percent = 100) = (completed_at is not null))
);

create unique index enrollments_open on enrollments (person_id, track_key) where completed_at is null;
create index enrollments_track on enrollments (track_key, id) where completed_at is null;

create table lesson_progress (
    enrollment_id text not null references enrollments (id),
    lesson_id text not null references lessons (id),
    percent integer not null check (percent between 0 and 100),
    check_percent integer not null,
    check_passed boolean not null,
    completed_at timestamptz,
    updated_at timestamptz not null,
    primary key (enrollment_id, lesson_id)
);
