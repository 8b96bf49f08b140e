package dev.assay.guidance;

import static dev.assay.guidance.Prose.text;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gate before any comparison: two figures that were had under different conditions are not held against each other,
 * and the first condition that differs is named. The verdict behind it is {@link Verdict#NOT_COMPARABLE}.
 */
public final class Comparability {
    private Comparability() {}

    /** What has to agree, or to be in order, in the sequence of the checks. */
    public enum Field {
        MODEL("model file"),
        PRECISION("precision"),
        BATCH("batch"),
        INPUTS("inputs"),
        SCENARIO("scenario"),
        THREADS("number of threads"),
        POWER_BOUNDARY("power boundary"),
        WARM_UP("warm-up"),
        THROTTLING("clock"),
        SAMPLES("number of samples"),
        STARTS("number of process starts");

        private final String label;

        Field(String label) {
            this.label = label;
        }

        /** The words used in sentences. */
        public String label() {
            return label;
        }
    }

    /**
     * Why two figures are not comparable.
     *
     * @param first  what one side has; null when the side by itself is not in order
     * @param second what the other has, or the side's own value
     * @param remedy what would make them comparable, one sentence
     */
    public record Obstacle(
            Field field, @Nullable String first, @Nullable String second, String sentence, String remedy) {}

    /**
     * How much has to have been measured.
     *
     * @param samples timed queries
     * @param starts  process starts
     */
    public record Needed(int samples, int starts) {
        /** Anything that a median can be taken of. */
        public static final Needed ANY = new Needed(8, 1);

        /** What a claim about latency is decided by: 500 queries in five fresh processes. */
        public static final Needed REFERENCE = new Needed(500, 5);
    }

    /**
     * What keeps two figures apart; empty when they may be compared.
     *
     * @param varied the conditions that differ on purpose, such as the precision when two schemes are compared
     * @param needed how much each side has to have measured
     */
    public static Optional<Obstacle> between(
            RunConditions first, RunConditions second, Set<Field> varied, Needed needed) {
        for (Field field : Field.values()) {
            String a = value(first, field);
            String b = value(second, field);
            if (a != null && b != null && !varied.contains(field) && !a.equals(b)) {
                return Optional.of(new Obstacle(
                        field,
                        a,
                        b,
                        text("They differ in %s: %s against %s.", field.label(), a, b),
                        "The same " + field.label() + " on both sides."));
            }
        }
        return inOrder(first, varied, needed).or(() -> inOrder(second, varied, needed));
    }

    /** What is wrong with a measurement by itself; empty when it can be held against something. */
    public static Optional<Obstacle> inOrder(RunConditions run, Set<Field> ignored, Needed needed) {
        if (!ignored.contains(Field.WARM_UP) && Boolean.FALSE.equals(run.warmedUp())) {
            return alone(
                    Field.WARM_UP,
                    "not settled",
                    "The warm-up had not settled when the timing began.",
                    "A longer warm-up.");
        }
        if (!ignored.contains(Field.THROTTLING) && Boolean.TRUE.equals(run.throttled())) {
            return alone(
                    Field.THROTTLING,
                    "fell",
                    "The clock fell or the latencies drifted during the measurement.",
                    "A run on a cool, otherwise idle device.");
        }
        Integer samples = run.samples();
        if (!ignored.contains(Field.SAMPLES) && samples != null && samples < needed.samples()) {
            return alone(
                    Field.SAMPLES,
                    String.valueOf(samples),
                    text("There are %d samples; it takes %d.", samples, needed.samples()),
                    "A longer tier.");
        }
        Integer starts = run.starts();
        if (!ignored.contains(Field.STARTS) && starts != null && starts < needed.starts()) {
            return alone(
                    Field.STARTS,
                    String.valueOf(starts),
                    text(
                            "It rests on %d process start%s; it takes %d.",
                            starts, starts == 1 ? "" : "s", needed.starts()),
                    "A run of the reference tier.");
        }
        return Optional.empty();
    }

    private static Optional<Obstacle> alone(Field field, String value, String sentence, String remedy) {
        return Optional.of(new Obstacle(field, null, value, sentence, remedy));
    }

    /** What has to be equal; conditions that only have to be in order have none. */
    private static @Nullable String value(RunConditions run, Field field) {
        Object value = switch (field) {
            case MODEL -> run.modelSha256();
            case PRECISION -> run.precision();
            case BATCH -> run.batch();
            case INPUTS -> run.inputs();
            case SCENARIO -> run.scenario();
            case THREADS -> run.threads();
            case POWER_BOUNDARY -> run.powerBoundary();
            case WARM_UP, THROTTLING, SAMPLES, STARTS -> null;
        };
        return value == null ? null : value.toString();
    }
}
