-- Decisions that somebody kept: what was answered, under which rules, and everything that those rules said.

create table decision (
    id              uuid        primary key,
    seq             bigint      generated always as identity,
    account_id      uuid        not null constraint decision_account references account,
    title           text        not null constraint decision_title_given check (length(title) between 1 and 160),
    inputs_hash     text        not null constraint decision_inputs_hash_form check (inputs_hash ~ '^[0-9a-f]{64}$'),
    ruleset_version text        not null,
    inputs          jsonb       not null,
    advice          jsonb       not null,
    follows         uuid        constraint decision_follows references decision on delete set null,
    decided_at      timestamptz not null default now()
);
create unique index decision_newest on decision (seq desc);
create index decision_of_account on decision (account_id, seq desc);
create index decision_of_inputs on decision (inputs_hash, seq desc);
create index decision_by_follows on decision (follows);
comment on table decision is 'A decision of the guidance with its trace; never computed again, newer rules make a new one';
comment on column decision.inputs_hash is 'SHA-256 of the answers: equal answers, equal hash';
comment on column decision.follows is 'The decision that this one makes again under newer rules';
