-- +goose Up
-- Pictures and recordings that items show. The content lies with the files, under its hash.
create table item_media (
    id text primary key,
    bank_id text not null references item_banks (id),
    name text not null,
    type text not null,
    size integer not null,
    sha256 text not null,
    created_by text not null,
    created_at timestamptz not null,
    unique (bank_id, sha256)
);
