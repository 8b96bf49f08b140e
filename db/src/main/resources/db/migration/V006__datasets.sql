-- Inputs that people bring for calibration, and what an experiment says about them.

create table dataset (
    id               uuid        primary key,
    seq              bigint      generated always as identity,
    account_id       uuid        not null constraint dataset_account references account,
    name             text        not null constraint dataset_name_form check (name ~ '^[^[:cntrl:]]{1,120}$'),
    format           text        not null constraint dataset_format
        check (format in ('npz', 'npy-zip', 'images-zip', 'text')),
    sha256           text        not null constraint dataset_blob references blob,
    tokenizer_sha256 text        constraint dataset_tokenizer references blob,
    examples         integer,
    arrays           jsonb       not null,
    created_at       timestamptz not null default now(),
    constraint dataset_name_key unique (account_id, name)
);
create index dataset_newest on dataset (seq desc);
create index dataset_by_sha256 on dataset (sha256);
create index dataset_by_tokenizer on dataset (tokenizer_sha256) where tokenizer_sha256 is not null;
comment on table dataset is 'Inputs that somebody uploaded; those of the built-in models stay with builtin_model';
comment on column dataset.examples is 'How many examples the directory of the file tells, or null where only the reader can count them';
comment on column dataset.arrays is 'Names of the arrays in the file, as far as it has any';

alter table experiment
    add column calibration jsonb,
    add column versus      jsonb,
    add column dataset_id  uuid constraint experiment_dataset references dataset;
create index experiment_of_dataset on experiment (dataset_id) where dataset_id is not null;
comment on column experiment.calibration is 'Dataset, number of examples and seed as resolved at the start, or null';
comment on column experiment.versus is 'Second scheme of an interleaved comparison, or null';
comment on column experiment.dataset_id is 'The uploaded dataset that its calibration reads; it cannot be deleted while this stands';
