-- +goose Up
-- A result under a hold stays as it was scored; it is only not shown and does not count. Each case holds for itself.
create table attempt_holds (
    attempt_id text not null references attempts (id),
    case_number text not null,
    placed_at timestamptz not null,
    lifted_at timestamptz,
    primary key (attempt_id, case_number)
);

-- Results that were decided under a hold, of which nobody has been told yet.
create table attempts_withheld (
    attempt_id text primary key references attempts (id),
    at timestamptz not null,
    told_at timestamptz
);
