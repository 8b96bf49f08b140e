package dev.assay.guidance;

import dev.assay.guidance.statistics.RatioInterval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of one cell (scheme on a device) from an earlier experiment to a later one.
 *
 * @param ratio  median of the later over that of the earlier, with its 95 % interval; null unless both were measured under
 *               the same conditions
 * @param notes  what besides latency changed, one sentence each
 */
public record ExperimentChange(
        String scheme,
        String device,
        Kind kind,
        @Nullable RatioInterval ratio,
        @Nullable Double cosineBefore,
        @Nullable Double cosineAfter,
        @Nullable Long bytesBefore,
        @Nullable Long bytesAfter,
        List<String> notes,
        String sentence) {

    /** How a cell changed. */
    public enum Kind {
        /** Worked before and fails now. */
        NOW_FAILS,
        /** Slower, less faithful or larger, and nothing better. */
        REGRESSION,
        /** Better in one respect and worse in another. */
        MIXED,
        /** Failed before and works now. */
        NOW_WORKS,
        /** Faster, more faithful or smaller, and nothing worse. */
        IMPROVEMENT,
        /** The measurements show no difference that matters. */
        NO_DIFFERENCE,
        /** Measured under other conditions, or not to be trusted. */
        NOT_COMPARABLE,
        /** Only in the later one. */
        NEW,
        /** Only in the earlier one. */
        MISSING,
        /** Failed both times. */
        STILL_FAILS,
        /** One of the two has not ended with a measurement or a failure. */
        UNFINISHED
    }

    /** Medians closer than this are the same for anybody who uses the model: starts of a process differ by as much. */
    public static final double RELEVANT_LATENCY = 0.02;

    /** Cosines closer than this are the same. */
    public static final double RELEVANT_COSINE = 0.001;

    /** Sizes closer than this share are the same. */
    public static final double RELEVANT_SIZE = 0.005;

    private static final long SEED = 42;
    private static final int FEWEST_SAMPLES = 8;

    /**
     * One cell as it was measured.
     *
     * @param failure      code of the failure, or null
     * @param nanos        samples in the order they were taken; empty without a measurement
     * @param trusted      false when the measurement was found invalid
     * @param cosine       likeness to fp32, or null
     * @param bytes        of the model file, or null
     * @param conditions   what has to be equal for a comparison, by name: threads, inputs, processor, ...
     * @param startSamples how many of the samples each process start took; empty for one start
     */
    public record Cell(
            String scheme,
            String device,
            @Nullable String failure,
            List<Long> nanos,
            boolean trusted,
            @Nullable Double cosine,
            @Nullable Long bytes,
            Map<String, String> conditions,
            List<Integer> startSamples) {
        /** A cell of one process start. */
        public Cell(
                String scheme,
                String device,
                @Nullable String failure,
                List<Long> nanos,
                boolean trusted,
                @Nullable Double cosine,
                @Nullable Long bytes,
                Map<String, String> conditions) {
            this(scheme, device, failure, nanos, trusted, cosine, bytes, conditions, List.of());
        }

        private String key() {
            return scheme + "\n" + device;
        }
    }

    /** Every cell of either experiment: those of the earlier in its order, then new ones. */
    public static List<ExperimentChange> between(List<Cell> before, List<Cell> after) {
        Map<String, Cell> earlier = new LinkedHashMap<>();
        before.forEach(cell -> earlier.put(cell.key(), cell));
        Map<String, Cell> later = new LinkedHashMap<>();
        after.forEach(cell -> later.put(cell.key(), cell));
        Set<String> keys = new LinkedHashSet<>(earlier.keySet());
        keys.addAll(later.keySet());
        return keys.stream().map(key -> of(earlier.get(key), later.get(key))).toList();
    }

    private static ExperimentChange of(@Nullable Cell a, @Nullable Cell b) {
        if (a == null || b == null) {
            Cell only = Objects.requireNonNull(a == null ? b : a);
            return a == null
                    ? plain(only, Kind.NEW, null, only, "was not part of the earlier experiment.")
                    : plain(only, Kind.MISSING, only, null, "is not part of the later experiment.");
        }
        if (a.failure() != null && b.failure() != null) {
            return plain(
                    b, Kind.STILL_FAILS, a, b, "failed both times: " + a.failure() + ", then " + b.failure() + ".");
        }
        if ((a.failure() == null && a.nanos().isEmpty())
                || (b.failure() == null && b.nanos().isEmpty())) {
            return plain(b, Kind.UNFINISHED, a, b, "has no result to compare yet, or was cancelled.");
        }
        if (b.failure() != null) {
            return plain(b, Kind.NOW_FAILS, a, b, "worked and now fails: " + b.failure() + ".");
        }
        if (a.failure() != null) {
            return plain(b, Kind.NOW_WORKS, a, b, "failed (" + a.failure() + ") and now works.");
        }
        return compared(a, b);
    }

    private static ExperimentChange compared(Cell a, Cell b) {
        List<String> notes = new ArrayList<>();
        int better = 0;
        int worse = 0;
        if (a.bytes() != null && b.bytes() != null && Math.abs(b.bytes() - a.bytes()) > RELEVANT_SIZE * a.bytes()) {
            notes.add("Its file changed from " + a.bytes() + " to " + b.bytes() + " bytes.");
            better += b.bytes() < a.bytes() ? 1 : 0;
            worse += b.bytes() > a.bytes() ? 1 : 0;
        }
        if (a.cosine() != null && b.cosine() != null && Math.abs(b.cosine() - a.cosine()) > RELEVANT_COSINE) {
            notes.add(String.format(
                    Locale.ROOT, "Its cosine with fp32 changed from %.4f to %.4f.", a.cosine(), b.cosine()));
            better += b.cosine() > a.cosine() ? 1 : 0;
            worse += b.cosine() < a.cosine() ? 1 : 0;
        }
        List<String> conditions = differing(a, b);
        if (!conditions.isEmpty() || !a.trusted() || !b.trusted()) {
            notes.addAll(conditions);
            if (!a.trusted() || !b.trusted()) {
                notes.add("A measurement that was found invalid says nothing about speed.");
            }
            return change(b, Kind.NOT_COMPARABLE, null, a, b, notes, "was measured under conditions that differ.");
        }
        if (Math.min(a.nanos().size(), b.nanos().size()) < FEWEST_SAMPLES) {
            return change(b, Kind.NOT_COMPARABLE, null, a, b, notes, "has too few samples to compare.");
        }
        RatioInterval ratio = RatioInterval.of(
                RatioInterval.byStart(b.nanos(), b.startSamples()),
                RatioInterval.byStart(a.nanos(), a.startSamples()),
                SEED);
        boolean shown = !ratio.noDifferenceShown() && Math.abs(ratio.ratio() - 1) >= RELEVANT_LATENCY;
        better += shown && ratio.ratio() < 1 ? 1 : 0;
        worse += shown && ratio.ratio() > 1 ? 1 : 0;
        Kind kind = better > 0 && worse > 0
                ? Kind.MIXED
                : better > 0 ? Kind.IMPROVEMENT : worse > 0 ? Kind.REGRESSION : Kind.NO_DIFFERENCE;
        String latency = shown
                ? String.format(
                        Locale.ROOT,
                        "takes %.3f times as long as before (95 %% interval %.3f to %.3f).",
                        ratio.ratio(),
                        ratio.low(),
                        ratio.high())
                : "shows no difference in latency that matters.";
        return change(b, kind, ratio, a, b, notes, latency);
    }

    private static List<String> differing(Cell a, Cell b) {
        List<String> sentences = new ArrayList<>();
        a.conditions().forEach((name, value) -> {
            String other = b.conditions().get(name);
            if (!value.equals(other)) {
                sentences.add(
                        "The " + name + " changed from " + value + " to " + (other == null ? "nothing" : other) + ".");
            }
        });
        return sentences;
    }

    private static ExperimentChange plain(Cell cell, Kind kind, @Nullable Cell a, @Nullable Cell b, String sentence) {
        return change(cell, kind, null, a, b, List.of(), sentence);
    }

    private static ExperimentChange change(
            Cell cell,
            Kind kind,
            @Nullable RatioInterval ratio,
            @Nullable Cell a,
            @Nullable Cell b,
            List<String> notes,
            String sentence) {
        return new ExperimentChange(
                cell.scheme(),
                cell.device(),
                kind,
                ratio,
                a == null ? null : a.cosine(),
                b == null ? null : b.cosine(),
                a == null ? null : a.bytes(),
                b == null ? null : b.bytes(),
                List.copyOf(notes),
                cell.scheme() + " on " + cell.device() + " " + sentence);
    }
}
