-- +goose Up
create table store_installation (
    id text primary key,
    created_at timestamptz not null
);

-- postgres:begin
-- +goose StatementBegin
create function laurel_sees(partner text) returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('laurel.sight', true), '') = '*'
       or partner = any (string_to_array(coalesce(current_setting('laurel.sight', true), ''), ',')) $$;
-- +goose StatementEnd
-- postgres:end
