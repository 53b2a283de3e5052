-- +goose Up

create table tracks (
    key text primary key,
    title text not null,
    description text not null,
    job_role text not null,
    validity_months integer not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table courses (
    key text primary key,
    title text not null,
    description text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table track_courses (
    track_key text not null references tracks (key),
    course_key text not null references courses (key),
    position integer not null,
    primary key (track_key, course_key)
);

create index track_courses_course on track_courses (course_key);

-- The exams that a completed track opens. Exams belong to another slice: the key is only a name here.
create table track_exams (
    track_key text not null references tracks (key),
    exam_key text not null,
    primary key (track_key, exam_key)
);

create index track_exams_exam on track_exams (exam_key);

-- A lesson that a new version of its course leaves out stays for those who took it, and comes back under the same id.
create table lessons (
    id text primary key,
    course_key text not null references courses (key),
    key text not null,
    position integer not null,
    title text not null,
    minutes integer not null,
    markdown text not null,
    quiz jsonb,
    removed_at timestamptz,
    unique (course_key, key)
);
