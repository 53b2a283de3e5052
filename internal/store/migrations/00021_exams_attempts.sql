-- +goose Up
-- The document authors work on, and the one candidates meet, which only publishing moves.
create table exams (
    key text primary key,
    draft jsonb not null,
    version bigint not null default 1,
    published jsonb,
    published_version bigint not null default 0,
    certification text not null default '',
    created_by text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    published_at timestamptz
);
create index exams_certification on exams (certification) where published is not null;

-- One row for each person and exam that ever met. Its lock makes registering and starting one after another.
create table exam_candidacies (
    person_id text not null,
    exam_key text not null references exams (key),
    primary key (person_id, exam_key)
);

create table registrations (
    id text primary key,
    exam_key text not null references exams (key),
    person_id text not null,
    partner_id text not null default '',
    affiliation_id text not null default '',
    pay_with text not null check (pay_with in ('card', 'voucher', 'invoice', 'free')),
    locale text not null default '',
    state text not null check (state in ('awaiting_payment', 'ready', 'used', 'cancelled')),
    created_at timestamptz not null,
    ready_at timestamptz,
    check (state <> 'awaiting_payment' or ready_at is null),
    check (state not in ('ready', 'used') or ready_at is not null)
);
create index registrations_person on registrations (person_id, id);
create unique index registrations_open on registrations (person_id, exam_key) where state in ('awaiting_payment', 'ready');

-- Form and seed say what an attempt shows: its items in their order, its options in theirs, under names that are good here only.
create table attempts (
    id text primary key,
    registration_id text not null references registrations (id),
    exam_key text not null references exams (key),
    person_id text not null,
    state text not null check (state in ('ready', 'in_progress', 'paused', 'submitted', 'graded', 'voided')),
    policy jsonb not null,
    form_id text not null default '',
    seed text not null default '',
    language text not null default '',
    epoch bigint not null default 1,
    created_at timestamptz not null,
    agreed_at timestamptz,
    started_at timestamptz,
    deadline_at timestamptz,
    refuse_after timestamptz,
    closed_at timestamptz,
    seen_closed_at timestamptz,
    close_reason text not null default '' check (close_reason in ('', 'candidate', 'deadline', 'section_end', 'proctor', 'agreement')),
    late boolean not null default false,
    passed boolean not null default false,
    receipt text not null default '',
    events_count integer not null default 0,
    events_hash text not null default '',
    check (state in ('ready', 'voided') or (started_at is not null and deadline_at > started_at and refuse_after > started_at)),
    check (state not in ('submitted', 'graded') or (closed_at is not null and close_reason <> ''))
);
create unique index attempts_registration on attempts (registration_id) where close_reason <> 'agreement';
create unique index attempts_open on attempts (person_id, exam_key) where state in ('ready', 'in_progress', 'paused');
create index attempts_due on attempts (refuse_after) where state = 'in_progress';
create index attempts_person on attempts (person_id, exam_key, created_at);
create index attempts_exam on attempts (exam_key, id);
create index attempts_form on attempts (form_id);

create table responses (
    attempt_id text not null references attempts (id),
    position integer not null,
    epoch bigint not null,
    seq bigint not null,
    response text not null,
    flagged boolean not null default false,
    saved_at timestamptz not null,
    primary key (attempt_id, position)
);

-- Answers that came after the close. Nothing scores them; they are kept so that nobody has to take our word for it.
create table late_responses (
    id text primary key,
    attempt_id text not null references attempts (id),
    position integer not null,
    epoch bigint not null,
    seq bigint not null,
    response text not null,
    flagged boolean not null default false,
    received_at timestamptz not null,
    unique (attempt_id, position, epoch, seq, response)
);

-- Everything that happened in an attempt. The hash of the whole log is kept with the attempt when it closes.
create table attempt_events (
    id text primary key,
    attempt_id text not null references attempts (id),
    kind text not null,
    detail text not null default '{}',
    actor text not null,
    at timestamptz not null
);
create index attempt_events_log on attempt_events (attempt_id, at, id);

-- Scoring again with another key adds a result and keeps the old one.
create table attempt_results (
    attempt_id text not null references attempts (id),
    number integer not null,
    state text not null check (state in ('provisional', 'released', 'pending_marking', 'held')),
    decision text not null check (decision in ('pass', 'fail')),
    raw text not null,
    max integer not null,
    cut text not null,
    scaled_score integer not null,
    cut_score integer not null,
    domains jsonb not null,
    items jsonb not null,
    created_at timestamptz not null,
    primary key (attempt_id, number)
);

-- The last fence, whatever the program does: a closed attempt does not open again, and what was logged or scored stays.
-- postgres:begin
-- +goose StatementBegin
create function attempts_only_go_forward() returns trigger language plpgsql as
$$ begin raise exception 'a closed attempt does not open again'; end $$;
-- +goose StatementEnd
-- +goose StatementBegin
create function attempts_log_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'logs and results of attempts are append only'; end $$;
-- +goose StatementEnd
create trigger attempts_forward before update on attempts for each row
    when (old.state in ('submitted', 'graded', 'voided') and new.state in ('ready', 'in_progress', 'paused'))
    execute function attempts_only_go_forward();
create trigger attempt_events_kept before update or delete on attempt_events for each row execute function attempts_log_is_append_only();
create trigger attempt_results_kept before update or delete on attempt_results for each row execute function attempts_log_is_append_only();
-- postgres:end
-- sqlite:begin
-- +goose StatementBegin
create trigger attempts_forward before update on attempts
when old.state in ('submitted', 'graded', 'voided') and new.state in ('ready', 'in_progress', 'paused')
begin select raise(abort, 'a closed attempt does not open again'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger attempt_events_kept before update on attempt_events begin select raise(abort, 'logs of attempts are append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger attempt_events_never_deleted before delete on attempt_events begin select raise(abort, 'logs of attempts are append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger attempt_results_kept before update on attempt_results begin select raise(abort, 'results of attempts are append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger attempt_results_never_deleted before delete on attempt_results begin select raise(abort, 'results of attempts are append only'); end;
-- +goose StatementEnd
-- sqlite:end
