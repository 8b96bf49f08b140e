-- The queue: one row per job, claimed with FOR UPDATE SKIP LOCKED, fenced by an epoch that rises with every claim.

create table job (
    id                  uuid        primary key,
    seq                 bigint      generated always as identity,
    device_id           uuid        not null constraint job_device references device,
    priority            integer     not null default 0,
    spec                jsonb       not null,
    model_sha256        text        not null,
    scheme              text        not null,
    state               text        not null constraint job_state_known check (state in
        ('QUEUED', 'LEASED', 'PREPARING', 'MEASURING', 'UPLOADING', 'CANCELING', 'SUCCEEDED', 'FAILED', 'CANCELED', 'EXPIRED')),
    epoch               bigint      not null default 0,
    attempt             integer     not null default 0,
    lease_until         timestamptz,
    token_hash          bytea,
    phase               text,
    progress            double precision not null default 0 constraint job_progress check (progress between 0 and 1),
    note                text        not null default '',
    created_at          timestamptz not null default now(),
    queue_deadline      timestamptz not null,
    started_at          timestamptz,
    ended_at            timestamptz,
    cancel_requested_at timestamptz,
    confirms            uuid        constraint job_confirms references job,
    failure_class       text        constraint job_failure_class check (failure_class in ('MODEL', 'INFRA', 'SERVER')),
    failure_code        text,
    failure_message     text,
    constraint job_lease_while_held check
        ((lease_until is not null) = (state in ('LEASED', 'PREPARING', 'MEASURING', 'UPLOADING', 'CANCELING'))),
    constraint job_end_when_terminal check
        ((ended_at is not null) = (state in ('SUCCEEDED', 'FAILED', 'CANCELED', 'EXPIRED'))),
    constraint job_failure_when_failed check ((failure_code is not null) = (state in ('FAILED', 'EXPIRED')))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create index job_waiting on job (device_id, priority desc, seq) where state = 'QUEUED';
create index job_deadline on job (queue_deadline) where state = 'QUEUED';
-- The predicate is on the column that the fenced updates set to null: with a predicate on state the planner preferred
-- this index to the primary key and a renewal took a quarter of a second.
create index job_lease on job (lease_until) where lease_until is not null;
create index job_held_by_device on job (device_id) where lease_until is not null;
create index job_crashes on job (model_sha256, scheme) where failure_code in ('CRASH', 'POISON');
comment on table job is 'Work for one device; id is also the id of the run that it measures';
comment on column job.epoch is 'Number of the newest claim; only its holder may write';
comment on column job.confirms is 'The job whose crash this one repeats on another device, or null';
comment on column job.token_hash is 'SHA-256 of the job token of the newest claim: it opens the artifacts of this job and nothing else';

create table job_transition (
    job_id uuid        not null constraint job_transition_job references job,
    seq    bigint      generated always as identity,
    at     timestamptz not null default clock_timestamp(),
    state  text        not null,
    epoch  bigint      not null,
    reason text        not null default '',
    constraint job_transition_key primary key (job_id, seq)
);
comment on table job_transition is 'Every state a job was in, in order, with the reason for the change';

create table job_attempt (
    job_id     uuid        not null constraint job_attempt_job references job,
    epoch      bigint      not null,
    device_id  uuid        not null constraint job_attempt_device references device,
    claimed_at timestamptz not null default now(),
    ended_at   timestamptz,
    outcome    text,
    failure_class   text,
    failure_code    text,
    failure_message text,
    constraint job_attempt_key primary key (job_id, epoch)
);
create index job_attempt_durations on job_attempt (device_id, ended_at desc) where outcome = 'SUCCEEDED';
comment on table job_attempt is 'One row per claim: which device had the job, and how that ended';

create table job_report (
    job_id      uuid        not null constraint job_report_job references job,
    epoch       bigint      not null,
    device_id   uuid        not null constraint job_report_device references device,
    digest      bytea       not null,
    outcome     text        not null constraint job_report_outcome check (outcome in ('SUCCEEDED', 'FAILED', 'CANCELED')),
    received_at timestamptz not null default now(),
    constraint job_report_key primary key (job_id, epoch)
);
comment on table job_report is 'Results that were accepted: at most one per claim; the digest tells a repeated delivery from a different result';

create table measurement (
    job_id        uuid     primary key constraint measurement_job references job,
    epoch         bigint   not null,
    body          jsonb    not null,
    latency_nanos bigint[] not null
);
comment on table measurement is 'What a successful job measured; percentiles are computed from latency_nanos, never stored alone';

create table late_result (
    id          bigint      generated always as identity primary key,
    job_id      uuid        not null constraint late_result_job references job,
    epoch       bigint      not null,
    device_id   uuid        not null constraint late_result_device references device,
    digest      bytea       not null,
    body        bytea       not null,
    received_at timestamptz not null default now(),
    constraint late_result_once unique (job_id, epoch, digest)
);
comment on table late_result is 'Results that came after their lease was lost: kept for inspection, never part of a comparison';
