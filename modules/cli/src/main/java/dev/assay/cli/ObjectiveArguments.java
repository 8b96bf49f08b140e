package dev.assay.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Objectives as written on the command line: {@code p95=20ms}, {@code p99=1.5s}. */
final class ObjectiveArguments {
    private static final Pattern LATENCY = Pattern.compile("(p50|p90|p95|p99)=([0-9.]+[a-z]+)");

    private ObjectiveArguments() {}

    /** The objectives of a request, by their names there. */
    static Map<String, Object> parse(List<String> slos, @Nullable Double minFidelity, @Nullable Long maxBytes)
            throws BadInput {
        Map<String, Object> objectives = new LinkedHashMap<>();
        for (String list : slos) {
            for (String slo : list.split(",", -1)) {
                Matcher matcher = LATENCY.matcher(slo.strip().toLowerCase(Locale.ROOT));
                if (!matcher.matches()) {
                    throw new BadInput(
                            "'" + Text.visible(slo)
                                    + "' is not a latency objective; write p50, p90, p95 or p99 with a unit, such as p95=20ms.");
                }
                double ms = TimeArgument.millis("The objective " + matcher.group(1), matcher.group(2));
                if (objectives.put(matcher.group(1) + "Ms", ms) != null) {
                    throw new BadInput("The objective " + matcher.group(1) + " is given twice.");
                }
            }
        }
        if (minFidelity != null) {
            if (!(minFidelity > 0 && minFidelity <= 1)) {
                throw new BadInput("--min-fidelity is a cosine above 0 and at most 1, not " + minFidelity + ".");
            }
            objectives.put("minFidelity", minFidelity);
        }
        if (maxBytes != null) {
            if (maxBytes < 1) {
                throw new BadInput("--max-bytes must be at least 1.");
            }
            objectives.put("maxBytes", maxBytes);
        }
        return objectives;
    }
}
