package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The numeric answers: what they measure, and between which ends they are believable. */
final class AnswerFields {
    /**
     * One numeric answer.
     *
     * @param least anything below is a slip, such as a size in GB where bytes are counted; 0 when zero is an answer
     * @param most  anything above is one
     * @param words what it is, for sentences
     */
    record Field(Measure measure, double least, double most, String words) {}

    private static final double DAY_MS = 86_400_000;

    private static final Map<String, Field> ALL = Map.ofEntries(
            entry("parameters", Measure.COUNT, 100, 1e14, "the number of parameters"),
            entry("flops", Measure.OPERATIONS, 1_000, 1e18, "the operations of one inference"),
            entry("weightBytes", Measure.BYTES, 100, 1e14, "the size of the weights"),
            entry("weightBytesRead", Measure.BYTES, 100, 1e14, "the weights read per inference"),
            entry("stateBytes", Measure.BYTES, 0, 1e14, "the state"),
            entry("payloadBytes", Measure.BYTES, 0, 1e12, "the payload"),
            entry("promptTokens", Measure.TOKENS, 1, 1e8, "the prompt"),
            entry("outputTokens", Measure.TOKENS, 0, 1e8, "the answer's length"),
            entry("sloMs", Measure.TIME, 1e-4, DAY_MS, "the latency limit"),
            entry("powerWatts", Measure.POWER, 1e-3, 1e7, "the power budget"),
            entry("batteryWattHours", Measure.ENERGY, 1e-3, 1e7, "the battery"),
            entry("requiredHours", Measure.HOURS, 1e-3, 1e6, "the time it must last"),
            entry("roundTripMs", Measure.TIME, 0, DAY_MS, "the round trip"),
            entry("networkBytesPerSecond", Measure.RATE, 100, 1e13, "the bandwidth of the network"),
            entry("cpuMs", Measure.TIME, 1e-6, DAY_MS, "the latency on the CPU"),
            entry("acceleratorMs", Measure.TIME, 1e-6, DAY_MS, "the latency on the accelerator"),
            entry("acceleratorWaitMs", Measure.TIME, 0, DAY_MS, "the queueing time"),
            entry("utilization", Measure.SHARE, 0, 1, "the utilization"),
            entry("breakEvenUtilization", Measure.SHARE, 0, 1, "the break-even utilization"),
            entry("requestsPerMonth", Measure.COUNT, 0, 1e15, "the volume"),
            entry("rateVariation", Measure.PLAIN, 0, 1_000, "the variation of the rate"),
            entry("modelChangesPerYear", Measure.PLAIN, 0, 1e5, "the number of model changes"),
            entry("migrationUsd", Measure.MONEY, 0, 1e12, "the cost of migration"),
            entry("monthlySavingUsd", Measure.MONEY, 1e-2, 1e12, "the saving"),
            entry("horizonMonths", Measure.MONTHS, 1e-2, 1_200, "the horizon"),
            entry("purchaseUsdMax", Measure.MONEY, 0, 1e12, "the largest price"),
            entry("rentUsdPerHourMax", Measure.MONEY_PER_HOUR, 0, 1e9, "the largest rent"),
            entry("measuredMs", Measure.TIME, 1e-6, DAY_MS, "the measured latency"),
            entry("contextTokens", Measure.TOKENS, 1, 1e8, "the context"),
            entry("kvBytesPerToken", Measure.BYTES, 1, 1e9, "the state of one token"),
            entry("sloPercentile", Measure.PERCENTILE, 1, 99.9, "the percentile"));

    private AnswerFields() {}

    private static Map.Entry<String, Field> entry(
            String name, Measure measure, double least, double most, String words) {
        return Map.entry(name, new Field(measure, least, most, words));
    }

    static Measure measure(String name) {
        Field field = ALL.get(name);
        return field == null ? Measure.PLAIN : field.measure();
    }

    /** What is absurd about a number, as a sentence; empty when it can be judged. */
    static Optional<String> absurdity(String name, double value) {
        Field field = ALL.getOrDefault(name, new Field(Measure.PLAIN, 0, Double.MAX_VALUE, name));
        String unit = field.measure().unit();
        String shown = number(value) + (unit.isEmpty() ? "" : " " + unit);
        if (!Double.isFinite(value)) {
            return Optional.of("The answer to " + name + " is not a finite number.");
        }
        if (value < 0) {
            return Optional.of("The answer to " + name + " is " + shown + "; it cannot be negative.");
        }
        if (field.measure() == Measure.SHARE && value > 1) {
            return Optional.of("The answer to " + name + " is " + shown
                    + "; it is a share between 0 and 1, which may also be written as a percentage such as 40 %.");
        }
        if (value == 0 && field.least() > 0) {
            return Optional.of("The answer to " + name + " is zero, which cannot be; leave it empty if unknown.");
        }
        if (value < field.least()) {
            return Optional.of("The answer to " + name + " is " + shown + ", too little for " + field.words()
                    + "; check its unit" + meant(field.measure(), value) + ".");
        }
        return value > field.most()
                ? Optional.of("The answer to " + name + " is " + shown + ", too much for " + field.words()
                        + "; check its unit.")
                : Optional.empty();
    }

    private static String meant(Measure measure, double value) {
        String larger = switch (measure) {
            case BYTES -> " GB";
            case COUNT -> "B";
            case OPERATIONS -> " GFLOP";
            case RATE -> " MB/s";
            default -> "";
        };
        return larger.isEmpty() ? "" : ", or write " + number(value) + larger + " if that is meant";
    }

    /** The unit of an answer as the trace shows it; empty for words and bare numbers. */
    static String unit(String name, @Nullable Object answer) {
        return answer instanceof Number ? measure(name).unit() : "";
    }
}
