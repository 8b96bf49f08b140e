package dev.assay.portal.experiments;

import dev.assay.guidance.Judgement;
import dev.assay.guidance.RunFacts;
import dev.assay.guidance.Verdict;
import dev.assay.guidance.claims.ClaimRun;
import dev.assay.guidance.claims.RunEvidence;
import dev.assay.guidance.claims.RunRules;
import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.onnx.ModelFacts;
import dev.assay.portal.Database;
import dev.assay.portal.Jsonb;
import dev.assay.portal.claims.Claims;
import dev.assay.portal.queue.Jobs;
import dev.assay.portal.queue.StoredMeasurement;
import dev.assay.protocol.Measurement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds the runs of a judged experiment against the claims of the ledger. */
@ApplicationScoped
class ClaimFacts {
    private static final Pattern FIRST_DIMENSION = Pattern.compile("=([1-9][0-9]*)(x|$)");

    @Inject
    Database database;

    @Inject
    Jobs jobs;

    @Inject
    Claims claims;

    /** Judges the claims, keeps what was found, and puts it into the judgement. */
    Judgement judge(
            ExperimentRows.Row experiment,
            List<ExperimentRows.RunRow> runs,
            ModelFacts model,
            List<RunFacts> measurements,
            Judgement judgement,
            long seed) {
        List<ClaimRun> facts = new ArrayList<>();
        List<ClaimRun> others = new ArrayList<>();
        boolean convolutional = model.ops().containsKey("Conv");
        for (int i = 0; i < runs.size(); i++) {
            ExperimentRows.RunRow row = runs.get(i);
            RunFacts measured = measurements.get(i);
            Optional<StoredMeasurement> stored = jobs.measurement(row.id());
            if (stored.isEmpty()) {
                continue;
            }
            ClaimRun run = run(experiment, measured, stored.get().measurement(), convolutional, tier(row.id()));
            facts.add(run);
            otherBatch(experiment, row, run, convolutional).ifPresent(others::add);
        }
        List<RunEvidence> found = RunRules.judge(facts, judgement.comparisons(), others, seed);
        claims.record(experiment.id(), facts, found);
        return judgement.withClaims(found.stream()
                .map(one -> new Judgement.ClaimCheck(
                        one.claim(),
                        one.runId(),
                        Verdict.valueOf(one.verdict().name()),
                        one.sentence(),
                        one.wouldDecide()))
                .toList());
    }

    /** The newest valid run of another experiment that differs in its batch alone, one of the two having a batch of 1. */
    private Optional<ClaimRun> otherBatch(
            ExperimentRows.Row experiment, ExperimentRows.RunRow row, ClaimRun run, boolean convolutional) {
        Optional<UUID> other = database.first(
                """
                select r.id from run r join experiment e on e.id = r.experiment_id join job j on j.id = r.id
                  join measurement m on m.job_id = r.id
                 where e.model_sha256 = ? and e.id <> ? and r.scheme = ? and r.options = ?::jsonb and r.device_id = ?
                   and m.validity = 'VALID' and (m.body#>>'{environment,threads}')::integer = ?
                   and (coalesce(substring(m.body#>>'{environment,inputShapes,0}' from '=([0-9]+)'), '1') = '1') <> ?
                 order by j.seq desc limit 1
                """,
                found -> Database.uuid(found, "id"),
                experiment.modelSha256(),
                experiment.id(),
                row.scheme().name(),
                Jsonb.of(row.scheme().options()),
                row.deviceId(),
                run.threads(),
                run.batch() == 1);
        return other.flatMap(id -> jobs.measurement(id)
                .map(stored -> run(
                        experiment,
                        new RunFacts(
                                id.toString(),
                                run.facts().scheme(),
                                run.facts().device(),
                                run.facts().profileId(),
                                RunFacts.Outcome.VALID,
                                LatencySummary.of(stored.latencyNanos()),
                                stored.latencyNanos(),
                                null,
                                stored.measurement().modelBytes(),
                                null,
                                null,
                                ""),
                        stored.measurement(),
                        convolutional,
                        tier(id))));
    }

    private String tier(UUID run) {
        return database.first("select tier from job where id = ?", row -> row.getString("tier"), run)
                .orElse("");
    }

    private static ClaimRun run(
            ExperimentRows.Row experiment,
            RunFacts facts,
            Measurement measurement,
            boolean convolutional,
            String tier) {
        Measurement.Fidelity compared = measurement.fidelity();
        Measurement.Fidelity fidelity = compared == null || !compared.finite() ? null : compared;
        Measurement.Accuracy accuracy = measurement.accuracy();
        return new ClaimRun(
                facts,
                experiment.modelSha256(),
                experiment.modelName(),
                convolutional,
                batch(measurement.environment().inputShapes()),
                measurement.environment().threads(),
                tier,
                measurement.elapsedSeconds(),
                fidelity == null ? null : fidelity.top1Agreement(),
                fidelity == null ? 0 : fidelity.inputs(),
                accuracy == null ? null : accuracy.value(),
                accuracy == null ? null : accuracy.fp32(),
                accuracy == null ? 0 : accuracy.n());
    }

    static long batch(List<String> shapes) {
        if (shapes.isEmpty()) {
            return 1;
        }
        Matcher first = FIRST_DIMENSION.matcher(shapes.getFirst());
        return first.find() ? Long.parseLong(first.group(1)) : 1;
    }
}
