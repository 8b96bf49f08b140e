package dev.assay.webapp.web;

import dev.assay.guidance.DecisionInput;
import dev.assay.guidance.InvalidGuidanceInput;
import dev.assay.guidance.Objectives;
import dev.assay.portal.experiments.CalibrationChoice;
import dev.assay.portal.experiments.NewExperiment;
import dev.assay.portal.experiments.WorkloadChoice;
import dev.assay.protocol.SchemeSpec;
import dev.assay.protocol.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the experiment form holds: read from an address that fills it in, or from the form when it is sent. Both use the
 * same names: "model", "scheme" and "device" (repeated), options as "SCHEME.OPTION", "versus" with "versusOptions"
 * ({@code name=value; name=value}), "calibration" and "examples", "scenario" and "latencyBoundMs", "target", "tier",
 * "threads", "dimensions", "seed", the objectives and the fields of {@link DecisionInput}.
 *
 * @param values  single values by name, stripped; absent when empty
 * @param options options of schemes by {@code SCHEME.OPTION}; those of schemes that are not chosen are kept
 */
public record ExperimentForm(
        List<String> schemes, List<String> devices, Map<String, String> values, Map<String, String> options) {
    private static final List<String> OBJECTIVES =
            List.of("p50Ms", "p90Ms", "p95Ms", "p99Ms", "minFidelity", "maxMegabytes");
    private static final List<String> SINGLE = List.of(
            "model",
            "target",
            "tier",
            "threads",
            "dimensions",
            "seed",
            "calibration",
            "examples",
            "scenario",
            "latencyBoundMs",
            "versus",
            "versusOptions");

    public ExperimentForm {
        schemes = List.copyOf(schemes);
        devices = List.copyOf(devices);
        values = Map.copyOf(values);
        options = Map.copyOf(options);
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
        Map<String, String> options = new LinkedHashMap<>();
        for (SchemeControls.Card card : SchemeControls.all()) {
            for (SchemeControls.Control control : card.controls()) {
                String[] given = parameters.get(card.name() + "." + control.option());
                if (given != null && given.length > 0) {
                    options.put(card.name() + "." + control.option(), option(control, given));
                }
            }
        }
        return new ExperimentForm(several(parameters, "scheme"), several(parameters, "device"), values, options);
    }

    /** A box that is not ticked sends only the hidden "false" before it; names may be sent one by one. */
    private static String option(SchemeControls.Control control, String[] given) {
        return control.kind() == SchemeControls.Kind.TEXT
                ? Arrays.stream(given)
                        .flatMap(text -> Arrays.stream(text.split(",", -1)))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(","))
                : given[given.length - 1].strip();
    }

    /** The same with what a first experiment needs where nothing was chosen. */
    ExperimentForm withDefaults(String model, List<String> usualSchemes, Optional<String> device) {
        Map<String, String> filled = new LinkedHashMap<>(values);
        filled.putIfAbsent("model", model);
        filled.putIfAbsent("tier", "rapid");
        filled.putIfAbsent("scenario", "single-stream");
        return new ExperimentForm(
                schemes.isEmpty() ? usualSchemes : schemes,
                devices.isEmpty() ? device.stream().toList() : devices,
                filled,
                options);
    }

    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** The value of an option as its control shows it. */
    public String option(String scheme, SchemeControls.Control control) {
        return options.getOrDefault(scheme + "." + control.option(), control.initial());
    }

    /** Whether some option of a scheme differs from its default. */
    public boolean changed(SchemeControls.Card card) {
        return card.controls().stream()
                .anyMatch(control -> !option(card.name(), control).equals(control.initial()));
    }

    /**
     * One thing that is wrong.
     *
     * @param field name of the field it stands beside
     */
    public record Problem(String field, String sentence) {}

    /** A request that can be made, or what stands in its way. */
    sealed interface Reading {
        record Request(NewExperiment experiment) implements Reading {}

        record Problems(List<Problem> problems) implements Reading {}
    }

    Reading read() {
        List<Problem> problems = new ArrayList<>();
        if (value("model").isEmpty()) {
            problems.add(new Problem("model", "Choose a model to measure."));
        }
        if (schemes.isEmpty()) {
            problems.add(new Problem("scheme", "Choose at least one scheme; fp32 is the reference for all others."));
        }
        if (devices.isEmpty()) {
            problems.add(new Problem("device", "Choose at least one device to measure on."));
        }
        Objectives objectives = new Objectives(
                number("p50Ms", "The p50 limit", problems),
                number("p90Ms", "The p90 limit", problems),
                number("p95Ms", "The p95 limit", problems),
                number("p99Ms", "The p99 limit", problems),
                number("minFidelity", "The smallest fidelity", problems),
                megabytes(problems),
                number("powerWatts", "The power budget", problems));
        objectives
                .problems()
                .forEach(problem -> problems.add(new Problem(
                        problem.field().equals("maxBytes") ? "maxMegabytes" : problem.field(), problem.sentence())));
        DecisionInput decision = decision(problems);
        known("tier", "tier", Workload.TIERS, problems);
        known("scenario", "scenario", Workload.SCENARIOS, problems);
        Integer threads = parsed("threads", "The number of threads", "a whole number", Integer::valueOf, problems);
        if (threads != null && threads < 1) {
            problems.add(new Problem(
                    "threads",
                    "The number of threads is " + threads + "; choose 1 or more, or leave it empty for all cores but"
                            + " one."));
        }
        WorkloadChoice workload = new WorkloadChoice(
                value("tier").isEmpty() ? "rapid" : value("tier"),
                threads,
                dimensions(value("dimensions"), problems),
                Map.of(),
                parsed("seed", "The seed", "a whole number", Long::valueOf, problems),
                null,
                value("scenario").isEmpty() ? null : value("scenario"),
                value("scenario").equals("server") ? number("latencyBoundMs", "The latency bound", problems) : null);
        Integer examples = parsed("examples", "The number of examples", "a whole number", Integer::valueOf, problems);
        String dataset = value("calibration");
        SchemeSpec versus = versus(problems);
        List<SchemeSpec> asked =
                schemes.stream().map(name -> spec(name, problems)).toList();
        if (!problems.isEmpty()) {
            return new Reading.Problems(problems);
        }
        return new Reading.Request(new NewExperiment(
                value("model"),
                asked,
                devices,
                value("target").isEmpty() ? null : value("target"),
                objectives,
                decision,
                workload,
                dataset.isEmpty() && examples == null
                        ? null
                        : new CalibrationChoice(dataset.isEmpty() ? null : dataset, examples, null),
                versus));
    }

    private void known(String name, String what, List<String> names, List<Problem> problems) {
        if (!value(name).isEmpty() && !names.contains(value(name))) {
            problems.add(new Problem(
                    name,
                    "There is no " + what + " " + value(name) + "; choose one of " + String.join(", ", names) + "."));
        }
    }

    /**
     * What an address asks for that cannot be: a model, device or scheme that is not there, a number out of its range. The
     * form then shows what it can, and these sentences.
     *
     * @param models  names and hashes
     * @param devices names and ids
     */
    List<Problem> strange(Predicate<String> models, Predicate<String> devices) {
        List<Problem> problems = new ArrayList<>();
        if (!value("model").isEmpty() && !models.test(value("model"))) {
            problems.add(new Problem("model", "There is no model " + value("model") + " here; choose one of these."));
        }
        for (String device : this.devices) {
            if (!devices.test(device)) {
                problems.add(new Problem(
                        "device", "There is no device " + device + " that takes work; choose one of these."));
            }
        }
        if (read() instanceof Reading.Problems found) {
            problems.addAll(found.problems());
        }
        return problems.stream().distinct().toList();
    }

    /** A chosen scheme with the options that differ from its defaults. */
    private SchemeSpec spec(String name, List<Problem> problems) {
        Map<String, String> given = new LinkedHashMap<>();
        SchemeControls.card(name)
                .ifPresent(card -> card.controls().forEach(control -> {
                    String value = option(name, control);
                    if (!value.isEmpty() && !value.equals(control.initial())) {
                        given.put(control.option(), value);
                    }
                }));
        SchemeSpec spec = new SchemeSpec(name, given);
        SchemeControls.problem(spec).ifPresent(sentence -> problems.add(new Problem("scheme-" + name, sentence)));
        return spec;
    }

    private @Nullable SchemeSpec versus(List<Problem> problems) {
        String name = value("versus");
        if (name.isEmpty()) {
            return null;
        }
        Map<String, String> given = new LinkedHashMap<>();
        for (String part : value("versusOptions").split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                given.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            } else if (!part.isBlank()) {
                problems.add(new Problem(
                        "versusOptions",
                        "The option '" + part.strip() + "' cannot be read; write name=value, several with ; between"
                                + " them."));
            }
        }
        SchemeSpec spec = new SchemeSpec(name, given);
        SchemeControls.problem(spec).ifPresent(sentence -> problems.add(new Problem("versusOptions", sentence)));
        return spec;
    }

    private @Nullable DecisionInput decision(List<Problem> problems) {
        Map<String, String> answers = new LinkedHashMap<>(values);
        answers.keySet().retainAll(Questions.FIELDS);
        if (answers.isEmpty()) {
            return null;
        }
        try {
            return DecisionInput.parse(answers);
        } catch (InvalidGuidanceInput e) {
            e.problems().forEach(problem -> problems.add(new Problem(problem.field(), problem.sentence())));
            return null;
        }
    }

    private @Nullable Long megabytes(List<Problem> problems) {
        Double megabytes = number("maxMegabytes", "The largest file size", problems);
        return megabytes == null ? null : Math.round(megabytes * 1e6);
    }

    private @Nullable Double number(String name, String what, List<Problem> problems) {
        return parsed(name, what, "a number", Double::valueOf, problems);
    }

    private <T> @Nullable T parsed(
            String name, String what, String kind, Function<String, T> parse, List<Problem> problems) {
        String text = value(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            problems.add(new Problem(name, what + " is '" + text + "'; write " + kind + " or leave it empty."));
            return null;
        }
    }

    /** Sizes of dynamic dimensions as {@code batch_size=1, sequence_length=128}. */
    static Map<String, Long> dimensions(String text, List<Problem> problems) {
        Map<String, Long> dimensions = new LinkedHashMap<>();
        for (String part : text.split("[,\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            String size = part.substring(equals + 1);
            if (equals < 1 || !size.matches("[1-9][0-9]{0,6}")) {
                problems.add(new Problem(
                        "dimensions",
                        "The dimension '" + part + "' cannot be read; write name=size, such as batch_size=1."));
            } else {
                dimensions.put(part.substring(0, equals), Long.valueOf(size));
            }
        }
        return dimensions;
    }

    /** The field that a refusal of the portal speaks of, by its code. */
    static String field(String code) {
        return switch (code) {
            case "UNKNOWN_SCHEME", "SAME_SCHEME_TWICE", "BAD_COUNT" -> "scheme";
            case "BAD_VERSUS" -> "versus";
            case "NEEDS_CALIBRATION", "NEEDS_TOKENIZER", "DATASET_MISFIT" -> "calibration";
            case "BAD_EXAMPLES" -> "examples";
            case "UNKNOWN_DEVICE", "DEVICE_NOT_READY" -> "device";
            case "UNKNOWN_SCENARIO", "BAD_WORKLOAD" -> "scenario";
            case "UNKNOWN_TIER" -> "tier";
            case "BAD_THREADS" -> "threads";
            case "UNKNOWN_DIMENSION", "BAD_DIMENSION", "BAD_SHAPE" -> "dimensions";
            case "UNKNOWN_PROFILE" -> "target";
            default -> "";
        };
    }

    private static List<String> several(Map<String, String[]> parameters, String name) {
        String[] given = parameters.get(name);
        return given == null
                ? List.of()
                : Arrays.stream(given)
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .distinct()
                        .toList();
    }
}
