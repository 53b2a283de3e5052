-- +goose Up
-- Who ever held a task: to them it is lost when their time is over, to everybody else it was never there.
create table marking_claims (
    task_id text not null references marking_tasks (id),
    person_id text not null,
    primary key (task_id, person_id)
);
insert into marking_claims (task_id, person_id) select id, marker_id from marking_tasks where marker_id <> '';
