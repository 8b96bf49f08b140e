-- What probes told about a device. The times are kept, not the fit: a better model of time can be fitted to them later.
create table calibration (
    id          uuid        primary key,
    device_id   uuid        not null constraint calibration_device references device,
    job_id      uuid        not null constraint calibration_job references job constraint calibration_once unique,
    runtime     text        not null,
    report      jsonb       not null,
    measured_at timestamptz not null default now()
);

create index calibration_newest on calibration (device_id, measured_at desc);

comment on table calibration is 'Times of the probe models on a device, from which its latencies are predicted; the fit is computed from them';
