-- +goose Up
-- Where the bank asks for a second person, a rubric of an item that is drawn waits until somebody else approves it. What stands was
-- in use and is approved.
alter table marking_rubrics add column state text not null default 'approved' check (state in ('in_review', 'approved', 'declined'));
alter table marking_rubrics add column reviewed_by text not null default '';
alter table marking_rubrics add column comment text not null default '';
