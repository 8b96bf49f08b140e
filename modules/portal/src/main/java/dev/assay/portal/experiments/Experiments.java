package dev.assay.portal.experiments;

import dev.assay.guidance.Advice;
import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.Judgement;
import dev.assay.guidance.Objectives;
import dev.assay.guidance.Verdict;
import dev.assay.portal.Jsonb;
import dev.assay.portal.Page;
import dev.assay.portal.Refusal;
import dev.assay.portal.Secrets;
import dev.assay.portal.Surroundings;
import dev.assay.portal.guidance.Guidance;
import dev.assay.portal.queue.JobKind;
import dev.assay.portal.queue.JobView;
import dev.assay.portal.queue.Jobs;
import dev.assay.portal.queue.NewJob;
import dev.assay.portal.queue.RunState;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Experiments: asking, watching, stopping, comparing. */
@ApplicationScoped
@Transactional
public class Experiments {
    private static final int MOST_COMPARED = 20;

    @Inject
    ExperimentRows rows;

    @Inject
    ExperimentCheck check;

    @Inject
    Jobs jobs;

    @Inject
    Measured measured;

    @Inject
    Explanations explanations;

    @Inject
    Guidance guidance;

    @Inject
    Judging judging;

    @Inject
    Surroundings surroundings;

    /**
     * Checks a request, asks the guidance, and puts its runs in the queues.
     *
     * @param idempotencyKey the same key and request again give the same experiment; null for none
     * @throws Refusal INVALID with one sentence; LIMIT past the account's runs; CONFLICT for a key used otherwise
     */
    public ExperimentView create(NewExperiment request, UUID account, @Nullable String idempotencyKey) {
        return create(request, account, idempotencyKey, null);
    }

