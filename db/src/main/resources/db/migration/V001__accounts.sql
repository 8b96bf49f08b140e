-- Who may do what: accounts, their API tokens, invitations, settings and the audit trail.
-- Secrets are never stored: password hashes come from Jakarta Security, tokens are kept as SHA-256.

create table account (
    id            uuid        primary key,
    name          text        not null constraint account_name_form check (name ~ '^[^[:cntrl:]]{1,80}$'),
    email         text,
    password_hash text,
    role          text        not null constraint account_role check (role in ('READER', 'MEMBER', 'AUTHOR', 'ADMIN')),
    created_at    timestamptz not null default now(),
    disabled_at   timestamptz
);
create unique index account_name_key on account (lower(name));
create unique index account_email_key on account (lower(email)) where email is not null;
comment on table account is 'A person, or the built-in account "local" of the user who started the portal';
comment on column account.password_hash is 'null: this account cannot sign in with a password';

create table api_token (
    id           uuid        primary key,
    account_id   uuid        not null constraint api_token_account references account,
    name         text        not null,
    token_hash   bytea       not null constraint api_token_hash_key unique,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz,
    expires_at   timestamptz,
    revoked_at   timestamptz
);
create index api_token_of_account on api_token (account_id);
comment on table api_token is 'Bearer tokens for REST and the command line, stored as SHA-256';

create table invitation (
    id         uuid        primary key,
    token_hash bytea       not null constraint invitation_hash_key unique,
    role       text        not null constraint invitation_role check (role in ('READER', 'MEMBER', 'AUTHOR', 'ADMIN')),
    created_by uuid        not null constraint invitation_creator references account,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at    timestamptz,
    used_by    uuid        constraint invitation_user references account,
    constraint invitation_used_together check ((used_at is null) = (used_by is null))
);
comment on table invitation is 'A link that lets one person create one account with the given role';

create table setting (
    key        text        primary key,
    value      text        not null,
    changed_at timestamptz not null default now()
);
comment on table setting is 'Choices that an administrator makes while the portal runs';

create table audit_event (
    id         bigint      generated always as identity primary key,
    at         timestamptz not null default now(),
    account_id uuid        constraint audit_event_account references account,
    action     text        not null,
    subject    text,
    detail     jsonb,
    address    text
);
create index audit_event_at on audit_event (at desc);
comment on table audit_event is 'Who did what to whom, in the order of the database clock; rows are only ever added';
