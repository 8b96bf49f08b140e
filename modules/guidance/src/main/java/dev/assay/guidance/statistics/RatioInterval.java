package dev.assay.guidance.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The ratio of two medians with a 95 % interval.
 *
 * <p>{@link #ofMedians} is a moving-block bootstrap (Künsch, The jackknife and the bootstrap for general stationary
 * observations, Annals of Statistics 17, 1989): latencies are autocorrelated, so whole blocks of about sqrt(n) neighbours
 * are drawn, not single samples. It holds within one process start and says nothing about the spread between starts;
 * {@code scope} carries that caveat to wherever the interval is shown.
 *
 * <p>{@link #ofStarts} is hierarchical: process starts are drawn first, then blocks within each drawn start (Davison and
 * Hinkley, Bootstrap Methods and their Application, section 3.8), so that the interval covers what differs from start to
 * start. Percentiles of a bootstrap over k starts are too narrow by sqrt((k - 1) / k) and by the normal quantile where
 * Student's belongs; both are put right (Hesterberg, What Teachers Should Know About the Bootstrap, The American
 * Statistician 69, 2015, section 3.3), the degrees of freedom being Welch's.
 *
 * @param ratio     median of the first set over that of the second; over several starts the ratio of the geometric means
 *                  of their medians, so that every start counts once
 * @param low       lower end of the 95 % interval
 * @param high      upper end
 * @param resamples how often it was drawn
 * @param seed      of the generator, so that the interval can be computed again
 * @param scope     what the interval covers, in words
 * @param starts    process starts of the side that has fewer; null means one
 * @param freedom   degrees of freedom behind the width; null means that the normal distribution applies
 */
