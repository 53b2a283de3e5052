-- +goose Up
create table partners (
    id text primary key,
    external_id text not null default '',
    name text not null,
    skeleton text not null,
    country text not null,
    parent_id text not null default '',
    domains jsonb not null default '[]',
    programs jsonb not null default '[]',
    version bigint not null default 1,
    joined_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index partners_external_id on partners (external_id) where external_id <> '';
create index partners_skeleton on partners (skeleton);

create table affiliations (
    id text primary key,
    person_id text not null references people (id),
    partner_id text not null references partners (id),
    employment text not null check (employment in ('employee', 'contractor', 'exclusive_contractor')),
    roles jsonb not null default '[]',
    job_roles jsonb not null default '[]',
    state text not null check (state in ('pending', 'confirmed', 'ended')),
    confirmed_by_person boolean not null default false,
    confirmed_by_partner boolean not null default false,
    valid_from timestamptz,
    valid_to timestamptz,
    end_reason text not null default '',
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (state <> 'confirmed' or (confirmed_by_person and confirmed_by_partner and valid_from is not null)),
    check (valid_to is null or valid_from is null or valid_to >= valid_from)
);
create unique index affiliations_open on affiliations (person_id, partner_id) where state <> 'ended';
create index affiliations_partner on affiliations (partner_id, id);

-- partner_id is empty for an invitation to the vendor's own staff.
create table invitations (
    id text primary key,
    partner_id text not null default '',
    email text not null,
    name text not null,
    employment text not null default 'employee',
    roles jsonb not null default '[]',
    job_roles jsonb not null default '[]',
    state text not null check (state in ('pending', 'accepted', 'revoked')),
    invited_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    sent_at timestamptz,
    accepted_at timestamptz,
    accepted_by text not null default ''
);
create unique index invitations_open on invitations (partner_id, email) where state = 'pending';
create index invitations_partner on invitations (partner_id, id);

-- postgres:begin
alter table affiliations enable row level security;
alter table affiliations force row level security;
create policy wall on affiliations using (laurel_sees(partner_id));
alter table invitations enable row level security;
alter table invitations force row level security;
create policy wall on invitations using (laurel_sees(partner_id));
-- postgres:end
