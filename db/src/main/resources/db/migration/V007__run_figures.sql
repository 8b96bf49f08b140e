-- Figures by which runs are listed, filtered and sorted. They are taken from the samples and the body by the database
-- itself when a measurement is stored, so they cannot drift from them; pages that show one run still compute from the samples.

alter table job
    add column tier     text generated always as (spec->'workload'->>'tier') stored,
    add column scenario text generated always as (coalesce(spec->'workload'->>'scenario', 'single-stream')) stored,
    add column threads  integer generated always as ((spec->'workload'->>'threads')::integer) stored;
create unique index job_newest on job (seq desc);

alter table measurement
    add column model_bytes    bigint generated always as ((body->>'modelBytes')::bigint) stored,
    add column validity       text generated always as (body#>>'{validity,status}') stored,
    add column cosine         double precision generated always as
        (case when (body#>>'{fidelity,finite}')::boolean then (body#>>'{fidelity,cosine}')::double precision end) stored,
    add column peak_rss_bytes bigint generated always as ((body#>>'{memory,peakRssBytes}')::bigint) stored,
    add column load_millis    double precision generated always as ((body->>'loadMillis')::double precision) stored,
    add column joules         double precision generated always as
        ((body#>>'{details,energy,joulesPerRun}')::double precision) stored,
    add column samples        integer,
    add column median_nanos   double precision,
    add column p90_nanos      bigint;
comment on column measurement.median_nanos is 'Plain median of latency_nanos';
comment on column measurement.p90_nanos is 'Upper bound of the 90th percentile at 99 % confidence; null when the samples are too few';

-- The rank (from 1) of the sample that bounds a percentile from above: with X ~ Bin(samples, 1 - percentile), the largest t
-- with P(X <= t) <= 0.01 may lie above, and the t - 1 worst are dropped. The sums are kept as logarithms: the first terms
-- are far below what a double can hold.
create function early_stopping_rank(samples integer, percentile double precision) returns integer
language plpgsql immutable strict as $$
declare
    risk      constant double precision := ln(0.01) + 1e-12;
    odds      constant double precision := ln((1 - percentile) / percentile);
    term      double precision := samples * ln(percentile);
    total     double precision := term;
    allowed   integer := -1;
begin
    while total <= risk and allowed < samples - 1 loop
        allowed := allowed + 1;
        term := term + ln((samples - allowed)::double precision / (allowed + 1)) + odds;
        total := greatest(total, term) + ln(1 + exp(greatest(-abs(total - term), -700)));
    end loop;
    return case when allowed >= 1 then samples - (allowed - 1) end;
end $$;

create function measurement_figures() returns trigger language plpgsql as $$
declare
    sorted bigint[] := array(select nanos from unnest(new.latency_nanos) nanos order by nanos);
    n      integer := cardinality(sorted);
begin
    new.samples := n;
    if n > 0 then
        new.median_nanos := (sorted[(n + 1) / 2] + sorted[n / 2 + 1]) / 2.0;
        new.p90_nanos := sorted[early_stopping_rank(n, 0.9)];
    end if;
    return new;
end $$;
create trigger measurement_figures before insert or update of latency_nanos on measurement
    for each row execute function measurement_figures();
update measurement set latency_nanos = latency_nanos;

create index measurement_by_median on measurement (median_nanos);
create index measurement_by_p90 on measurement (p90_nanos);
create index measurement_by_cosine on measurement (cosine);
create index measurement_by_bytes on measurement (model_bytes);
create index measurement_by_memory on measurement (peak_rss_bytes);
