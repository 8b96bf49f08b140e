package dev.assay.benchmark;

import dev.assay.protocol.Measurement.Validity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a measurement may be trusted. A pure function of what was recorded.
 *
 * <p>The coefficient of variation is taken over the central {@value #KEPT_PERCENT} % of the samples. One page fault
 * among thousands of queries moves the plain figure over any threshold, and says nothing about the median; a machine
 * that really is unsteady spreads the centre as well. Outliers stay in the samples and so in the percentiles.
 */
public final class ValidityGates {
    /** trtexec warns from here on; here over the central part. */
    static final double VARIATION_SUSPECT = 0.025;

    /** Own choice: ten times the warning; a median of such samples repeats badly. */
    static final double VARIATION_INVALID = 0.25;

    static final int KEPT_PERCENT = 90;

    /** Own choice: a hypervisor that takes one per cent is one that has other guests to serve. */
    static final double STEAL_SUSPECT = 0.01;

    /** Own choice. */
    static final double STEAL_INVALID = 0.10;

    /** Own choice: the measured process itself waited for a processor; a hundredth of the time moves the 99th percentile. */
    static final double WAITED_SUSPECT = 0.01;

    /** Own choice: share of time in which something waited for a processor; asked only where its own waiting is unknown. */
    static final double PRESSURE_SUSPECT = 0.01;

    /**
     * Own choice: share of the whole machine that other programs may use in any case. ForeignLoadStudy, among the tests,
     * on two processors: with both of them at work, 0.07 of a processor taken by others leaves the median where it was
     * (-0.3 %) and stretches the 99th percentile from 0.4 to 1.4 ms.
     */
    static final double FOREIGN_SUSPECT_SHARE = 0.05;

    /**
     * Own choice: what others may use besides when the run leaves a processor free. What runs there is not in the way,
     * but shares caches, memory and the clock's head room. Portal, database and agent on the same machine took 0.12 of a
     * processor while something was measured; beside work on one thread even a whole busy one moved neither the median
     * (within 0.3 %) nor the 99th percentile (ForeignLoadStudy).
     */
    static final double FOREIGN_SPARE_CORES = 0.15;

    /**
     * Own choice: from half a core on, and when no core is left over, queries were held up by others. In ForeignLoadStudy
     * medians stay within 0.5 % up to there and can no longer be repeated (-50 to +50 %) from three quarters on.
     */
    static final double FOREIGN_INVALID_CORES = 0.5;

    /** Own choice: change of clock between start and end. */
    static final double CLOCK_SUSPECT = 0.10;

    /** Change of the median between the first and the last third; perf_analyzer's window tolerance. */
    static final double DRIFT_SUSPECT = 0.10;

    /** MLPerf's TEST04 lets a repeated sample be at most ten per cent faster. */
    static final double CACHE_SUSPECT = 0.10;

    /** A repeated input answers in this share of the time; the whole interval must lie below, or it may be chance. */
    private static final double CACHED_RATIO = 1 / (1 + CACHE_SUSPECT);

    private ValidityGates() {}

    /**
     * What the gates look at.
     *
     * @param latencyNanos     samples in order
     * @param queries          how many were answered
     * @param leastQueries     what the tier asks for
     * @param steady           whether equal latencies are to be expected; queries that queue vary by nature
     * @param warmUpStable     whether the warm-up settled
     * @param outputsDiffering checked outputs that differed from the reference
     * @param outputsChecked   how many outputs were checked
     * @param threads          intra-op threads of the run
     * @param processors       logical processors of the machine
     * @param repeated         time of a repeated input over that of changing ones; null where it was not compared
     */
    @SuppressWarnings("ArrayRecordComponent") // large and never compared
    public record Evidence(
            long[] latencyNanos,
            long queries,
            long leastQueries,
            boolean steady,
            boolean warmUpStable,
            int outputsDiffering,
            int outputsChecked,
            int threads,
            int processors,
            Conditions conditions,
            @Nullable PairedRatio repeated) {}

    /** Judges a measurement; every reason is one sentence, worst first. */
    public static Validity judge(Evidence evidence) {
        List<String> invalid = new ArrayList<>();
        List<String> suspect = new ArrayList<>();
        if (evidence.outputsDiffering() > 0) {
            invalid.add(text(
                    "%d of %d outputs checked during the timed part " + Validity.OUTPUTS_DIFFER,
                    evidence.outputsDiffering(),
                    evidence.outputsChecked()));
        }
        samples(evidence, invalid, suspect);
        conditions(evidence, invalid, suspect);
        PairedRatio repeated = evidence.repeated();
        if (repeated != null && repeated.high() < CACHED_RATIO) {
            suspect.add(text(
                    "Answering one input again and again is %.0f %% faster than answering changing ones:"
                            + " something keeps data between queries.",
                    100 * (1 / repeated.ratio() - 1)));
        }
        if (!evidence.warmUpStable()) {
            suspect.add("The warm-up ended before three windows in a row agreed within 10 %.");
        }
        Validity.Status status = !invalid.isEmpty()
                ? Validity.Status.INVALID
                : suspect.isEmpty() ? Validity.Status.VALID : Validity.Status.SUSPECT;
        invalid.addAll(suspect);
        return new Validity(status, List.copyOf(invalid));
    }

    private static void samples(Evidence evidence, List<String> invalid, List<String> suspect) {
        long[] samples = evidence.latencyNanos();
        if (evidence.queries() < evidence.leastQueries()) {
            suspect.add(text(
                    "Too few samples: the model is so slow that %d of %d queries fitted into the time allowed.",
                    evidence.queries(), evidence.leastQueries()));
        }
        if (!evidence.steady() || samples.length < 10) {
            return; // spread and drift of so few, or of queries that queue, mean nothing
        }
        double centre = centralVariation(samples);
        if (centre > VARIATION_SUSPECT) {
            String reason = text(
                    "Latencies vary by %.1f %% of their mean within the central %d %% of the samples (%.1f %% over all);"
                            + " up to 2.5 %% is steady.",
                    100 * centre, KEPT_PERCENT, 100 * variation(samples, 0, samples.length));
            (centre > VARIATION_INVALID ? invalid : suspect).add(reason);
        }
        int third = samples.length / 3;
        double first = Medians.of(Arrays.copyOf(samples, third));
        double last = Medians.of(Arrays.copyOfRange(samples, samples.length - third, samples.length));
        if (Math.abs(last - first) > DRIFT_SUSPECT * first) {
            suspect.add(text(
                    "The median drifted by %+.0f %% from the first to the last third.", 100 * (last - first) / first));
        }
    }

    private static void conditions(Evidence evidence, List<String> invalid, List<String> suspect) {
        Conditions conditions = evidence.conditions();
        Double foreign = conditions.foreignCores();
        boolean spare = evidence.threads() < evidence.processors();
        double tolerated = FOREIGN_SUSPECT_SHARE * evidence.processors() + (spare ? FOREIGN_SPARE_CORES : 0);
        if (foreign != null && foreign > tolerated) {
            boolean crowded = foreign > FOREIGN_INVALID_CORES && foreign + evidence.threads() > evidence.processors();
            (crowded ? invalid : suspect)
                    .add(text(
                            "Other programs used %.2f of %d processors during the timed part.",
                            foreign, evidence.processors()));
        }
        Double steal = conditions.stealShare();
        if (steal != null && steal > STEAL_SUSPECT) {
            (steal > STEAL_INVALID ? invalid : suspect)
                    .add(text("The hypervisor gave %.1f %% of the CPU time to other guests.", 100 * steal));
        }
        Double waited = conditions.waitedShare();
        if (waited != null && waited > WAITED_SUSPECT) {
            suspect.add(text("The measured process waited for a processor in %.1f %% of the time.", 100 * waited));
        }
        Double pressure = conditions.pressureShare();
        if (waited == null && pressure != null && pressure > PRESSURE_SUSPECT) {
            suspect.add(text("Something waited for a processor in %.1f %% of the time.", 100 * pressure));
        }
        Double before = conditions.mhzBefore();
        Double after = conditions.mhzAfter();
        if (changed(before, after)) {
            suspect.add(text("The clock went from %.0f to %.0f MHz during the timed part.", before, after));
        }
        Long throttled = conditions.throttleEvents();
        if (throttled != null && throttled > 0) {
            suspect.add(text("A processor was slowed because of heat %d times.", throttled));
        }
    }

    private static boolean changed(@Nullable Double before, @Nullable Double after) {
        return before != null && after != null && Math.abs(after - before) > CLOCK_SUSPECT * before;
    }

    /** Standard deviation over mean of the central part of the samples. */
    static double centralVariation(long[] samples) {
        long[] sorted = samples.clone();
        Arrays.sort(sorted);
        int cut = (int) Math.floor(sorted.length * (100 - KEPT_PERCENT) / 200.0);
        return variation(sorted, cut, sorted.length - cut);
    }

    private static double variation(long[] values, int from, int to) {
        double mean = 0;
        for (int i = from; i < to; i++) {
            mean += values[i];
        }
        mean /= to - from;
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return mean == 0 ? 0 : Math.sqrt(squares / Math.max(1, to - from - 1)) / mean;
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static String text(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
