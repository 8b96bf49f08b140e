-- What runs say about the claims of the ledger. The claims themselves are files of the product; here is what this portal
-- learned about them, and who wants to hear of it.

create table claim_evidence (
    claim_id         text        not null,
    run_id           uuid        not null constraint claim_evidence_run references run,
    seq              bigint      generated always as identity,
    part             text        not null default '',
    baseline_run_id  uuid        constraint claim_evidence_baseline references run,
    experiment_id    uuid        not null constraint claim_evidence_experiment references experiment,
    model_sha256     text        not null,
    model_name       text        not null,
    scheme           text        not null,
    device           text        not null,
    ratio            double precision,
    low              double precision,
    high             double precision,
    verdict          text        not null constraint claim_evidence_verdict check (verdict in
        ('CONFIRMED', 'CONTRADICTED', 'INSUFFICIENT', 'NOT_COMPARABLE')),
    sentence         text        not null,
    would_decide     text,
    at               timestamptz not null default now(),
    constraint claim_evidence_key primary key (claim_id, run_id)
);
create index claim_evidence_newest on claim_evidence (claim_id, seq desc);
create index claim_evidence_cells on claim_evidence (claim_id, part, model_sha256, scheme, device, seq desc)
    where verdict in ('CONFIRMED', 'CONTRADICTED');
create index claim_evidence_of_experiment on claim_evidence (experiment_id);
create index claim_evidence_of_run on claim_evidence (run_id);
comment on table claim_evidence is 'What one run says about one claim; written when its experiment is judged, and again when it is judged again';

create table claim_standing (
    claim_id   text        primary key,
    verdict    text        not null,
    parts      jsonb       not null,
    confirming integer     not null,
    contrary   integer     not null,
    evidence   integer     not null,
    pooled     jsonb,
    sentence   text        not null,
    checked_at timestamptz not null default now()
);
comment on table claim_standing is 'Where a claim stands with the runs of this portal; a claim without a row stands as the ledger says';

create table claim_verdict_history (
    id            bigint      generated always as identity primary key,
    claim_id      text        not null,
    part          text        not null default '',
    previous      text        not null,
    verdict       text        not null,
    run_id        uuid        constraint claim_verdict_history_run references run,
    experiment_id uuid        constraint claim_verdict_history_experiment references experiment,
    device        text        not null default '',
    sentence      text        not null,
    at            timestamptz not null default now()
);
create index claim_verdict_history_of_claim on claim_verdict_history (claim_id, id desc);
comment on table claim_verdict_history is 'Every change of a verdict with the run that brought it; rows are only ever added';

create table claim_follow (
    account_id uuid        not null constraint claim_follow_account references account,
    claim_id   text        not null,
    since      timestamptz not null default now(),
    constraint claim_follow_key primary key (account_id, claim_id)
);
create index claim_follow_of_claim on claim_follow (claim_id);
comment on table claim_follow is 'Who wants to hear when the verdict on a claim changes';

create table notification (
    id         bigint      generated always as identity primary key,
    account_id uuid        not null constraint notification_account references account,
    history_id bigint      not null constraint notification_history references claim_verdict_history,
    read_at    timestamptz,
    constraint notification_once unique (account_id, history_id)
);
create index notification_newest on notification (account_id, id desc);
create index notification_unread on notification (account_id) where read_at is null;
create index notification_of_history on notification (history_id);
comment on table notification is 'What a follower has not seen yet: one row per follower and change of a verdict';
