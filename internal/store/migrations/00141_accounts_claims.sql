-- +goose Up
-- With the code of a partner a person asks to join it: nobody finds partners by trying names.
alter table partners add column join_code text not null default '';
create unique index partners_join_code on partners (join_code) where join_code <> '';
-- What an affiliation began with: invitation, claim, domain, directory, vendor, change.
alter table affiliations add column basis text not null default '';

create table partner_domains (
    id text primary key,
    partner_id text not null references partners (id),
    domain text not null,
    method text not null check (method in ('dns', 'mail')),
    mailbox text not null default '',
    state text not null check (state in ('pending', 'verified', 'ended')),
    tries integer not null default 0,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    sent_at timestamptz,
    used_at timestamptz
);
create unique index partner_domains_verified on partner_domains (domain) where state = 'verified';
create unique index partner_domains_open on partner_domains (partner_id, domain) where state <> 'ended';

create table affiliation_conflicts (
    id text primary key,
    person_id text not null references people (id),
    program text not null,
    first_affiliation text not null references affiliations (id),
    first_partner text not null,
    second_affiliation text not null references affiliations (id),
    second_partner text not null,
    state text not null check (state in ('open', 'resolved')),
    kept text not null default '',
    reason text not null default '',
    opened_at timestamptz not null,
    resolved_at timestamptz,
    resolved_by text not null default ''
);
create unique index affiliation_conflicts_open on affiliation_conflicts (first_affiliation, second_affiliation) where state = 'open';
create index affiliation_conflicts_second on affiliation_conflicts (second_affiliation);
create index affiliation_conflicts_person on affiliation_conflicts (person_id);

-- postgres:begin
alter table partner_domains enable row level security;
alter table partner_domains force row level security;
create policy wall on partner_domains using (laurel_sees(partner_id));
alter table affiliation_conflicts enable row level security;
alter table affiliation_conflicts force row level security;
create policy wall on affiliation_conflicts using (laurel_sees(first_partner) or laurel_sees(second_partner));
-- postgres:end
