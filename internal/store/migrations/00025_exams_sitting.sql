-- +goose Up
-- Where an attempt stands on its way through its sections, and what stops its clock. Limits are the numbers it was given when it
-- was made. Refuse_after is the end of the open section or of the attempt, whichever is sooner, and grace.
alter table attempts add column limits jsonb not null default '{"limit_seconds": 0, "sections": []}';
alter table attempts add column agree_by timestamptz;
alter table attempts add column deadline_version bigint not null default 0;
alter table attempts add column section integer not null default 0;
alter table attempts add column section_at timestamptz;
alter table attempts add column section_end_at timestamptz;
alter table attempts add column open_from integer not null default 1;
alter table attempts add column open_to integer not null default 10000;
alter table attempts add column forward boolean not null default false;
alter table attempts add column paused_for text not null default '' check (paused_for in ('', 'break', 'proctor'));
alter table attempts add column paused_at timestamptz;
alter table attempts add column pause_ends_at timestamptz;
create index attempts_pauses on attempts (pause_ends_at) where state = 'paused';
create index attempts_unsigned on attempts (agree_by) where state = 'ready' and agree_by is not null;

-- How often nobody accepted the agreement in time. Such an attempt was none, and the registration is good again, so many times.
alter table registrations add column lapses integer not null default 0;
alter table registrations add column second_language boolean not null default false;

-- Every change of an attempt's time. The deadline is its start, its limit and the sum of these, and nothing else.
create table attempt_adjustments (
    id text primary key,
    attempt_id text not null references attempts (id),
    kind text not null check (kind in ('pause', 'break', 'adjustment', 'clock_credit')),
    section integer not null default 0,
    microseconds bigint not null,
    from_at timestamptz,
    until_at timestamptz,
    outage_id text not null default '',
    reason text not null default '',
    actor text not null default '',
    at timestamptz not null,
    check ((kind = 'clock_credit') = (outage_id <> '')),
    check (kind = 'adjustment' or microseconds >= 0)
);
create index attempt_adjustments_attempt on attempt_adjustments (attempt_id, at, id);
create unique index attempt_adjustments_outage on attempt_adjustments (attempt_id, outage_id) where outage_id <> '';

-- Late answers that people let count after all: one proposes, another confirms.
create table late_admissions (
    late_id text primary key references late_responses (id),
    attempt_id text not null references attempts (id),
    reason text not null,
    proposed_by text not null,
    proposed_at timestamptz not null,
    confirmed_by text not null default '',
    confirmed_at timestamptz,
    result_number integer not null default 0,
    check (confirmed_by = '' or confirmed_by <> proposed_by),
    check ((confirmed_by = '') = (confirmed_at is null))
);
create index late_admissions_attempt on late_admissions (attempt_id);

-- What a person is given because of how they are. No partner is on record here, and nothing outside the vendor reads it but the
-- person.
create table accommodations (
    id text primary key,
    person_id text not null,
    time_factor_percent integer not null check (time_factor_percent between 100 and 300),
    exams jsonb not null default '[]',
    valid_until timestamptz,
    note text not null default '',
    created_by text not null,
    created_at timestamptz not null,
    ended_by text not null default '',
    ended_at timestamptz
);
create index accommodations_person on accommodations (person_id, id);

-- The last sign of life of every process that takes answers. One that stops in good order takes its row along.
create table service_pulses (
    process text primary key,
    began_at timestamptz not null,
    beat_at timestamptz not null,
    stopped_at timestamptz
);
create index service_pulses_beat on service_pulses (beat_at);

-- When the service failed candidates, by its own record. Attempt_id is empty where it failed all of them.
create table service_outages (
    id text primary key,
    kind text not null check (kind in ('service_silent', 'process_lost', 'saves_failing')),
    attempt_id text not null default '',
    process text not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    noted_at timestamptz not null,
    settled_at timestamptz,
    unique (kind, attempt_id, process, from_at),
    check (until_at > from_at)
);
create index service_outages_span on service_outages (until_at);
create index service_outages_open on service_outages (id) where settled_at is null;

-- Ledger and record of failures are added to and never changed, whatever the program does.
-- postgres:begin
create trigger attempt_adjustments_kept before update or delete on attempt_adjustments for each row execute function attempts_log_is_append_only();
-- postgres:end
-- sqlite:begin
-- +goose StatementBegin
create trigger attempt_adjustments_kept before update on attempt_adjustments begin select raise(abort, 'ledgers of attempts are append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger attempt_adjustments_never_deleted before delete on attempt_adjustments begin select raise(abort, 'ledgers of attempts are append only'); end;
-- +goose StatementEnd
-- sqlite:end
