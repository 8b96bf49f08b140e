package dev.assay.guidance;

import dev.assay.guidance.statistics.RatioInterval;
import dev.assay.protocol.Capsule;
import dev.assay.protocol.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A measurement that was made again, held against the first one.
 *
 * <p>Two runs are the same within x % when the whole 95 % interval of the ratio of their medians lies within 1 +- x %: that
 * is a statement about equality, which a test that merely finds no difference would not be.
 *
 * @param withinPercent the smallest x for which they are the same; null without enough samples on both sides
 * @param ratio         median of the replay over that of the first run, with its interval
 * @param differences   of the environment, field by field; any of them may explain a difference
 * @param notes         what else differs: the model file, the inputs, the likeness to fp32
 */
public record Replay(
        String scheme,
        Outcome outcome,
        @Nullable Double withinPercent,
        @Nullable RatioInterval ratio,
        List<Field> differences,
        List<String> notes,
        String sentence) {

    /** What became of the attempt. */
    public enum Outcome {
        /** The interval lies within the tolerance. */
        SAME,
        /** The interval lies outside of it. */
        DIFFERENT,
        /** The interval crosses its edge: more samples would decide. */
        UNDECIDED,
        /** Another file or other inputs were measured, or one of the runs is not to be trusted. */
        NOT_COMPARABLE
    }

    /** One field that differs; null where a side has none. */
    public record Field(
            String name, @Nullable String first, @Nullable String replay) {}

    /** Medians within this share of each other count as the same. */
    public static final double TOLERANCE = 0.05;

    private static final double RELEVANT_COSINE = 1e-4;
    private static final long SEED = 42;
    private static final int FEWEST_SAMPLES = 8;

    /**
     * One of the two runs.
     *
     * @param modelSha256  of the file as it ran
     * @param inputsSha256 of the inputs
     * @param cosine       likeness to fp32, or null
     * @param trusted      false when the measurement was found invalid
     * @param environment  every field of the environment as text, by its path
     */
    public record Side(
            List<Long> nanos,
            String modelSha256,
            String inputsSha256,
            @Nullable Double cosine,
            boolean trusted,
            Map<String, String> environment) {
        /**
         * A stored measurement.
         *
         * @param nanos its samples
         */
        public static Side of(Measurement measurement, List<Long> nanos) {
            Measurement.Fidelity fidelity = measurement.fidelity();
            return new Side(
                    nanos,
                    measurement.modelSha256(),
                    measurement.environment().inputsSha256(),
                    fidelity == null || !fidelity.finite() ? null : fidelity.cosine(),
                    measurement.validity().status() != Measurement.Validity.Status.INVALID,
                    Capsule.lasting(measurement.environment()));
        }
    }

    /** Compares a replay with the run it repeats. */
    public static Replay of(String scheme, Side first, Side replay) {
        List<Field> fields = fields(first.environment(), replay.environment());
        List<String> notes = new ArrayList<>();
        boolean sameFile = first.modelSha256().equals(replay.modelSha256());
        if (!sameFile) {
            notes.add("The scheme made another file: " + shortened(first.modelSha256()) + " then, "
                    + shortened(replay.modelSha256()) + " now.");
        }
        boolean sameInputs = first.inputsSha256().equals(replay.inputsSha256());
        if (!sameInputs) {
            notes.add("The inputs are not those of the first run.");
        }
        if (!first.trusted() || !replay.trusted()) {
            notes.add("One of the runs was found invalid, so its latencies prove nothing.");
        }
        Double before = first.cosine();
        Double after = replay.cosine();
        if (before != null && after != null && Math.abs(before - after) > RELEVANT_COSINE) {
            notes.add(String.format(Locale.ROOT, "The cosine with fp32 was %.5f and is %.5f.", before, after));
        }
        if (!sameFile
                || !sameInputs
                || !first.trusted()
                || !replay.trusted()
                || Math.min(first.nanos().size(), replay.nanos().size()) < FEWEST_SAMPLES) {
            return new Replay(
                    scheme,
                    Outcome.NOT_COMPARABLE,
                    null,
                    null,
                    fields,
                    notes,
                    scheme + " cannot be held against the first run"
                            + (notes.isEmpty() ? ": there are too few samples." : ": " + notes.getFirst()));
        }
        RatioInterval ratio = RatioInterval.ofMedians(replay.nanos(), first.nanos(), SEED);
        double within = Math.max(Math.abs(ratio.low() - 1), Math.abs(ratio.high() - 1));
        Outcome outcome = within <= TOLERANCE
                ? Outcome.SAME
                : ratio.low() > 1 + TOLERANCE || ratio.high() < 1 - TOLERANCE ? Outcome.DIFFERENT : Outcome.UNDECIDED;
        return new Replay(
                scheme, outcome, 100 * within, ratio, fields, notes, sentence(scheme, outcome, ratio, within, fields));
    }

    private static String sentence(
            String scheme, Outcome outcome, RatioInterval ratio, double within, List<Field> fields) {
        String explained = fields.isEmpty()
                ? " The environments do not differ."
                : " These differ and may explain it: "
                        + String.join(", ", fields.stream().map(Field::name).toList()) + ".";
        return switch (outcome) {
            case SAME -> String.format(Locale.ROOT, "%s is the same within %.1f %%.", scheme, 100 * within);
            case DIFFERENT ->
                String.format(
                                Locale.ROOT,
                                "%s takes %.3f times as long as in the first run (95 %% interval %.3f to %.3f).",
                                scheme,
                                ratio.ratio(),
                                ratio.low(),
                                ratio.high())
                        + explained;
            case UNDECIDED, NOT_COMPARABLE ->
                String.format(
                                Locale.ROOT,
                                "%s takes between %.3f and %.3f times as long as in the first run; more samples would"
                                        + " decide.",
                                scheme,
                                ratio.low(),
                                ratio.high())
                        + explained;
        };
    }

    private static List<Field> fields(Map<String, String> first, Map<String, String> replay) {
        TreeSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(replay.keySet());
        return names.stream()
                .filter(name -> !String.valueOf(first.get(name)).equals(String.valueOf(replay.get(name))))
                .map(name -> new Field(name, first.get(name), replay.get(name)))
                .toList();
    }

    private static String shortened(String sha256) {
        return sha256.length() <= 12 ? sha256 : sha256.substring(0, 12);
    }
}
