-- +goose Up
-- When an exam is given, and where. Slots are made from a window.
create table appointment_windows (
    id text primary key,
    exam_key text not null,
    place text not null check (place in ('site', 'online')),
    site text not null default '',
    zone text not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    slot_minutes integer not null check (slot_minutes > 0),
    capacity integer not null check (capacity > 0),
    lead_minutes integer not null check (lead_minutes >= 0),
    notice_minutes integer not null check (notice_minutes >= 0),
    late_minutes integer not null check (late_minutes >= 0),
    created_by text not null,
    created_at timestamptz not null,
    check (closes_at > opens_at)
);
create index appointment_windows_exam on appointment_windows (exam_key, opens_at);

-- Taken never goes beyond capacity, whoever writes.
create table appointment_slots (
    id text primary key,
    window_id text not null references appointment_windows (id),
    exam_key text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    capacity integer not null,
    taken integer not null default 0,
    unique (window_id, starts_at),
    check (taken >= 0 and taken <= capacity)
);
create index appointment_slots_exam on appointment_slots (exam_key, starts_at);

create table appointments (
    id text primary key,
    registration_id text not null,
    person_id text not null,
    exam_key text not null,
    slot_id text not null references appointment_slots (id),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    state text not null check (state in ('booked', 'cancelled', 'attended', 'no_show')),
    sequence integer not null default 0,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create unique index appointments_held on appointments (registration_id) where state in ('booked', 'attended');
create index appointments_person on appointments (person_id, id);
create index appointments_due on appointments (starts_at) where state = 'booked';
create index appointments_slot on appointments (slot_id);

-- What a person's equipment could do, by the person's own browser; the newest counts.
create table appointment_equipment (
    id text primary key,
    person_id text not null,
    exam_key text not null,
    results jsonb not null,
    passed boolean not null,
    checked_at timestamptz not null
);
create index appointment_equipment_person on appointment_equipment (person_id, exam_key, checked_at);

-- The name on a person's identity document, as it was stated, beside the name of the account then.
create table appointment_names (
    person_id text primary key,
    stated text not null,
    account_name text not null,
    matched boolean not null,
    confirmed_by text not null default '',
    confirmed_at timestamptz,
    stated_at timestamptz not null
);
