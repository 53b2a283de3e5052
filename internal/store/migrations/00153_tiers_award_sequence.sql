-- +goose Up
-- The number of the change with which the row became known.
alter table tier_awards add column sequence bigint not null default 0;
