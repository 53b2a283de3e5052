-- +goose Up
-- Forms, made and frozen before anybody sits them. Slots say which version of which item stands where; each names the content
-- it shows, in every language of the exam, by its SHA-256. A start only assigns one. The seed decided what was drawn; its hash
-- can be shown at once, the seed when the form is retired.
create table forms (
    id text primary key,
    exam_key text not null references exams (key),
    exam_version bigint not null,
    number integer not null default 0,
    mode text not null check (mode in ('per_candidate', 'fixed')),
    languages jsonb not null,
    shuffle boolean not null default false,
    slots jsonb not null,
    sha256 text not null,
    seed text not null,
    seed_sha256 text not null,
    report jsonb not null default '{}',
    state text not null default 'open' check (state in ('open', 'retired')),
    uses integer not null default 0,
    counted integer not null default 0,
    stocked boolean not null default false, -- it lay ready before it was given out
    made_at timestamptz not null,
    retired_at timestamptz,
    check (mode = 'fixed' or uses <= 1),
    check ((state = 'retired') = (retired_at is not null))
);
create unique index forms_number on forms (exam_key, number) where mode = 'fixed';
create index forms_ready on forms (exam_key, exam_version, id) where mode = 'per_candidate' and state = 'open' and uses = 0;
create index forms_exam on forms (exam_key, id);
create index forms_uncounted on forms (id) where uses > counted;

-- What forms show, each content once, under the hash of its text.
create table form_contents (
    sha256 text primary key,
    content text not null
);

-- How many candidates were given an item, by calendar month in UTC.
create table form_exposures (
    exam_key text not null references exams (key),
    item_id text not null,
    month text not null,
    candidates integer not null,
    primary key (exam_key, item_id, month)
);

-- In how many forms that lie ready an item stands; nobody has met it there yet.
create table form_stock (
    exam_key text not null references exams (key),
    item_id text not null,
    forms integer not null,
    primary key (exam_key, item_id)
);

-- What a form holds never changes, whatever the program does.
-- postgres:begin
-- +goose StatementBegin
create function forms_are_frozen() returns trigger language plpgsql as
$$ begin raise exception 'forms are frozen'; end $$;
-- +goose StatementEnd
create trigger forms_frozen before update on forms for each row
    when (old.sha256 <> new.sha256 or old.slots <> new.slots or old.languages <> new.languages or old.shuffle <> new.shuffle
        or old.seed <> new.seed or old.exam_key <> new.exam_key or old.exam_version <> new.exam_version)
    execute function forms_are_frozen();
create trigger form_contents_frozen before update or delete on form_contents for each row execute function forms_are_frozen();
-- postgres:end
-- sqlite:begin
-- +goose StatementBegin
create trigger forms_frozen before update on forms
when old.sha256 <> new.sha256 or old.slots <> new.slots or old.languages <> new.languages or old.shuffle <> new.shuffle
    or old.seed <> new.seed or old.exam_key <> new.exam_key or old.exam_version <> new.exam_version
begin select raise(abort, 'forms are frozen'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger form_contents_frozen before update on form_contents begin select raise(abort, 'forms are frozen'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger form_contents_kept before delete on form_contents begin select raise(abort, 'forms are frozen'); end;
-- +goose StatementEnd
-- sqlite:end
