-- Machines with an agent, and how they prove who they are.

create table device (
    id                uuid        primary key,
    name              text        not null constraint device_name_form check (name ~ '^[^[:cntrl:]]{1,80}$'),
    public_key        bytea       not null constraint device_public_key_key unique,
    created_at        timestamptz not null default now(),
    approved_at       timestamptz,
    revoked_at        timestamptz,
    health            text        not null default 'UNKNOWN'
        constraint device_health check (health in ('UNKNOWN', 'GOOD', 'BAD', 'LOOPING', 'MAINTENANCE', 'RETIRED')),
    health_reason     text,
    infra_failures    integer     not null default 0,
    capabilities      jsonb       not null,
    capabilities_hash text        not null,
    session           text,
    session_seen_at   timestamptz,
    last_seen_at      timestamptz,
    profile_id        text
) with (fillfactor = 80);
create unique index device_name_key on device (lower(name)) where revoked_at is null;
comment on table device is 'A machine with an agent; capabilities are what it says about itself and are never used for authorisation';
comment on column device.infra_failures is 'Failures of the device itself in a row; three make it BAD';
comment on column device.profile_id is 'Hardware profile of the guidance that an administrator says this device is, or null';
comment on column device.last_seen_at is 'Not indexed on purpose: every poll writes it';

create table enrolment_token (
    id           uuid        primary key,
    token_hash   bytea       not null constraint enrolment_token_hash_key unique,
    created_by   uuid        constraint enrolment_token_creator references account,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    uses_left    integer     not null constraint enrolment_token_uses check (uses_left >= 0),
    auto_approve boolean     not null default false,
    note         text        not null default ''
);
comment on table enrolment_token is 'Lets a machine ask to become a device, for a short time and a few uses; stored as SHA-256';

create table device_enrolment (
    device_id uuid        not null constraint device_enrolment_device references device,
    token_id  uuid        not null constraint device_enrolment_token references enrolment_token,
    at        timestamptz not null default now(),
    constraint device_enrolment_key primary key (device_id, token_id)
);
comment on table device_enrolment is 'Which device used which token: the same key may use the same token again';

create table device_challenge (
    nonce_hash bytea       primary key,
    device_id  uuid        not null constraint device_challenge_device references device,
    expires_at timestamptz not null
);
comment on table device_challenge is 'Nonces waiting for a signature, each valid once';

create table device_token (
    token_hash bytea       primary key,
    device_id  uuid        not null constraint device_token_device references device,
    issued_at  timestamptz not null default now(),
    expires_at timestamptz not null
);
create index device_token_of_device on device_token (device_id);
comment on table device_token is 'Access tokens of devices, stored as SHA-256; deleting a row revokes it at once';
