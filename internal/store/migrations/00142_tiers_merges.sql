-- +goose Up
-- What an affiliation began with; a program may ask for a proven mail domain.
alter table tier_affiliations add column basis text not null default '';

-- Two accounts of one person. What is said of the first is written under the second; origin is the person it was said of, where
-- that is another than the one it is counted for, so that undoing gives everybody back what is theirs.
create table tier_merges (
    merge_id text primary key,
    from_id text not null,
    into_id text not null,
    recorded_at timestamptz not null,
    undone_at timestamptz
);
create index tier_merges_from on tier_merges (from_id);
create index tier_merges_into on tier_merges (into_id);
alter table tier_affiliations add column origin text not null default '';
alter table tier_awards add column origin text not null default '';
alter table tier_holds add column origin text not null default '';
