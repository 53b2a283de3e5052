-- +goose Up
-- Which clients of Safe Exam Browser an exam takes, besides the settings that the server hands out itself.
create table proctoring_lockdowns (
    exam_key text primary key,
    config_keys jsonb not null default '[]',
    browser_keys jsonb not null default '[]',
    version bigint not null,
    updated_at timestamptz not null
);

-- Clients whose web view sends no headers prove themselves once, at an address that was made up for them.
create table proctoring_challenges (
    id text primary key,
    person_id text not null,
    exam_key text not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    proof_hash text not null default '',
    proved_at timestamptz
);
create unique index proctoring_challenges_proof on proctoring_challenges (proof_hash) where proof_hash <> '';
create index proctoring_challenges_old on proctoring_challenges (expires_at);

-- Every time somebody was turned away, with what was expected and what was received.
create table proctoring_refusals (
    id text primary key,
    registration_id text not null,
    attempt_id text not null default '',
    address text not null,
    expected text not null,
    received_config text not null,
    received_request text not null,
    at timestamptz not null
);
create index proctoring_refusals_registration on proctoring_refusals (registration_id, at);

-- Delivery of a running attempt stops at a mismatch, until a supervisor unlocks it.
create table proctoring_locks (
    id text primary key,
    attempt_id text not null,
    locked_at timestamptz not null,
    unlocked_at timestamptz,
    unlocked_by text not null default '',
    reason text not null default '',
    check ((unlocked_at is null) = (reason = ''))
);
create unique index proctoring_locks_held on proctoring_locks (attempt_id) where unlocked_at is null;
create index proctoring_locks_attempt on proctoring_locks (attempt_id);

-- A supervisor lets a candidate sit without the browser that the exam asks for.
create table proctoring_overrides (
    id text primary key,
    registration_id text not null,
    reason text not null,
    given_by text not null,
    given_at timestamptz not null,
    expires_at timestamptz not null
);
create index proctoring_overrides_registration on proctoring_overrides (registration_id, expires_at);

-- What the candidate's player noticed. Nothing is concluded from it by any program.
create table proctoring_signals (
    id text primary key,
    attempt_id text not null,
    kind text not null check (kind in ('focus_lost', 'focus_regained', 'copy', 'cut', 'paste', 'fullscreen_entered', 'fullscreen_left', 'displays', 'network_gap')),
    count integer not null default 0,
    seconds integer not null default 0,
    at timestamptz not null,
    received_at timestamptz not null
);
create index proctoring_signals_attempt on proctoring_signals (attempt_id, at, id);

-- Outside proctors of an exam. The secret is sealed.
create table proctoring_outsiders (
    exam_key text primary key,
    url text not null,
    secret_sealed bytea not null,
    version bigint not null,
    updated_at timestamptz not null
);

create table proctoring_sessions (
    id text primary key,
    attempt_id text not null unique,
    registration_id text not null,
    person_id text not null,
    exam_key text not null,
    state text not null check (state in ('requested', 'announced', 'failed', 'ready', 'ended')),
    join_url text not null default '',
    tries integer not null default 0,
    next_at timestamptz,
    lease_token text not null default '',
    leased_until timestamptz,
    last_error text not null default '',
    created_at timestamptz not null,
    ready_at timestamptz,
    ended_at timestamptz,
    check (state <> 'requested' or next_at is not null)
);
create index proctoring_sessions_due on proctoring_sessions (next_at) where state = 'requested';

-- What an outside proctor said, each event once by its id.
create table proctoring_reports (
    session_id text not null references proctoring_sessions (id),
    event_id text not null,
    type text not null check (type in ('ready', 'incident', 'ended')),
    severity text not null default '',
    note text not null default '',
    body_sha256 text not null,
    at timestamptz not null,
    primary key (session_id, event_id)
);

-- postgres:begin
-- +goose StatementBegin
create function proctoring_log_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'what was noticed and reported is append only'; end $$;
-- +goose StatementEnd
create trigger proctoring_signals_kept before update or delete on proctoring_signals for each row execute function proctoring_log_is_append_only();
create trigger proctoring_refusals_kept before update or delete on proctoring_refusals for each row execute function proctoring_log_is_append_only();
create trigger proctoring_reports_kept before update or delete on proctoring_reports for each row execute function proctoring_log_is_append_only();
-- postgres:end
-- sqlite:begin
-- +goose StatementBegin
create trigger proctoring_signals_kept before update on proctoring_signals begin select raise(abort, 'what was noticed is append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger proctoring_signals_never_deleted before delete on proctoring_signals begin select raise(abort, 'what was noticed is append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger proctoring_refusals_kept before update on proctoring_refusals begin select raise(abort, 'what was noticed is append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger proctoring_refusals_never_deleted before delete on proctoring_refusals begin select raise(abort, 'what was noticed is append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger proctoring_reports_kept before update on proctoring_reports begin select raise(abort, 'what was reported is append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger proctoring_reports_never_deleted before delete on proctoring_reports begin select raise(abort, 'what was reported is append only'); end;
-- +goose StatementEnd
-- sqlite:end
