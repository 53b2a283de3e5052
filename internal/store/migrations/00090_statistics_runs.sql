-- +goose Up
-- One computation of an exam's figures. Only one of an exam waits or runs at a time.
create table statistics_runs (
    id text primary key,
    exam_key text not null,
    filter jsonb not null,
    state text not null check (state in ('queued', 'running', 'done', 'failed')),
    step text not null default '',
    progress integer not null default 0 check (progress between 0 and 100),
    tries integer not null default 0,
    lease_ends timestamptz,
    requested_by text not null,
    requested_at timestamptz not null,
    finished_at timestamptz,
    check ((state in ('done', 'failed')) = (finished_at is not null)),
    check ((state = 'running') = (lease_ends is not null))
);
create unique index statistics_runs_open on statistics_runs (exam_key) where state in ('queued', 'running');
create index statistics_runs_exam on statistics_runs (exam_key, id);

-- What came of it, with the data it rests on. A figure that was shown can be shown again.
create table statistics_reports (
    run_id text primary key references statistics_runs (id),
    attempts integer not null,
    data_from timestamptz,
    data_to timestamptz,
    report jsonb not null,
    similarity jsonb not null,
    created_at timestamptz not null
);

-- Attempts that answer alike beyond what their abilities explain. They name partners, and are seen by the vendor only.
create table statistics_pairs (
    run_id text not null references statistics_reports (run_id),
    place integer not null,
    attempt_a text not null,
    attempt_b text not null,
    partner_a text not null,
    partner_b text not null,
    both_wrong integer not null,
    identical integer not null,
    expected text not null,
    chance text not null,
    primary key (run_id, place)
);

-- postgres:begin
alter table statistics_pairs enable row level security;
alter table statistics_pairs force row level security;
create policy wall on statistics_pairs using (laurel_sees('*'));
-- +goose StatementBegin
create function statistics_are_kept() returns trigger language plpgsql as
$$ begin raise exception 'figures that were computed stay as they are'; end $$;
-- +goose StatementEnd
create trigger statistics_reports_kept before update or delete on statistics_reports for each row execute function statistics_are_kept();
create trigger statistics_pairs_kept before update or delete on statistics_pairs for each row execute function statistics_are_kept();
-- postgres:end
-- sqlite:begin
-- +goose StatementBegin
create trigger statistics_reports_kept before update on statistics_reports begin select raise(abort, 'figures that were computed stay as they are'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger statistics_reports_never_deleted before delete on statistics_reports begin select raise(abort, 'figures that were computed stay as they are'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger statistics_pairs_kept before update on statistics_pairs begin select raise(abort, 'figures that were computed stay as they are'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger statistics_pairs_never_deleted before delete on statistics_pairs begin select raise(abort, 'figures that were computed stay as they are'); end;
-- +goose StatementEnd
-- sqlite:end
