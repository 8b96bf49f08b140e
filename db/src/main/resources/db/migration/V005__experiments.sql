-- Experiments: model x schemes x devices x workload, with objectives, the guidance asked for and its judgement.

create table experiment (
    id              uuid        primary key,
    seq             bigint      generated always as identity,
    account_id      uuid        not null constraint experiment_account references account,
    model_sha256    text        not null constraint experiment_model references model,
    model_name      text        not null,
    target_profile  text,
    objectives      jsonb       not null,
    decision        jsonb,
    workload        jsonb       not null,
    created_at      timestamptz not null default now(),
    idempotency_key text,
    request_digest  bytea       not null,
    rerun_of        uuid        constraint experiment_rerun_of references experiment,
    ruleset_version text        not null,
    advice          jsonb       not null,
    verdict         jsonb,
    judged_at       timestamptz,
    constraint experiment_idempotency unique (account_id, idempotency_key)
);
create index experiment_newest on experiment (seq desc);
create index experiment_of_account on experiment (account_id, seq desc);
create index experiment_of_model on experiment (model_sha256, seq desc);
create index experiment_unjudged on experiment (seq) where judged_at is null;
comment on table experiment is 'What somebody wanted to know; its runs are the cells of schemes x devices';
comment on column experiment.advice is 'What the guidance recommended, with its trace, under ruleset_version';
comment on column experiment.verdict is 'Objectives and guidance held against the measurements, written when the last run ended; can be computed again';

create table run (
    id            uuid    primary key constraint run_job references job,
    experiment_id uuid    not null constraint run_experiment references experiment,
    ordinal       integer not null,
    scheme        text    not null,
    options       jsonb   not null,
    device_id     uuid    not null constraint run_device references device,
    constraint run_ordinal unique (experiment_id, ordinal)
);
create index run_of_device on run (device_id);
comment on table run is 'One cell of an experiment: a scheme on a device';
