-- +goose Up
-- What an award of a certification may be taken for: those it implies, and its equivalents [{key, until}].
alter table tier_certifications add column implies jsonb not null default '[]';
alter table tier_certifications add column equivalents jsonb not null default '[]';
create index tier_partners_parent on tier_partners (parent_id) where parent_id <> '';
