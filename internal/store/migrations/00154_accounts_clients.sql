-- +goose Up
-- A key of kind client is traded for a token that lives an hour; it is never itself a bearer.
alter table api_keys add column kind text not null default 'key';
alter table api_keys add column last_used_at timestamptz;
