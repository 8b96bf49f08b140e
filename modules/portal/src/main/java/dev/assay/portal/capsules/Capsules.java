package dev.assay.portal.capsules;

import dev.assay.guidance.Objectives;
import dev.assay.guidance.Replay;
import dev.assay.portal.Database;
import dev.assay.portal.Refusal;
import dev.assay.portal.datasets.DatasetView;
import dev.assay.portal.datasets.Datasets;
import dev.assay.portal.experiments.CalibrationChoice;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.Experiments;
import dev.assay.portal.experiments.NewExperiment;
import dev.assay.portal.experiments.RunView;
import dev.assay.portal.experiments.SchemeChoice;
import dev.assay.portal.experiments.WorkloadChoice;
import dev.assay.portal.models.Models;
import dev.assay.portal.queue.JobView;
import dev.assay.portal.queue.Jobs;
import dev.assay.protocol.CalibrationRef;
import dev.assay.protocol.Capsule;
import dev.assay.protocol.JobSpec;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.WireException;
import dev.assay.protocol.Workload;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Experiments as files, and their repetition from such files. */
@ApplicationScoped
@Transactional
public class Capsules {
    /** The largest capsule as it is sent. */
    public static final int LARGEST = 16 << 20;

    private static final int LARGEST_UNPACKED = 64 << 20;

    @Inject
    Database database;

    @Inject
    Experiments experiments;

    @Inject
    Models models;

    @Inject
    Datasets datasets;

    @Inject
    Jobs jobs;

    @Inject
    InstantSource clock;

    /** A stored capsule and what it is held against. */
    private record Stored(String sha256, String device, Capsule capsule) {}

    /**
     * An experiment as one file.
     *
     * @throws Refusal NOT_FOUND, or UNFINISHED while a run of it has not ended
     */
    public CapsuleFile export(UUID id) {
        ExperimentView view = experiments.find(id).orElseThrow(Capsules::noSuchExperiment);
        if (!view.state().terminal()) {
            throw Refusal.conflict(
                    "UNFINISHED", "The experiment has not ended; its capsule can be made when the last run has.");
        }
        List<Capsule.Run> runs = view.runs().stream().map(this::run).toList();
        long bytes = models.find(view.modelSha256())
                .orElseThrow(() -> Models.noSuchModel(view.modelRef()))
                .card()
                .sizeBytes();
        return new CapsuleFile(
                Capsule.write(clock.instant(), id.toString(), view.modelName(), view.modelSha256(), bytes, runs),
                "experiment-" + id + ".assay.json.gz");
    }

    private Capsule.Run run(RunView run) {
        Measurement measured = run.measurement();
        JobView.JobFailure failure = run.job().failure();
        return new Capsule.Run(
                run.device(),
                jobs.spec(run.id()).orElseThrow(),
                measured == null ? null : CapsuleRuns.withSamples(measured, experiments.samples(run.id())),
                failure == null ? null : failure.code());
    }