public record RatioInterval(
        double ratio,
        double low,
        double high,
        int resamples,
        long seed,
        String scope,
        @Nullable Integer starts,
        @Nullable Double freedom) {
    /** What one start can show. */
    public static final String ONE_START = "within one process start";

    /** Fewer starts than this on a side and the spread between starts is a guess. */
    public static final int ENOUGH_STARTS = 5;

    private static final int RESAMPLES = 2000;

    /** Most samples of a side that are drawn from, all starts together. */
    private static final int AT_MOST = 8192;

    private static final double NORMAL = 1.959963984540054;

    /**
     * Compares two sets of latencies in nanoseconds, in the order they were taken, each from one process start.
     *
     * @throws IllegalArgumentException when a set has fewer than 8 samples or one that is not above zero
     */
    public static RatioInterval ofMedians(List<Long> first, List<Long> second, long seed) {
        BlockResample numerator = new BlockResample(first, AT_MOST);
        BlockResample denominator = new BlockResample(second, AT_MOST);
        SplittableRandom random = new SplittableRandom(seed);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            ratios[i] = numerator.median(random) / denominator.median(random);
        }
        Arrays.sort(ratios);
        return new RatioInterval(
                numerator.sampleMedian() / denominator.sampleMedian(),
                lower(ratios),
                upper(ratios),
                RESAMPLES,
                seed,
                ONE_START,
                1,
                null);
    }

    /**
     * Compares two measurements of several process starts each; latencies in nanoseconds, in the order they were taken.
     *
     * @throws IllegalArgumentException when a side has fewer than two starts, or a start fewer than 8 samples or one that
     *                                  is not above zero
     */
    public static RatioInterval ofStarts(List<List<Long>> first, List<List<Long>> second, long seed) {
        Side numerator = new Side(first);
        Side denominator = new Side(second);
        SplittableRandom random = new SplittableRandom(seed);
        double[] logs = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            logs[i] = numerator.resampled(random) - denominator.resampled(random);
        }
        Arrays.sort(logs);
        double center = numerator.mean() - denominator.mean();
        int fewest = Math.min(first.size(), second.size());
        double freedom = freedom(numerator, denominator);
        double widening = TDistribution.of(freedom).inverseCumulativeProbability(0.975)
                / NORMAL
                * Math.sqrt(fewest / (fewest - 1.0));
        return new RatioInterval(
                Math.exp(center),
                Math.exp(center - widening * Math.max(0, center - lower(logs))),
                Math.exp(center + widening * Math.max(0, upper(logs) - center)),
                RESAMPLES,
                seed,
                "over " + fewest + " process starts"
                        + (first.size() == second.size() ? " of each" : " or more of each"),
                fewest,
                freedom);
    }

    /**
     * Compares two measurements by what they have: over process starts when both have several, else within one.
     *
     * @param first  samples of each start, in order
     * @param second likewise
     * @throws IllegalArgumentException when a side has fewer than 8 samples or one that is not above zero
     */
    public static RatioInterval of(List<List<Long>> first, List<List<Long>> second, long seed) {
        return several(first) && several(second)
                ? ofStarts(first, second, seed)
                : ofMedians(joined(first), joined(second), seed);
    }

    /**
     * The samples of each process start, of samples that stand one start after the other.
     *
     * @param samples how many each start took; when they do not add up, all samples count as one start
     */
    public static List<List<Long>> byStart(List<Long> nanos, List<Integer> samples) {
        if (samples.size() < 2 || samples.stream().mapToInt(Integer::intValue).sum() != nanos.size()) {
            return List.of(nanos);
        }
        List<List<Long>> starts = new ArrayList<>();
        int from = 0;
        for (int count : samples) {
            starts.add(nanos.subList(from, from + count));
            from += count;
        }
        return starts;
    }

    /** Whether the data cannot tell the two apart. */
    public boolean noDifferenceShown() {
        return low <= 1 && high >= 1;
    }

    /** How many process starts of each side it rests on. */
    public int processStarts() {
        return starts == null ? 1 : starts;
    }

    /**
     * How surprising the data would be if the true ratio were at least {@code bound}: the one-sided p-value of the
     * alternative that it is smaller, from the width of the interval on a logarithmic scale. Of an interval without width
     * it is 0 or 1.
     */
    public double pBelow(double bound) {
        return tail(Math.log(ratio / bound));
    }

    /** The one-sided p-value of the alternative that the true ratio is larger than {@code bound}. */
    public double pAbove(double bound) {
        return tail(Math.log(bound / ratio));
    }

    /** The two-sided p-value of the alternative that the ratio is not {@code bound}. */
    public double pDiffers(double bound) {
        return Math.min(1, 2 * Math.min(pBelow(bound), pAbove(bound)));
    }

    private double tail(double distance) {
        double half = Math.log(high / low) / 2;
        if (!(half > 0)) {
            return distance < 0 ? 0 : 1;
        }
        if (freedom == null) {
            return NormalDistribution.of(0, 1).cumulativeProbability(distance / (half / NORMAL));
        }
        TDistribution student = TDistribution.of(freedom);
        return student.cumulativeProbability(distance / (half / student.inverseCumulativeProbability(0.975)));
    }

    private static boolean several(List<List<Long>> starts) {
        return starts.size() > 1 && starts.stream().allMatch(start -> start.size() >= BlockResample.FEWEST_SAMPLES);
    }

    private static List<Long> joined(List<List<Long>> starts) {
        return starts.size() == 1
                ? starts.getFirst()
                : starts.stream().flatMap(List::stream).toList();
    }

    private static double lower(double[] sorted) {
        return sorted[(int) Math.floor(0.025 * RESAMPLES)];
    }

    private static double upper(double[] sorted) {
        return sorted[(int) Math.ceil(0.975 * RESAMPLES) - 1];
    }

    /** Welch's degrees of freedom from the spread of the medians of the starts. */
    private static double freedom(Side first, Side second) {
        double a = first.variance() / first.starts();
        double b = second.variance() / second.starts();
        double most = first.starts() + second.starts() - 2.0;
        if (!(a + b > 0)) {
            return most;
        }
        double welch = (a + b) * (a + b) / (a * a / (first.starts() - 1) + b * b / (second.starts() - 1));
        return Math.clamp(welch, Math.min(first.starts(), second.starts()) - 1.0, most);
    }

    /** The starts of one measurement, on a logarithmic scale. */
    private static final class Side {
        private final List<BlockResample> starts;
        private final double[] logMedians;

        Side(List<List<Long>> samples) {
            if (samples.size() < 2) {
                throw new IllegalArgumentException(
                        "An interval over process starts needs at least two of each, not " + samples.size() + ".");
            }
            int each = Math.max(BlockResample.FEWEST_SAMPLES, AT_MOST / samples.size());
            starts = samples.stream()
                    .map(start -> new BlockResample(start, each))
                    .toList();
            logMedians = starts.stream()
                    .mapToDouble(start -> Math.log(start.sampleMedian()))
                    .toArray();
        }

        int starts() {
            return starts.size();
        }

        double mean() {
            return Arrays.stream(logMedians).average().orElseThrow();
        }

        double variance() {
            double mean = mean();
            return Arrays.stream(logMedians).map(x -> (x - mean) * (x - mean)).sum() / (logMedians.length - 1);
        }

        double resampled(SplittableRandom random) {
            double sum = 0;
            for (int i = 0; i < starts.size(); i++) {
                sum += Math.log(starts.get(random.nextInt(starts.size())).median(random));
            }
            return sum / starts.size();
        }
    }
}
