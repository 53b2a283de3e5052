-- +goose Up
-- A study in which a panel says where an exam, or one of its forms, is passed. Items are as they were when it was opened.
create table standards_studies (
    id text primary key,
    exam_key text not null,
    form_id text not null default '',
    title text not null,
    method text not null check (method in ('angoff', 'bookmark', 'given')),
    state text not null check (state in ('rating', 'computed', 'adopted')),
    round integer not null default 1 check (round >= 1),
    items jsonb not null,
    opened_by text not null,
    opened_at timestamptz not null
);
create index standards_studies_exam on standards_studies (exam_key, id);

create table standards_judges (
    study_id text not null references standards_studies (id),
    person_id text not null,
    added_by text not null,
    added_at timestamptz not null,
    primary key (study_id, person_id)
);
create index standards_judges_person on standards_judges (person_id);

-- What a judge says in a round: of each item how much of it a borderline candidate earns, in percent; with bookmarks, the one item
-- where the bookmark lies, with nothing for a rating.
create table standards_ratings (
    study_id text not null references standards_studies (id),
    round integer not null,
    person_id text not null,
    item_version_id text not null,
    rating text not null,
    saved_at timestamptz not null,
    primary key (study_id, round, person_id, item_version_id)
);

create table standards_drops (
    study_id text not null references standards_studies (id),
    item_version_id text not null,
    reason text not null,
    dropped_by text not null,
    dropped_at timestamptz not null,
    primary key (study_id, item_version_id)
);

-- Every computation stays: the one at the close of a round, and those after an item was dropped.
create table standards_cuts (
    id text primary key,
    study_id text not null references standards_studies (id),
    round integer not null,
    cause text not null check (cause in ('round_closed', 'item_dropped', 'given')),
    cut text not null,
    most text not null,
    sd text not null default '',
    se text not null default '',
    formula text not null,
    judges jsonb not null,
    items jsonb not null,
    left_out jsonb not null,
    computed_by text not null,
    computed_at timestamptz not null
);
create index standards_cuts_study on standards_cuts (study_id, id);

create table standards_adoptions (
    cut_id text primary key references standards_cuts (id),
    study_id text not null references standards_studies (id),
    cut_percent text not null default '',
    cut_raw integer not null default 0,
    adopted_by text not null,
    adopted_at timestamptz not null
);

-- How points of one form read on another.
create table standards_equatings (
    id text primary key,
    exam_key text not null,
    from_form text not null,
    to_form text not null,
    method text not null check (method in ('identity', 'mean', 'linear', 'tucker')),
    anchors jsonb not null,
    slope text not null,
    intercept text not null,
    n_from integer not null,
    n_to integer not null,
    formula text not null,
    computed_by text not null,
    computed_at timestamptz not null,
    check (from_form <> to_form)
);
create index standards_equatings_exam on standards_equatings (exam_key, id);

create table standards_equating_adoptions (
    equating_id text primary key references standards_equatings (id),
    from_form text not null,
    adopted_by text not null,
    adopted_at timestamptz not null
);
create index standards_equating_adoptions_form on standards_equating_adoptions (from_form, adopted_at);

-- postgres:begin
-- +goose StatementBegin
create function standards_are_kept() returns trigger language plpgsql as
$$ begin raise exception 'what was computed or adopted stays as it is'; end $$;
-- +goose StatementEnd
create trigger standards_cuts_kept before update or delete on standards_cuts for each row execute function standards_are_kept();
create trigger standards_adoptions_kept before update or delete on standards_adoptions for each row execute function standards_are_kept();
create trigger standards_drops_kept before update or delete on standards_drops for each row execute function standards_are_kept();
create trigger standards_equatings_kept before update or delete on standards_equatings for each row execute function standards_are_kept();
create trigger standards_equating_adoptions_kept before update or delete on standards_equating_adoptions for each row execute function standards_are_kept();
-- postgres:end
-- sqlite:begin
-- +goose StatementBegin
create trigger standards_cuts_kept before update on standards_cuts begin select raise(abort, 'what was computed stays as it is'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger standards_cuts_never_deleted before delete on standards_cuts begin select raise(abort, 'what was computed stays as it is'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger standards_adoptions_kept before update on standards_adoptions begin select raise(abort, 'what was adopted stays as it is'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger standards_equatings_kept before update on standards_equatings begin select raise(abort, 'what was computed stays as it is'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger standards_equatings_never_deleted before delete on standards_equatings begin select raise(abort, 'what was computed stays as it is'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger standards_equating_adoptions_kept before update on standards_equating_adoptions begin select raise(abort, 'what was adopted stays as it is'); end;
-- +goose StatementEnd
-- sqlite:end
