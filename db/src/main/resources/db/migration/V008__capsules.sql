-- Experiments that repeat one of another portal, with the file that they came from.

create table capsule (
    experiment_id uuid        primary key constraint capsule_experiment references experiment,
    sha256        text        not null constraint capsule_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
    device        text        not null,
    body          bytea       not null,
    imported_at   timestamptz not null default now()
);
create index capsule_by_sha256 on capsule (sha256);
comment on table capsule is 'What an experiment repeats; body is the gzip-compressed file as it was sent';
comment on column capsule.device is 'Which device of the capsule the runs are held against';
