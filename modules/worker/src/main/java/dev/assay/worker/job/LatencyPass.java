package dev.assay.worker.job;

import dev.assay.benchmark.CacheCheck;
import dev.assay.benchmark.Conditions;
import dev.assay.benchmark.Extent;
import dev.assay.benchmark.HarnessCost;
import dev.assay.benchmark.HostCounters;
import dev.assay.benchmark.InputOrder;
import dev.assay.benchmark.MultiStream;
import dev.assay.benchmark.Offline;
import dev.assay.benchmark.PairedRatio;
import dev.assay.benchmark.Pause;
import dev.assay.benchmark.ProgressSink;
import dev.assay.benchmark.Server;
import dev.assay.benchmark.SingleStream;
import dev.assay.benchmark.Stopwatch;
import dev.assay.benchmark.Subject;
import dev.assay.benchmark.TimedRun;
import dev.assay.benchmark.Trend;
import dev.assay.benchmark.ValidityGates;
import dev.assay.benchmark.WarmUp;
import dev.assay.protocol.Measurement.Validity;
import dev.assay.protocol.MeasurementDetails.Harness;
import dev.assay.protocol.MeasurementDetails.Rate;
import dev.assay.protocol.MeasurementDetails.ScenarioResult;
import dev.assay.protocol.Phase;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Warm-up and timed part of one model in the scenario that was asked for. */
final class LatencyPass {
    static final long WARM_UP_SEED = 0x9E3779B97F4A7C15L;

    private final JobOrder order;
    private final List<Map<String, Tensor>> inputs;
    private final FrameWriter frames;
    private final Stopwatch stopwatch;

    LatencyPass(JobOrder order, List<Map<String, Tensor>> inputs, FrameWriter frames, Stopwatch stopwatch) {
        this.order = order;
        this.inputs = inputs;
        this.frames = frames;
        this.stopwatch = stopwatch;
    }

    /** A timed part with what its scenario adds. */
    private record Run(
            TimedRun timed,
            long leastQueries,
            boolean steady,
            @Nullable ScenarioResult scenario,
            @Nullable String remark) {}

    Frame.Timing run(ModelSession session) throws InferenceException {
        ModelSubject.FirstRun first = new ModelSubject.FirstRun(stopwatch);
        frames.progress(Phase.WARMING_UP, 0, "Taking reference outputs");
        try (Feeding feeding = Feeding.choose(session, inputs, order, first, stopwatch)) {
            Subject<InferenceException> subject = feeding.subject();
            WarmUp.Curve curve = warmUp(subject);
            System.gc();
            frames.progress(Phase.MEASURING, 0, "Measuring");
            HostCounters before = HostCounters.read(stopwatch);
            Run run = timed(feeding, curve);
            Conditions conditions = Conditions.between(before, HostCounters.read(stopwatch));
            PairedRatio repeated = run.steady() && subject.inputs() > 1
                    ? CacheCheck.run(subject, curve.expectedNanos(), order.seed(), stopwatch)
                    : null;
            TimedRun timed = run.timed();
            Validity judged = ValidityGates.judge(new ValidityGates.Evidence(
                    timed.latencyNanos(),
                    timed.queries(),
                    run.leastQueries(),
                    run.steady(),
                    curve.stable(),
                    timed.outputsDiffering(),
                    timed.outputsChecked(),
                    order.threads(),
                    order.processors(),
                    conditions,
                    repeated));
            boolean sustained = order.tier().equals("sustained");
            List<Double> minutes = sustained ? timed.minuteMedians() : List.of();
            return new Frame.Timing(
                    first.millis(),
                    curve.windowMedians(),
                    curve.stable(),
                    Arrays.stream(timed.latencyNanos()).boxed().toList(),
                    timed.elapsedSeconds(),
                    Remarks.on(judged, feeding.isFinite(), run.remark(), sustained ? Trend.of(minutes) : null),
                    conditions,
                    minutes,
                    run.scenario(),
                    harness(timed, order.seed(), stopwatch),
                    null);
        }
    }

