package dev.assay.worker;

import dev.assay.benchmark.Conditions;
import dev.assay.benchmark.Repeatability;
import dev.assay.protocol.Measurement.Validity;
import dev.assay.protocol.MeasurementDetails.ProcessStart;
import dev.assay.protocol.MeasurementDetails.Rate;
import dev.assay.protocol.MeasurementDetails.ScenarioResult;
import dev.assay.worker.job.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several process starts of one measurement as one. */
final class Starts {
    private Starts() {}

    /** One entry per start, in order. */
    static List<ProcessStart> list(List<Frame.Measured> starts) {
        return starts.stream()
                .map(start -> new ProcessStart(
                        start.loadMillis(),
                        start.timing().firstRunMillis(),
                        median(start.timing().latencyNanos()),
                        start.timing().latencyNanos().size()))
                .toList();
    }

    /**
     * The timing of all starts together: all samples in order of the starts, warm-up and first run of the first one,
     * conditions averaged, and the verdict on how well the medians agree. Of the server scenario only the start with the
     * middle rate keeps its samples: latencies at different rates do not belong together.
     */
    static Frame.Timing join(List<Frame.Measured> starts) {
        Frame.Timing first = starts.get(0).timing();
        if (starts.size() == 1) {
            return first;
        }
        List<Frame.Timing> timings = starts.stream().map(Frame.Measured::timing).toList();
        ScenarioResult scenario = first.scenario();
        boolean server = scenario != null && scenario.boundMillis() != null;
        List<Frame.Timing> kept = server ? List.of(middle(timings)) : timings;
        List<Long> samples = new ArrayList<>();
        kept.forEach(timing -> samples.addAll(timing.latencyNanos()));
        List<Double> levels = timings.stream()
                .map(timing -> server ? rate(timing) : median(timing.latencyNanos()))
                .toList();
        Validity validity = Repeatability.judge(
                timings.stream().map(Frame.Timing::validity).toList(), levels, server ? "rates" : "medians");
        return new Frame.Timing(
                first.firstRunMillis(),
                first.warmUp(),
                timings.stream().allMatch(Frame.Timing::warmUpStable),
                samples,
                kept.stream().mapToDouble(Frame.Timing::elapsedSeconds).sum(),
                validity,
                conditions(timings),
                List.of(),
                scenario == null ? null : scenario(timings, server),
                first.harness(),
                null);
    }

    private static Frame.Timing middle(List<Frame.Timing> timings) {
        List<Frame.Timing> byRate = timings.stream()
                .sorted(Comparator.comparingDouble(Starts::rate))
                .toList();
        return byRate.get((byRate.size() - 1) / 2);
    }

    private static double rate(Frame.Timing timing) {
        return timing.scenario() == null ? 0 : timing.scenario().samplesPerSecond();
    }

    private static ScenarioResult scenario(List<Frame.Timing> timings, boolean server) {
        List<ScenarioResult> all = timings.stream()
                .map(Frame.Timing::scenario)
                .filter(Objects::nonNull)
                .toList();
        ScenarioResult one = server ? Objects.requireNonNull(middle(timings).scenario()) : all.get(0);
        List<Rate> rates = new ArrayList<>();
        all.forEach(result -> rates.addAll(result.rates()));
        double perSecond = server
                ? one.samplesPerSecond()
                : all.stream()
                        .mapToDouble(ScenarioResult::samplesPerSecond)
                        .average()
                        .orElse(0);
        return new ScenarioResult(
                one.scenario(),
                one.samplesPerQuery(),
                server
                        ? one.queries()
                        : all.stream().mapToLong(ScenarioResult::queries).sum(),
                perSecond,
                one.boundMillis(),
                rates,
                one.batch(),
                one.note());
    }

    private static Conditions conditions(List<Frame.Timing> timings) {
        List<Conditions> all = timings.stream().map(Frame.Timing::conditions).toList();
        Conditions first = all.get(0);
        Conditions last = all.get(all.size() - 1);
        return new Conditions(
                mean(all, Conditions::foreignCores),
                mean(all, Conditions::stealShare),
                mean(all, Conditions::waitedShare),
                mean(all, Conditions::pressureShare),
                first.mhzBefore(),
                last.mhzAfter(),
                first.celsiusBefore(),
                last.celsiusAfter(),
                first.throttleEvents() == null
                        ? null
                        : (Long) all.stream()
                                .map(Conditions::throttleEvents)
                                .filter(Objects::nonNull)
                                .mapToLong(Long::longValue)
                                .sum());
    }

    private static @Nullable Double mean(List<Conditions> all, Function<Conditions, @Nullable Double> figure) {
        double sum = 0;
        for (Conditions conditions : all) {
            Double value = figure.apply(conditions);
            if (value == null) {
                return null;
            }
            sum += value;
        }
        return sum / all.size();
    }

    private static double median(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
