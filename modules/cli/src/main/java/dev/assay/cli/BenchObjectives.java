package dev.assay.cli;

import dev.assay.guidance.statistics.LatencySummary;
import dev.assay.protocol.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code assay bench} was asked to hold. A latency objective is met when the percentile's upper bound at 99 %
 * confidence keeps it: too few samples, or an invalid measurement, do not.
 *
 * @param limits by the names of a request: {@code p50Ms, p90Ms, p95Ms, p99Ms, minFidelity, maxBytes}
 */
record BenchObjectives(Map<String, Double> limits) {
    BenchObjectives {
        limits = Map.copyOf(limits);
    }

    static BenchObjectives of(Map<String, Object> parsed) {
        Map<String, Double> limits = new LinkedHashMap<>();
        parsed.forEach((name, value) -> limits.put(name, ((Number) value).doubleValue()));
        return new BenchObjectives(limits);
    }

    boolean isEmpty() {
        return limits.isEmpty();
    }

    /** True when there is nothing to meet, or when one run meets all of it. */
    boolean met(List<RunDocument> runs) {
        return isEmpty() || runs.stream().anyMatch(run -> failed(run).isEmpty());
    }

    /** The objectives that a run does not meet, in alphabetical order. */
    List<String> failed(RunDocument run) {
        return limits.keySet().stream()
                .sorted()
                .filter(name -> !meets(run, name, limits.getOrDefault(name, 0.0)))
                .toList();
    }

    private static boolean meets(RunDocument run, String name, double limit) {
        Measurement measurement = run.measurement();
        if (measurement == null) {
            return false;
        }
        return switch (name) {
            case "maxBytes" -> measurement.modelBytes() <= limit;
            case "minFidelity" -> cosine(measurement) >= limit;
            default -> {
                Double bound = bound(run.latency(), name);
                boolean trusted = measurement.validity().status() != Measurement.Validity.Status.INVALID;
                yield trusted && bound != null && bound <= limit;
            }
        };
    }

    /** The model as it was given is the reference: nothing was lost. */
    private static double cosine(Measurement measurement) {
        Measurement.Fidelity fidelity = measurement.fidelity();
        return fidelity == null ? 1 : fidelity.finite() ? fidelity.cosine() : -1;
    }

    private static @Nullable Double bound(@Nullable LatencySummary latency, String name) {
        if (latency == null) {
            return null;
        }
        return switch (name) {
            case "p50Ms" -> latency.p50().ms();
            case "p90Ms" -> latency.p90().ms();
            case "p95Ms" -> latency.p95().ms();
            case "p99Ms" -> latency.p99().ms();
            default -> throw new IllegalArgumentException("No objective " + name);
        };
    }

    Map<String, Object> json(List<RunDocument> runs) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("met", met(runs));
        List<Map<String, Object>> byRun = new ArrayList<>();
        for (RunDocument run : runs) {
            byRun.add(Map.of("scheme", run.spec().scheme().name(), "failed", failed(run)));
        }
        json.put("runs", byRun);
        return json;
    }

    /** For people; nothing without objectives. */
    List<String> lines(List<RunDocument> runs) {
        List<String> lines = new ArrayList<>();
        if (isEmpty()) {
            return lines;
        }
        for (RunDocument run : runs) {
            List<String> failed = failed(run);
            lines.add(run.spec().scheme().name()
                    + (failed.isEmpty()
                            ? " meets the objectives."
                            : " does not meet " + String.join(", ", failed) + "."));
        }
        return lines;
    }
}
