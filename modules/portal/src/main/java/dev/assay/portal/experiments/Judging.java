package dev.assay.portal.experiments;

import dev.assay.guidance.Advice;
import dev.assay.guidance.Advisor;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.HardwareProfile;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.Judgement;
import dev.assay.guidance.Objectives;
import dev.assay.guidance.RunFacts;
import dev.assay.guidance.RunQuality;
import dev.assay.guidance.Verdicts;
import dev.assay.onnx.ModelFacts;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Refusal;
import dev.assay.portal.guidance.Guidance;
import dev.assay.portal.models.Models;
import dev.assay.portal.queue.JobView;
import dev.assay.portal.queue.Jobs;
import dev.assay.portal.queue.RunState;
import dev.assay.portal.queue.StoredMeasurement;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks the guidance for advice, and holds measurements against it and against the objectives. */
@ApplicationScoped
class Judging {
    /** Of the resampling behind the intervals of ratios: the same measurements give the same judgement. */
    private static final long SEED = 42;

    private static final String CANCELED =
            "This experiment was cancelled before anything was measured; start it again to get an answer.";

    @Inject
    ExperimentRows rows;

    @Inject
    Jobs jobs;

    @Inject
    Measured measured;

    @Inject
    Models models;

    @Inject
    Guidance guidance;

    @Inject
    ClaimFacts claimFacts;

    /** What the guidance recommends for a request: the user's answers, completed by what the model itself tells. */
    Advice advise(NewExperiment request, ExperimentPlan plan) {
        boolean int8 = plan.devices().stream()
                .allMatch(device -> device.capabilities().cpuFlags().stream().anyMatch(Judging::dotProduct));
        return guidance.advise(
                complete(request.decision(), request.objectives(), plan.model().facts(), int8, plan.schemes()));
    }

    /** Judges an experiment whose runs ended, and stores advice and judgement under the rules in force. */
    void judge(UUID id) {
        ExperimentRows.Row row = rows.find(id).orElseThrow(Experiments::noSuchExperiment);
        List<ExperimentRows.RunRow> runs = rows.runsOf(List.of(id));
        ModelFacts facts = models.find(row.modelSha256())
                .orElseThrow(() -> Models.noSuchModel(row.modelRef()))
                .facts();
        String tier = Wire.read(row.workload(), WorkloadChoice.class).tier();
        List<RunFacts> measurements = runs.stream()
                .map(run -> facts(
                        run.id(),
                        run.scheme(),
                        run.device(),
                        run.profileId(),
                        facts.flops() > 0 ? facts.flops() : null,
                        tier))
                .toList();
        Objectives objectives = Wire.read(row.objectives(), Objectives.class);
        String decision = row.decision();
        boolean int8 = runs.stream()
                .allMatch(run -> measured.of(run.id()).stream()
                        .flatMap(summary -> summary.measurement().environment().device().cpuFlags().stream())
                        .anyMatch(Judging::dotProduct));
        DecisionInput input = complete(
                decision == null ? null : Wire.read(decision, DecisionInput.class),
                objectives,
                facts,
                int8,
                runs.stream().map(ExperimentRows.RunRow::scheme).distinct().toList());
        Advice advice = Advisor.advise(input, guidance.all(), guidance.rules(), measurements);
        Judgement judgement = claimFacts.judge(
                row,
                runs,
                facts,
                measurements,
                Verdicts.judge(objectives, measurements, target(row.target()), advice, guidance.all(), SEED),
                SEED);
        Map<UUID, JobView> states =
                jobs.views(runs.stream().map(ExperimentRows.RunRow::id).toList());
        boolean canceled = states.values().stream().allMatch(job -> job.state() == RunState.CANCELED);
        rows.judged(
                id,
                advice.ruleSet(),
                Jsonb.of(advice),
                Jsonb.of(canceled ? judgement.withSentence(CANCELED) : judgement));
    }

    /** Each scheme against fp32 on the same device. */
    List<Judgement.Comparison> ratios(List<RunView> runs) {
        List<RunFacts> facts = runs.stream()
                .map(run -> facts(run.id(), run.scheme(), run.device(), run.profileId(), null, null))
                .toList();
        return Verdicts.judge(Objectives.NONE, facts, null, null, guidance.all(), SEED)
                .comparisons();
    }

