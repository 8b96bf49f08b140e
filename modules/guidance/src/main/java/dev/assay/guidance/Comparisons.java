package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Judgement.Comparison;
import dev.assay.guidance.statistics.Holm;
import dev.assay.guidance.statistics.RatioInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A scheme beside its baseline. */
final class Comparisons {
    /** A latency claim is decided only outside this margin (guidance default for latency, 10 %). */
    static final double LATENCY_MARGIN = 0.10;

    private static final int LEAST_SAMPLES = 8;

    /** Between two sessions on an otherwise idle machine medians shifted by up to 28 %; 7 % in nine of ten cases. */
    private static final double LARGEST_SHIFT = 1.28;

    private static final double LEVEL = 0.05;

    private Comparisons() {}

    static Comparison compare(RunFacts run, RunFacts base, long seed) {
        RatioInterval speedUp = speedUp(base, run, seed);
        Double size = run.bytes() == null || base.bytes() == null || run.bytes() == 0
                ? null
                : base.bytes() / (double) run.bytes();
        return new Comparison(
                run.device(),
                run.runId(),
                run.scheme(),
                base.runId(),
                speedUp,
                size,
                run.fidelity(),
                sentence(run, base, speedUp, size));
    }

    /**
     * Corrects for looking at several comparisons at once: one that shows a difference by itself and none together with the
     * others says so.
     */
    static List<Comparison> corrected(List<Comparison> comparisons) {
        List<Comparison> timed = comparisons.stream()
                .filter(comparison -> comparison.speedUp() != null)
                .toList();
        List<Double> adjusted = Holm.adjusted(timed.stream()
                .map(comparison -> Objects.requireNonNull(comparison.speedUp()).pDiffers(1))
                .toList());
        List<Comparison> corrected = new ArrayList<>(comparisons);
        for (int i = 0; i < timed.size(); i++) {
            Comparison comparison = timed.get(i);
            double p = adjusted.get(i);
            if (p > LEVEL && !Objects.requireNonNull(comparison.speedUp()).noDifferenceShown()) {
                corrected.set(
                        corrected.indexOf(comparison),
                        comparison.withSentence(comparison.sentence()
                                + text(
                                        " Together with the other %d comparisons this shows no difference (Holm's"
                                                + " correction, p = %s).",
                                        timed.size() - 1, number(p))));
            }
        }
        return List.copyOf(corrected);
    }

    /**
     * The ratio as it may be ranked by. Within one start it knows nothing of the spread between starts, so it is widened
     * by the largest shift seen between two of them.
     */
    static RatioInterval rankable(RatioInterval ratio) {
        return ratio.processStarts() > 1
                ? ratio
                : new RatioInterval(
                        ratio.ratio(),
                        ratio.low() / LARGEST_SHIFT,
                        ratio.high() * LARGEST_SHIFT,
                        ratio.resamples(),
                        ratio.seed(),
                        "one process start, with room for a shift of 28 % between starts",
                        1,
                        null);
    }

    /** Median of {@code slower} over median of {@code faster}; null without enough samples. */
    static @Nullable RatioInterval speedUp(RunFacts slower, RunFacts faster, long seed) {
        return slower.latencyNanos().size() < LEAST_SAMPLES
                        || faster.latencyNanos().size() < LEAST_SAMPLES
                ? null
                : RatioInterval.of(slower.nanosByStart(), faster.nanosByStart(), seed);
    }

    private static String sentence(
            RunFacts run, RunFacts base, @Nullable RatioInterval speedUp, @Nullable Double size) {
        List<String> parts = new ArrayList<>();
        if (size != null) {
            parts.add(sizeInWords(size));
        }
        if (speedUp != null) {
            parts.add(speedInWords(speedUp));
        }
        String fidelity =
                run.fidelity() == null ? "" : text(" Its fidelity is %s.", RunVerdicts.cosine(run.fidelity()));
        String quality = run.quality() == null
                ? ""
                : run.quality().sentences().stream().map(one -> " " + one).collect(Collectors.joining());
        return parts.isEmpty()
                ? text("%s and %s cannot be compared: there are too few samples.", run.scheme(), base.scheme())
                : text(
                                "Beside %s on %s, %s is %s.%s",
                                base.scheme(), run.device(), run.scheme(), Prose.list(parts), fidelity)
                        + quality;
    }

    private static String sizeInWords(double size) {
        if (Math.abs(size - 1) < 0.005) {
            return "the same size";
        }
        return size > 1 ? number(size) + "x smaller" : number(1 / size) + "x larger";
    }

    /** {@code 2.1x faster (2.0 to 2.2, within one process start)}, or that no difference is shown. */
    static String speedInWords(RatioInterval ratio) {
        if (ratio.noDifferenceShown()) {
            return text(
                    "no faster and no slower as far as shown (ratio %s to %s, %s)",
                    number(ratio.low()), number(ratio.high()), ratio.scope());
        }
        return ratio.ratio() > 1
                ? text(
                        "%sx faster (%s to %s, %s)",
                        number(ratio.ratio()), number(ratio.low()), number(ratio.high()), ratio.scope())
                : text(
                        "%sx slower (%s to %s, %s)",
                        number(1 / ratio.ratio()), number(1 / ratio.high()), number(1 / ratio.low()), ratio.scope());
    }

    /** The half-width of the interval shrinks with the square root of the number of process starts. */
    static String startsNeeded(RatioInterval ratio, double margin) {
        double half = (ratio.high() - ratio.low()) / 2;
        double distance = Math.abs(ratio.ratio() - margin);
        // A hair less, so that rounding does not ask for one start more.
        double starts = Math.ceil(ratio.processStarts() * (half / distance) * (half / distance) - 1e-9);
        return starts <= 200
                ? text(
                        "About %s process starts of each%s.",
                        number(Math.max(2, starts)),
                        starts <= RatioInterval.ENOUGH_STARTS ? " (a reference experiment has 5)" : "")
                : "The ratio sits on the margin; no realistic number of process starts would decide.";
    }
}
