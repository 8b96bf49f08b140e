package dev.assay.webapp.web;

import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.Objectives;
import dev.assay.portal.experiments.NewExperiment;
import dev.assay.portal.experiments.WorkloadChoice;
import dev.assay.protocol.SchemeSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the experiment form holds: read from an address that fills it in, or from the form when it is sent. Both use the
 * same names: "model", "scheme" and "device" (repeated), "target", "tier", "threads", "dimensions", "seed", the
 * objectives and the fields of {@link DecisionInput}.
 *
 * @param values single values by name, stripped; absent when empty
 */
public record ExperimentForm(List<String> schemes, List<String> devices, Map<String, String> values) {
    private static final List<String> OBJECTIVES =
            List.of("p50Ms", "p90Ms", "p95Ms", "p99Ms", "minFidelity", "maxMegabytes");
    private static final List<String> SINGLE = List.of("model", "target", "tier", "threads", "dimensions", "seed");

    public ExperimentForm {
        schemes = List.copyOf(schemes);
        devices = List.copyOf(devices);
        values = Map.copyOf(values);
    }

    /** Reads request parameters; unknown names are left out. */
    static ExperimentForm of(Map<String, String[]> parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        for (List<String> names : List.of(SINGLE, OBJECTIVES, Questions.FIELDS)) {
            for (String name : names) {
                String[] given = parameters.get(name);
                if (given != null && given.length > 0 && !given[0].isBlank()) {
                    values.put(name, Questions.answer(name, given[0]));
                }
            }
        }
        return new ExperimentForm(several(parameters, "scheme"), several(parameters, "device"), values);
    }

    /** The same with what a first experiment needs where nothing was chosen. */
    ExperimentForm withDefaults(String model, List<String> usualSchemes, Optional<String> device) {
        Map<String, String> filled = new LinkedHashMap<>(values);
        filled.putIfAbsent("model", model);
        filled.putIfAbsent("tier", "rapid");
        return new ExperimentForm(
                schemes.isEmpty() ? usualSchemes : schemes,
                devices.isEmpty() ? device.stream().toList() : devices,
                filled);
    }

    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** A request that can be made, or the sentences that say why not. */
    sealed interface Reading {
        record Request(NewExperiment experiment) implements Reading {}

        record Problems(List<String> sentences) implements Reading {}
    }

    Reading read() {
        List<String> problems = new ArrayList<>();
        if (value("model").isEmpty()) {
            problems.add("Choose a model to measure.");
        }
        if (schemes.isEmpty()) {
            problems.add("Choose at least one scheme; fp32 is the reference for all others.");
        }
        if (devices.isEmpty()) {
            problems.add("Choose at least one device to measure on.");
        }
        Objectives objectives = new Objectives(
                number("p50Ms", "The p50 limit", problems),
                number("p90Ms", "The p90 limit", problems),
                number("p95Ms", "The p95 limit", problems),
                number("p99Ms", "The p99 limit", problems),
                number("minFidelity", "The smallest fidelity", problems),
                megabytes(problems),
                number("powerWatts", "The power budget", problems));
        objectives.problems().forEach(problem -> problems.add(problem.sentence()));
        DecisionInput decision = decision(problems);
        WorkloadChoice workload = new WorkloadChoice(
                value("tier").isEmpty() ? "rapid" : value("tier"),
                parsed("threads", "The number of threads", "a whole number", Integer::valueOf, problems),
                dimensions(value("dimensions"), problems),
                Map.of(),
                parsed("seed", "The seed", "a whole number", Long::valueOf, problems));
        if (!problems.isEmpty()) {
            return new Reading.Problems(problems);
        }
        return new Reading.Request(new NewExperiment(
                value("model"),
                schemes.stream().map(SchemeSpec::of).toList(),
                devices,
                value("target").isEmpty() ? null : value("target"),
                objectives,
                decision,
                workload));
    }

    private @Nullable DecisionInput decision(List<String> problems) {
        Map<String, String> answers = new LinkedHashMap<>(values);
        answers.keySet().retainAll(Questions.FIELDS);
        if (answers.isEmpty()) {
            return null;
        }
        try {
            return DecisionInput.parse(answers);
        } catch (InvalidGuidanceInput e) {
            e.problems().forEach(problem -> problems.add(problem.sentence()));
            return null;
        }
    }

    private @Nullable Long megabytes(List<String> problems) {
        Double megabytes = number("maxMegabytes", "The largest file size", problems);
        return megabytes == null ? null : Math.round(megabytes * 1e6);
    }

    private @Nullable Double number(String name, String what, List<String> problems) {
        return parsed(name, what, "a number", Double::valueOf, problems);
    }

    private <T> @Nullable T parsed(
            String name, String what, String kind, Function<String, T> parse, List<String> problems) {
        String text = value(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            problems.add(what + " is '" + text + "'; write " + kind + " or leave it empty.");
            return null;
        }
    }

    /** Sizes of dynamic dimensions as {@code batch_size=1, sequence_length=128}. */
    static Map<String, Long> dimensions(String text, List<String> problems) {
        Map<String, Long> dimensions = new LinkedHashMap<>();
        for (String part : text.split("[,\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            String size = part.substring(equals + 1);
            if (equals < 1 || !size.matches("[1-9][0-9]{0,6}")) {
                problems.add("The dimension '" + part + "' cannot be read; write name=size, such as batch_size=1.");
            } else {
                dimensions.put(part.substring(0, equals), Long.valueOf(size));
            }
        }
        return dimensions;
    }

    private static List<String> several(Map<String, String[]> parameters, String name) {
        String[] given = parameters.get(name);
        return given == null
                ? List.of()
                : java.util.Arrays.stream(given)
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .distinct()
                        .toList();
    }
}
