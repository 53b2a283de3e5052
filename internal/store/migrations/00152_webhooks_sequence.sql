-- +goose Up
-- The number of the change that an event tells of, where it tells of counts and standings: an export that has it already
-- goes on behind it.
alter table webhook_events add column change_sequence bigint not null default 0;
