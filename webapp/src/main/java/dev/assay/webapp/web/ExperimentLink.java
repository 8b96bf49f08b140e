package dev.assay.webapp.web;

import dev.assay.guidance.Objectives;
import dev.assay.portal.experiments.CalibrationChoice;
import dev.assay.portal.experiments.ExperimentView;
import dev.assay.portal.experiments.RunView;
import dev.assay.protocol.SchemeSpec;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Addresses of the form of a new experiment that is already filled in. The names are those of {@link ExperimentForm}. */
final class ExperimentLink {
    private final StringBuilder query = new StringBuilder();

    private ExperimentLink() {}

    /** The form with model, target, objectives and workload of an experiment. */
    static ExperimentLink like(ExperimentView experiment) {
        ExperimentLink link = new ExperimentLink();
        link.add("model", experiment.modelRef());
        link.add("target", experiment.target());
        Objectives o = experiment.objectives();
        link.add("p50Ms", o.p50Ms());
        link.add("p90Ms", o.p90Ms());
        link.add("p95Ms", o.p95Ms());
        link.add("p99Ms", o.p99Ms());
        link.add("minFidelity", o.minFidelity());
        link.add("tier", experiment.workload().tier());
        link.add("threads", experiment.workload().threads());
        link.add("seed", experiment.workload().seed());
        link.add("scenario", experiment.workload().scenario());
        link.add("latencyBoundMs", experiment.workload().latencyBoundMs());
        CalibrationChoice calibration = experiment.calibration();
        if (calibration != null) {
            link.add("calibration", calibration.dataset());
            link.add("examples", calibration.examples());
        }
        return link;
    }

    ExperimentLink device(RunView run) {
        return add("device", run.device());
    }

    /** One more scheme with the options that differ from its defaults. */
    ExperimentLink scheme(SchemeSpec scheme) {
        add("scheme", scheme.name());
        RunRow.changed(scheme).forEach((option, value) -> add(scheme.name() + "." + option, value));
        return this;
    }

    /** The second scheme of a measurement in turns. */
    ExperimentLink versus(SchemeSpec scheme) {
        add("versus", scheme.name());
        return add(
                "versusOptions",
                RunRow.changed(scheme).entrySet().stream()
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining("; ")));
    }

    /** A scheme that leaves one more node in floating point. */
    static SchemeSpec without(SchemeSpec scheme, String node) {
        Map<String, String> options = new LinkedHashMap<>(scheme.options());
        options.merge("exclude", node, (before, added) -> before.isBlank() ? added : before + "," + added);
        return new SchemeSpec(scheme.name(), new TreeMap<>(options));
    }

    /** Name and value pairs, for a form that adds to them. */
    Stream<Map.Entry<String, String>> fields() {
        return Stream.of(query.toString().split("&"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.split("=", 2))
                .map(part -> Map.entry(decoded(part[0]), decoded(part[1])));
    }

    String href() {
        return "/experiments/new?" + query;
    }

    private ExperimentLink add(String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            query.append(query.isEmpty() ? "" : "&")
                    .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
        return this;
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
