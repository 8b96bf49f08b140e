-- Content-addressed files and the models among them.

create table blob (
    sha256     text        primary key constraint blob_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
    bytes      bigint      not null constraint blob_bytes check (bytes >= 0),
    created_at timestamptz not null default now()
);
comment on table blob is 'A file in the blob store, named by its SHA-256; a row exists only once the file is in place';

create table model (
    sha256     text        primary key constraint model_blob references blob,
    facts      jsonb       not null,
    created_at timestamptz not null default now()
);
comment on table model is 'An ONNX file that passed the static gate, with the facts read from it';

create table model_reference (
    id         uuid        primary key,
    sha256     text        not null constraint model_reference_model references model,
    account_id uuid        not null constraint model_reference_account references account,
    name       text        not null constraint model_reference_name_form check (name ~ '^[^[:cntrl:]]{1,120}$'),
    created_at timestamptz not null default now(),
    constraint model_reference_key unique (sha256, account_id, name)
);
create index model_reference_of_account on model_reference (account_id);
comment on table model_reference is 'Somebody uploaded this model under this name; the file exists once however often that happens';

create table builtin_model (
    name       text        primary key constraint builtin_model_name_form check (name ~ '^[a-z0-9][a-z0-9.-]{0,63}$'),
    sha256     text        not null constraint builtin_model_model references model,
    position   integer     not null,
    title      text        not null,
    summary    text        not null,
    licence    text        not null,
    source     text        not null,
    dimensions jsonb       not null,
    dataset    jsonb,
    seeded_at  timestamptz not null default now()
);
create index builtin_model_by_sha256 on builtin_model (sha256);
comment on table builtin_model is 'Models that come with the product, with the dataset that fidelity and accuracy are measured on';
