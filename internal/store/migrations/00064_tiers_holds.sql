-- +goose Up
-- While an award is in doubt it does not count. Like the copies: held_from is the world, recorded_at what was known; the row
-- without superseded_at is what is known now, and a null held_from says that nothing is in doubt any more.
create table tier_holds (
    row_id text primary key,
    person_id text not null,
    source text not null,
    held_from timestamptz,
    version bigint not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz
);
create unique index tier_holds_known on tier_holds (person_id, source) where superseded_at is null;
create index tier_holds_source on tier_holds (source, person_id);
