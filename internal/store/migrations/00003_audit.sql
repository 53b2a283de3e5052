-- +goose Up
create table audit_entries (
    id text primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    partner_id text not null default '',
    reason text not null default '',
    detail text not null default '{}',
    xid bigint not null default 0,
    sequence bigint,
    hash text not null default ''
);
create unique index audit_entries_sequence on audit_entries (sequence) where sequence is not null;
create index audit_entries_open on audit_entries (id) where sequence is null;
create index audit_entries_subject on audit_entries (subject, at);

create table audit_checkpoints (
    sequence bigint primary key,
    hash text not null,
    at timestamptz not null,
    signature text not null
);

-- Sealed entries stay as they are, whoever asks.
-- postgres:begin
-- +goose StatementBegin
create function audit_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'audit entries are append only'; end $$;
-- +goose StatementEnd
create trigger audit_entries_kept before update on audit_entries for each row when (old.sequence is not null) execute function audit_is_append_only();
create trigger audit_entries_never_deleted before delete on audit_entries for each row execute function audit_is_append_only();
-- postgres:end
-- sqlite:begin
-- +goose StatementBegin
create trigger audit_entries_kept before update on audit_entries when old.sequence is not null begin select raise(abort, 'audit entries are append only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger audit_entries_never_deleted before delete on audit_entries begin select raise(abort, 'audit entries are append only'); end;
-- +goose StatementEnd
-- sqlite:end
