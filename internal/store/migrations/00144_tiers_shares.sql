-- +goose Up
-- Whether the partner above may see a partner's people by name, and not only how many there are. It is said to one partner: with
-- another above, it has to be said again.
create table tier_shares (
    partner_id text not null,
    parent_id text not null,
    people boolean not null,
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (partner_id, parent_id)
);
-- postgres:begin
alter table tier_shares enable row level security;
alter table tier_shares force row level security;
create policy wall on tier_shares using (laurel_sees(partner_id));
-- postgres:end
