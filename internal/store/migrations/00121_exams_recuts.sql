-- +goose Up
-- A regrade may be about the line of a form as well as about a key: then it names the conversion where a key's names the version.
alter table exam_regrades add column kind text not null default 'key';
alter table exam_regrades add column form_id text not null default '';
alter table exam_regrades add column form_cut text not null default '';