    private ExperimentView create(
            NewExperiment request, UUID account, @Nullable String idempotencyKey, @Nullable UUID rerunOf) {
        byte[] digest = Secrets.hash(Wire.write(request));
        if (idempotencyKey != null) {
            if (!idempotencyKey.matches("\\P{Cntrl}{1,200}")) {
                throw Refusal.invalid("BAD_IDEMPOTENCY_KEY", "An idempotency key has 1 to 200 printable characters.");
            }
            Optional<ExperimentView> same =
                    rows.earlier(account, idempotencyKey).map(earlier -> repeated(earlier, digest));
            if (same.isPresent()) {
                return same.get();
            }
        }
        ExperimentPlan plan = check.plan(request, account);
        Advice advice = judging.advise(request, plan);
        List<ExperimentPlan.Cell> cells = plan.cells();
        int open = rows.openRuns(account);
        if (open + cells.size() > surroundings.runsPerAccount()) {
            throw new Refusal(
                    Refusal.Kind.LIMIT,
                    "TOO_MANY_RUNS",
                    "You have " + open + " runs waiting or running and " + cells.size()
                            + " more would pass the limit of " + surroundings.runsPerAccount()
                            + "; wait for some to end or cancel them.");
        }
        UUID id = UUID.randomUUID();
        if (!rows.insert(
                id, account, plan, request, idempotencyKey, digest, rerunOf, advice.ruleSet(), Jsonb.of(advice))) {
            return repeated(
                    rows.earlier(account, String.valueOf(idempotencyKey)).orElseThrow(), digest);
        }
        List<UUID> runs = cells.stream().map(cell -> UUID.randomUUID()).toList();
        List<NewJob> queued = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            queued.add(new NewJob(
                    runs.get(i), cells.get(i).device().id(), cells.get(i).spec(), 0));
        }
        jobs.enqueue(queued);
        for (int i = 0; i < cells.size(); i++) {
            rows.insertRun(
                    runs.get(i),
                    id,
                    i,
                    cells.get(i).scheme(),
                    cells.get(i).device().id());
        }
        return find(id).orElseThrow();
    }

    private ExperimentView repeated(ExperimentRows.Earlier earlier, byte[] digest) {
        if (!earlier.digest().equals(HexFormat.of().formatHex(digest))) {
            throw Refusal.conflict(
                    "IDEMPOTENCY_CONFLICT",
                    "This idempotency key was used for a different experiment; nothing was started. Use a new key.");
        }
        return find(earlier.id()).orElseThrow();
    }

    /** Asks the same again, with the devices and schemes of the first time. */
    public ExperimentView rerun(UUID id, UUID account) {
        ExperimentView old = find(id).orElseThrow(Experiments::noSuchExperiment);
        return create(
                new NewExperiment(
                        old.modelSha256(),
                        old.runs().stream().map(RunView::scheme).distinct().toList(),
                        old.runs().stream()
                                .map(run -> run.deviceId().toString())
                                .distinct()
                                .toList(),
                        old.target(),
                        old.objectives(),
                        old.decision(),
                        old.workload(),
                        old.calibration(),
                        old.versus()),
                account,
                null,
                id);
    }

    /** Everything about an experiment. */
    public Optional<ExperimentView> find(UUID id) {
        return rows.find(id).map(row -> {
            List<RunView> runs = runs(rows.runsOf(List.of(id)));
            List<JobView> states = runs.stream().map(RunView::job).toList();
            String verdict = row.verdict();
            String decision = row.decision();
            String calibration = row.calibration();
            String versus = row.versus();
            return new ExperimentView(
                    row.id(),
                    row.modelSha256(),
                    row.modelRef(),
                    row.modelName(),
                    row.accountId(),
                    row.account(),
                    row.target(),
                    Wire.read(row.objectives(), Objectives.class),
                    decision == null ? null : Wire.read(decision, DecisionInput.class),
                    Wire.read(row.workload(), WorkloadChoice.class),
                    state(states),
                    progress(states),
                    remaining(states),
                    runs,
                    row.ruleSet(),
                    Wire.read(row.advice(), Advice.class),
                    verdict == null ? null : Wire.read(verdict, Judgement.class),
                    row.judgedAt(),
                    row.created(),
                    row.rerunOf(),
                    calibration == null ? null : Wire.read(calibration, CalibrationChoice.class),
                    versus == null ? null : Wire.read(versus, SchemeSpec.class));
        });
    }

    /** One run. */
    public Optional<RunView> run(UUID id) {
        return rows.run(id)
                .flatMap(row -> runs(rows.runsOf(List.of(row.experiment()))).stream()
                        .filter(run -> run.id().equals(id))
                        .findFirst());
    }

    /** How far an experiment is. */
    public Optional<ExperimentPulse> pulse(UUID id) {
        return rows.find(id).map(row -> {
            List<ExperimentRows.RunRow> runs = rows.runsOf(List.of(id));
            Map<UUID, JobView> views =
                    jobs.views(runs.stream().map(ExperimentRows.RunRow::id).toList());
            return new ExperimentPulse(
                    id,
                    state(views.values()),
                    progress(views.values()),
                    remaining(views.values()),
                    row.judgedAt() != null,
                    runs.stream().map(run -> pulse(run, job(views, run.id()))).toList());
        });
    }

    private static ExperimentPulse.RunPulse pulse(ExperimentRows.RunRow run, JobView job) {
        return new ExperimentPulse.RunPulse(
                run.id(),
                run.scheme().name(),
                run.device(),
                job.state(),
                job.phase(),
                job.progress(),
                job.note(),
                job.place());
    }

    /** Experiments, newest first. */
    public Page<ExperimentCard> list(ExperimentFilter filter, @Nullable String cursor, int limit) {
        int size = Page.size(limit);
        List<ExperimentRows.Row> found = rows.page(filter, Page.before(cursor), size + 1);
        List<ExperimentRows.RunRow> runs =
                rows.runsOf(found.stream().map(ExperimentRows.Row::id).toList());
        Map<UUID, JobView> views =
                jobs.views(runs.stream().map(ExperimentRows.RunRow::id).toList());
        Map<UUID, List<ExperimentRows.RunRow>> byExperiment =
                runs.stream().collect(Collectors.groupingBy(ExperimentRows.RunRow::experiment));
        Page<ExperimentRows.Row> page = Page.of(found, size, row -> Long.toString(row.seq()));
        return new Page<>(
                page.items().stream()
                        .map(row -> card(row, byExperiment.getOrDefault(row.id(), List.of()), views))
                        .toList(),
                page.next());
    }

    private static ExperimentCard card(
            ExperimentRows.Row row, List<ExperimentRows.RunRow> runs, Map<UUID, JobView> views) {
        List<JobView> states = runs.stream().map(run -> job(views, run.id())).toList();
        String verdict = row.verdict();
        Judgement judgement = verdict == null ? null : Wire.read(verdict, Judgement.class);
        Verdict guided = judgement == null ? null : judgement.guidance().verdict();
        return new ExperimentCard(
                row.id(),
                row.modelName(),
                row.modelRef(),
                runs.stream().map(run -> run.scheme().name()).distinct().toList(),
                runs.stream().map(ExperimentRows.RunRow::device).distinct().toList(),
                row.account(),
                state(states),
                progress(states),
                row.created(),
                judgement == null ? null : judgement.sentence(),
                judgement == null
                                || Wire.read(row.objectives(), Objectives.class).isEmpty()
                        ? null
                        : judgement.objectives().outcome(),
                guided);
    }

    /**
     * Cancels what has not ended yet.
     *
     * @param administrator whether the account may cancel the experiments of others
     */
    public ExperimentView cancel(UUID id, UUID account, boolean administrator) {
        ExperimentRows.Row row = rows.find(id).orElseThrow(Experiments::noSuchExperiment);
        if (!administrator && !row.accountId().equals(account)) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "NOT_YOURS",
                    "Only " + row.account() + " or an administrator may cancel this.");
        }
        rows.runsOf(List.of(id)).stream()
                .map(ExperimentRows.RunRow::id)
                .sorted()
                .forEach(jobs::cancel);
        return find(id).orElseThrow();
    }

    /** Runs side by side, with what makes them hard to compare. */
    public Comparison compare(List<UUID> ids) {
        List<UUID> distinct = ids.stream().distinct().toList();
        if (distinct.isEmpty() || distinct.size() > MOST_COMPARED) {
            throw Refusal.invalid(
                    "BAD_COUNT", "Choose 1 to " + MOST_COMPARED + " runs to compare, not " + distinct.size() + ".");
        }
        List<ExperimentRows.RunRow> found = distinct.stream()
                .map(id -> rows.run(id)
                        .orElseThrow(
                                () -> Refusal.notFound("There is no run " + id + "; take its address from its page.")))
                .toList();
        List<RunView> runs = runs(found);
        return new Comparison(runs, Differences.between(runs), judging.ratios(runs));
    }

    /** The raw latencies of a run in the order they were measured, ns. */
    public List<Long> samples(UUID run) {
        return jobs.measurement(run)
                .orElseThrow(() -> Refusal.notFound("This run has no samples; it has not succeeded."))
                .latencyNanos();
    }

    /** Seconds until the last of these would be done if it were started now; empty when a device is offline. */
    public Optional<Long> estimateSeconds(List<UUID> devices, int schemes, String tier) {
        return estimateSeconds(devices, schemes, JobKind.of(tier), "");
    }

    /**
     * The same for any kind of run; {@code schemes} of it would run on each device.
     *
     * @param model SHA-256 of the model, or empty when it is not known yet
     */
    public Optional<Long> estimateSeconds(List<UUID> devices, int schemes, JobKind kind, String model) {
        long longest = 0;
        for (UUID device : devices) {
            Optional<Long> seconds = jobs.secondsUntilDone(device, kind, model, Math.max(1, schemes));
            if (seconds.isEmpty()) {
                return Optional.empty();
            }
            longest = Math.max(longest, seconds.get());
        }
        return Optional.of(longest);
    }

    private List<RunView> runs(List<ExperimentRows.RunRow> found) {
        Map<UUID, JobView> views =
                jobs.views(found.stream().map(ExperimentRows.RunRow::id).toList());
        return explanations.explained(found.stream()
                .map(row -> run(row, job(views, row.id())))
                .toList());
    }

    private RunView run(ExperimentRows.RunRow row, JobView job) {
        Measured.Summary summary =
                job.state() == RunState.SUCCEEDED ? measured.of(row.id()).orElse(null) : null;
        return new RunView(
                row.id(),
                row.experiment(),
                row.scheme(),
                row.deviceId(),
                row.device(),
                row.profileId(),
                job,
                summary == null ? null : summary.measurement(),
                summary == null ? null : summary.latency(),
                List.of());
    }

    /** Every run has its job: the schema says so. */
    private static JobView job(Map<UUID, JobView> views, UUID run) {
        return Objects.requireNonNull(views.get(run), () -> "run " + run + " has no job");
    }

    static Refusal noSuchExperiment() {
        return Refusal.notFound("There is no such experiment; the list of experiments shows those there are.");
    }

    private static ExperimentState state(Collection<JobView> jobs) {
        return ExperimentState.of(jobs.stream().map(JobView::state).toList());
    }

    private static double progress(Collection<JobView> jobs) {
        return jobs.stream()
                .mapToDouble(job -> job.state().terminal() ? 1 : job.progress())
                .average()
                .orElse(0);
    }

    private static @Nullable Long remaining(Collection<JobView> jobs) {
        long longest = -1;
        for (JobView job : jobs) {
            Long seconds = job.remainingSeconds();
            if (!job.state().terminal()) {
                if (seconds == null) {
                    return null;
                }
                longest = Math.max(longest, seconds);
            }
        }
        return longest < 0 ? null : longest;
    }
}
