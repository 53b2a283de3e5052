-- +goose Up
create table case_counters (
    year integer primary key,
    last bigint not null
);

-- A case as it stands now; case_entries say how it came to that. hold_since and hold_lifted are apart from the state, because
-- a hold outlives proposals.
create table cases (
    number text primary key,
    kind text not null check (kind in ('integrity', 'incident', 'item_challenge')),
    state text not null check (state in ('open', 'held', 'proposed', 'decided', 'notified', 'appealed', 'final', 'dismissed')),
    origin text not null check (origin in ('person', 'partner', 'signal', 'candidate')),
    source text not null default '',
    opened_by text not null,
    person_id text not null,
    attempt_id text not null default '',
    exam_key text not null default '',
    position integer not null default 0,
    summary text not null,
    answer text not null default '',
    hold_since timestamptz,
    hold_lifted timestamptz,
    notified_at timestamptz,
    appeal_until timestamptz,
    appealed_at timestamptz,
    closed_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (hold_lifted is null or hold_since is not null),
    check ((state in ('final', 'dismissed')) = (closed_at is not null)),
    check (state <> 'notified' or appeal_until is not null)
);
create unique index cases_source on cases (source) where source <> '';
create unique index cases_challenge on cases (attempt_id, position) where kind = 'item_challenge';
create index cases_person on cases (person_id, number);
create index cases_attempt on cases (attempt_id) where attempt_id <> '';
create index cases_state on cases (state, number);
create index cases_due on cases (appeal_until) where state = 'notified';

-- What was proposed and what came of it. A confirmed one was confirmed by somebody else; each round has one.
create table case_rulings (
    id text primary key,
    number text not null references cases (number),
    round integer not null check (round in (1, 2)),
    state text not null check (state in ('proposed', 'confirmed', 'declined')),
    void boolean not null,
    revoke jsonb not null default '[]',
    bar_exams jsonb not null default '[]',
    bar_until timestamptz,
    waive_retake boolean not null,
    findings text not null,
    evidence jsonb not null default '[]',
    notice text not null,
    proposed_by text not null,
    proposed_at timestamptz not null,
    answered_by text not null default '',
    answered_at timestamptz,
    comment text not null default '',
    check (answered_by = '' or answered_by <> proposed_by or state = 'declined'),
    check ((state = 'proposed') = (answered_at is null))
);
create unique index case_rulings_open on case_rulings (number) where state = 'proposed';
create unique index case_rulings_made on case_rulings (number, round) where state = 'confirmed';

create table case_entries (
    id text primary key,
    number text not null references cases (number),
    kind text not null,
    actor text not null,
    text text not null default '',
    shown boolean not null,
    at timestamptz not null
);
create index case_entries_case on case_entries (number, id);

-- What decisions came to. An empty exam key is every exam.
create table case_bars (
    number text not null references cases (number),
    person_id text not null,
    exam_key text not null,
    until timestamptz not null,
    created_at timestamptz not null,
    primary key (number, exam_key)
);
create index case_bars_person on case_bars (person_id);
create table case_waivers (
    attempt_id text primary key,
    number text not null references cases (number),
    person_id text not null,
    exam_key text not null,
    created_at timestamptz not null
);
create index case_waivers_person on case_waivers (person_id, exam_key);

-- postgres:begin
-- +goose StatementBegin
create function cases_history_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'the history of cases is append only'; end $$;
-- +goose StatementEnd
create trigger case_entries_kept before update or delete on case_entries for each row execute function cases_history_is_append_only();
-- postgres:end
-- sqlite:begin
-- +goose StatementBegin
create trigger case_entries_kept before update on case_entries begin select raise(abort, 'the history of cases is append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger case_entries_never_deleted before delete on case_entries begin select raise(abort, 'the history of cases is append only'); end;
-- +goose StatementEnd
-- sqlite:end