    private RunFacts facts(
            UUID id,
            SchemeSpec scheme,
            String device,
            @Nullable String profileId,
            @Nullable Long flops,
            @Nullable String tier) {
        Optional<StoredMeasurement> stored = jobs.measurement(id);
        if (stored.isEmpty()) {
            return new RunFacts(
                    id.toString(),
                    SchemeChoice.label(scheme),
                    device,
                    profileId,
                    RunFacts.Outcome.UNFINISHED,
                    null,
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    "");
        }
        Measurement measurement = stored.get().measurement();
        Measurement.Fidelity fidelity = measurement.fidelity();
        boolean finite = fidelity == null || fidelity.finite();
        Measurement.Environment environment = measurement.environment();
        return new RunFacts(
                id.toString(),
                SchemeChoice.label(scheme),
                device,
                profileId,
                finite && !measurement.validity().outputsDiffer()
                        ? outcome(measurement.validity().status())
                        : RunFacts.Outcome.WRONG,
                measured.of(id).map(Measured.Summary::latency).orElse(null),
                stored.get().latencyNanos(),
                fidelity == null || !finite ? null : fidelity.cosine(),
                measurement.modelBytes(),
                flops == null ? null : (double) flops,
                null,
                environment.inputsSha256() + " " + environment.inputShapes() + " " + environment.threads() + " threads",
                MeasuredConditions.of(scheme, measurement, stored.get().latencyNanos(), tier),
                measurement.details().starts().stream()
                        .map(MeasurementDetails.ProcessStart::samples)
                        .toList(),
                finite ? quality(measurement) : null);
    }

    /** The answers of a rewritten model beside those of fp32; null for fp32 itself. */
    private static @Nullable RunQuality quality(Measurement measurement) {
        Measurement.Fidelity fidelity = measurement.fidelity();
        Measurement.Accuracy accuracy = measurement.accuracy();
        if (fidelity == null) {
            return null;
        }
        return new RunQuality(
                accuracy == null ? null : accuracy.metric(),
                accuracy == null ? null : accuracy.value(),
                accuracy == null ? null : accuracy.fp32(),
                accuracy == null ? 0 : accuracy.n(),
                accuracy == null ? null : accuracy.lost(),
                accuracy == null ? null : accuracy.gained(),
                fidelity.top1Agreement(),
                fidelity.inputs());
    }

    private @Nullable HardwareProfile target(@Nullable String id) {
        return id == null ? null : guidance.profile(id).orElse(null);
    }

    private static RunFacts.Outcome outcome(Measurement.Validity.Status status) {
        return switch (status) {
            case VALID -> RunFacts.Outcome.VALID;
            case SUSPECT -> RunFacts.Outcome.SUSPECT;
            case INVALID -> RunFacts.Outcome.INVALID;
        };
    }

    private static DecisionInput complete(
            @Nullable DecisionInput answers,
            Objectives objectives,
            ModelFacts facts,
            boolean int8,
            List<SchemeSpec> schemes) {
        Map<String, String> known = new LinkedHashMap<>(answers == null ? Map.of() : answers.answers());
        Guidance.complete(known, facts);
        known.putIfAbsent("cpuInt8", Boolean.toString(int8));
        schemes.stream()
                .map(SchemeSpec::name)
                .filter(name -> !name.equals("fp32") && !name.equals(SchemeChoice.AUTO))
                .findFirst()
                .ifPresent(name -> known.putIfAbsent("scheme", name));
        limit(known, objectives.p99Ms(), 99);
        limit(known, objectives.p95Ms(), 95);
        limit(known, objectives.p90Ms(), 90);
        limit(known, objectives.p50Ms(), 50);
        if (objectives.powerWatts() != null) {
            known.putIfAbsent("powerWatts", objectives.powerWatts().toString());
        }
        try {
            return DecisionInput.parse(known);
        } catch (InvalidGuidanceInput e) {
            throw new Refusal(Refusal.Kind.INVALID, "BAD_ANSWER", String.valueOf(e.getMessage()), e);
        }
    }

    /** The limit of the highest percentile is the hardest to keep, so it stands for all. */
    private static void limit(Map<String, String> known, @Nullable Double limitMs, int percentile) {
        if (limitMs != null && !known.containsKey("sloMs")) {
            known.put("sloMs", limitMs.toString());
            known.putIfAbsent("sloPercentile", Integer.toString(percentile));
        }
    }

    private static boolean dotProduct(String flag) {
        return flag.contains("vnni") || flag.startsWith("amx") || flag.equals("i8mm") || flag.equals("asimddp");
    }
}