    private WarmUp.Curve warmUp(Subject<InferenceException> subject) throws InferenceException {
        return WarmUp.run(
                subject,
                new InputOrder(order.seed() ^ WARM_UP_SEED, subject.inputs()),
                stopwatch,
                order.extent().warmUpCapSeconds(),
                share -> frames.progress(Phase.WARMING_UP, share, "Warming up until the speed is stable"));
    }

    static Harness harness(TimedRun timed, long seed, Stopwatch stopwatch) {
        double perCall = HarnessCost.perCallNanos(seed, stopwatch);
        return new Harness(
                perCall, perCall / Arrays.stream(timed.latencyNanos()).average().orElse(Double.NaN));
    }

    private Run timed(Feeding feeding, WarmUp.Curve curve) throws InferenceException {
        Extent extent = order.extent();
        Subject<InferenceException> subject = feeding.subject();
        ProgressSink progress = share -> frames.progress(Phase.MEASURING, share, "Measuring");
        return switch (order.scenario()) {
            case "multi-stream" -> {
                TimedRun timed = MultiStream.run(subject, extent, order.seed(), stopwatch, progress);
                int samples = MultiStream.SAMPLES_PER_QUERY;
                yield new Run(
                        timed,
                        Math.max(extent.queries(), MultiStream.LEAST_QUERIES),
                        true,
                        result(samples, timed, samples * timed.queries() / timed.elapsedSeconds(), feeding),
                        null);
            }
            case "offline" -> {
                Extent samples = order.tier().equals("reference") ? extent.atLeast(Offline.REFERENCE_SAMPLES) : extent;
                TimedRun timed = Offline.run(
                        subject, feeding.batch(), curve.expectedNanos(), samples, order.seed(), stopwatch, progress);
                yield new Run(
                        timed,
                        samples.queries(),
                        true,
                        result(
                                Math.toIntExact(timed.queries()),
                                timed,
                                timed.queries() / timed.elapsedSeconds(),
                                feeding),
                        timed.elapsedSeconds() < extent.seconds()
                                ? "All samples were answered before the least duration was over: the model became"
                                        + " faster after the warm-up."
                                : null);
            }
            case "server" -> server(feeding, curve, progress);
            default -> {
                TimedRun timed = SingleStream.run(subject, extent, order.seed(), stopwatch, progress);
                boolean thinned = timed.queries() > timed.latencyNanos().length;
                yield new Run(
                        timed,
                        extent.queries(),
                        true,
                        thinned ? result(1, timed, timed.queries() / timed.elapsedSeconds(), feeding) : null,
                        null);
            }
        };
    }

    private ScenarioResult result(int samplesPerQuery, TimedRun timed, double rate, Feeding feeding) {
        boolean offline = order.scenario().equals("offline");
        return new ScenarioResult(
                order.scenario(),
                samplesPerQuery,
                offline ? 1 : timed.queries(),
                rate,
                null,
                List.of(),
                feeding.batch(),
                feeding.note());
    }

    private Run server(Feeding feeding, WarmUp.Curve curve, ProgressSink progress) throws InferenceException {
        double bound = order.boundMillis() == null ? Double.NaN : order.boundMillis();
        Server.Found found = Server.search(
                feeding.subject(),
                bound * 1e6,
                curve.expectedNanos(),
                order.extent(),
                order.seed(),
                stopwatch,
                Pause.precise(stopwatch),
                progress);
        List<Rate> rates = new ArrayList<>();
        for (Server.Trial trial : found.trials()) {
            Double p99 = trial.p99Nanos();
            rates.add(
                    new Rate(trial.queriesPerSecond(), trial.queries(), p99 == null ? null : p99 / 1e6, trial.kept()));
        }
        return new Run(
                found.timed(),
                Math.max(order.extent().queries(), MultiStream.LEAST_QUERIES),
                false,
                new ScenarioResult(
                        order.scenario(),
                        1,
                        found.timed().queries(),
                        found.queriesPerSecond(),
                        bound,
                        rates,
                        1,
                        "Queries arrive by a Poisson process with seed " + order.seed()
                                + " and are answered one at a time; latency counts from the scheduled arrival."),
                found.queriesPerSecond() > 0
                        ? null
                        : "No rate that was tried is shown to keep the 99th percentile within " + bound + " ms.");
    }
}
