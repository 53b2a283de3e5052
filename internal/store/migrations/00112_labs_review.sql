-- +goose Up
-- Where the bank asks for a second person, a definition of a lab that is drawn waits until somebody else approves it. What stands
-- was in use and is approved.
alter table lab_definitions add column state text not null default 'approved' check (state in ('in_review', 'approved', 'declined'));
alter table lab_definitions add column reviewed_by text not null default '';
alter table lab_definitions add column comment text not null default '';