    /**
     * Starts an experiment that repeats a capsule.
     *
     * @param file        as it was downloaded
     * @param device      where to repeat it, by name or id
     * @param firstDevice which device of the capsule to repeat, or null for the first in it
     * @throws Refusal BAD_CAPSULE, MODEL_MISSING or CALIBRATION_MISSING naming the hash to bring first, and whatever a new
     *     experiment may be refused for
     */
    public ExperimentView replay(byte[] file, String device, @Nullable String firstDevice, UUID account) {
        Capsule capsule = read(file);
        String from = firstDevice == null ? capsule.runs().getFirst().device() : firstDevice;
        List<JobSpec> specs = capsule.runs().stream()
                .filter(run -> run.device().equals(from))
                .map(Capsule.Run::spec)
                .toList();
        if (specs.isEmpty()) {
            throw Refusal.invalid(
                    "UNKNOWN_DEVICE",
                    "The capsule has no runs of that device; it has "
                            + String.join(
                                    ", ",
                                    capsule.runs().stream()
                                            .map(Capsule.Run::device)
                                            .distinct()
                                            .toList())
                            + ".");
        }
        if (models.find(capsule.modelSha256()).isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "MODEL_MISSING",
                    "The capsule repeats a model that is not here: upload the file with SHA-256 "
                            + capsule.modelSha256() + " first. Nothing was started.");
        }
        JobSpec first = specs.getFirst();
        ExperimentView made = experiments.create(
                new NewExperiment(
                        capsule.modelSha256(),
                        specs.stream().map(JobSpec::scheme).distinct().toList(),
                        List.of(device),
                        null,
                        Objectives.NONE,
                        null,
                        workload(first.workload()),
                        calibration(specs, account).orElse(null),
                        first.versus()),
                account,
                null);
        database.update(
                "insert into capsule (experiment_id, sha256, device, body) values (?, ?, ?, ?)",
                made.id(),
                capsule.sha256(),
                from,
                file);
        return made;
    }

    private static WorkloadChoice workload(Workload workload) {
        return new WorkloadChoice(
                workload.tier(),
                workload.threads(),
                workload.dimensions(),
                workload.shapes(),
                workload.seed(),
                null,
                workload.scenario(),
                workload.latencyBoundMillis());
    }

    private Optional<CalibrationChoice> calibration(List<JobSpec> specs, UUID account) {
        Optional<CalibrationRef> wanted = specs.stream()
                .map(JobSpec::calibration)
                .filter(java.util.Objects::nonNull)
                .findFirst();
        return wanted.map(ref -> {
            DatasetView found = datasets.withFile(ref.dataset(), account)
                    .orElseThrow(() -> Refusal.invalid(
                            "CALIBRATION_MISSING",
                            "The capsule was calibrated with data that is not here: upload the dataset with SHA-256 "
                                    + ref.dataset().data().sha256() + " as "
                                    + ref.dataset().format()
                                    + (ref.dataset().tokenizer() == null
                                            ? ""
                                            : " and its tokenizer with SHA-256 "
                                                    + ref.dataset().tokenizer().sha256())
                                    + " first. Nothing was started."));
            return new CalibrationChoice(found.ref(), ref.examples(), ref.seed());
        });
    }

    /**
     * How far an experiment agrees with the capsule it repeats.
     *
     * @throws Refusal NOT_FOUND when there is no such experiment; NO_CAPSULE when it repeats none
     */
    public ReplayView compare(UUID id) {
        ExperimentView view = experiments.find(id).orElseThrow(Capsules::noSuchExperiment);
        Stored stored = database.first(
                        "select sha256, device, body from capsule where experiment_id = ?",
                        row -> new Stored(row.getString("sha256"), row.getString("device"), read(row.getBytes("body"))),
                        id)
                .orElseThrow(() -> Refusal.conflict(
                        "NO_CAPSULE", "This experiment repeats no capsule, so there is nothing to hold it against."));
        Map<SchemeSpec, Capsule.Run> before = new LinkedHashMap<>();
        stored.capsule().runs().stream()
                .filter(run -> run.device().equals(stored.device()))
                .forEach(run -> before.put(run.spec().scheme(), run));
        List<Replay> compared = new ArrayList<>();
        int pending = 0;
        for (RunView run : view.runs()) {
            Capsule.Run first = before.get(run.scheme());
            pending += run.job().state().terminal() ? 0 : 1;
            if (first != null && run.job().state().terminal()) {
                compared.add(compare(run, first));
            }
        }
        return new ReplayView(id, stored.sha256(), stored.device(), pending, sentence(compared, pending), compared);
    }

    private Replay compare(RunView run, Capsule.Run first) {
        String scheme = SchemeChoice.label(run.scheme());
        Measurement before = first.measurement();
        Measurement after = run.measurement();
        if (before == null || after == null) {
            return CapsuleRuns.unmeasured(scheme, first.failure(), run.job().failure());
        }
        return Replay.of(
                scheme,
                Replay.Side.of(before, before.latencyNanos()),
                Replay.Side.of(after, experiments.samples(run.id())));
    }

    private static String sentence(List<Replay> compared, int pending) {
        if (pending > 0) {
            return pending + " runs have not ended; the comparison is complete when they have.";
        }
        long same = compared.stream()
                .filter(replay -> replay.outcome() == Replay.Outcome.SAME)
                .count();
        return same == compared.size()
                ? "All " + same + " runs are the same as in the capsule, within "
                        + String.format(
                                java.util.Locale.ROOT,
                                "%.1f %%.",
                                compared.stream()
                                        .mapToDouble(
                                                replay -> replay.withinPercent() == null ? 0 : replay.withinPercent())
                                        .max()
                                        .orElse(0))
                : same + " of " + compared.size()
                        + " runs are the same as in the capsule; the others say what differs.";
    }

    private static Capsule read(byte[] file) {
        try {
            Capsule capsule = Capsule.read(file, LARGEST_UNPACKED);
            if (capsule.runs().isEmpty()) {
                throw Refusal.invalid("BAD_CAPSULE", "The capsule holds no run; nothing was started.");
            }
            return capsule;
        } catch (WireException e) {
            throw new Refusal(
                    Refusal.Kind.INVALID, "BAD_CAPSULE", String.valueOf(e.getMessage()) + " Nothing was started.", e);
        }
    }

    private static Refusal noSuchExperiment() {
        return Refusal.notFound("There is no such experiment; the list of experiments shows those there are.");
    }
}
