package dev.assay.portal.experiments;

import dev.assay.protocol.Measurement.Environment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;

/** What besides the scheme differs between runs, so that nobody compares apples with pears unawares. */
final class Differences {
    private Differences() {}

    static List<String> between(List<RunView> runs) {
        Map<String, Function<Environment, Object>> aspects = new LinkedHashMap<>();
        aspects.put("threads", Environment::threads);
        aspects.put("input shapes", environment -> String.join(", ", environment.inputShapes()));
        aspects.put("input data", Environment::inputsSha256);
        aspects.put("isolation", Environment::sandbox);
        aspects.put("ONNX Runtime version", environment -> environment.device().runtime());
        aspects.put("execution provider", Environment::provider);
        aspects.put("graph optimisation", Environment::optimization);
        aspects.put("processor", environment -> environment.device().cpuModel());
        List<Environment> measured = runs.stream()
                .map(RunView::measurement)
                .filter(Objects::nonNull)
                .map(measurement -> measurement.environment())
                .toList();
        return aspects.entrySet().stream()
                .map(aspect -> {
                    TreeSet<String> values = new TreeSet<>(measured.stream()
                            .map(environment -> String.valueOf(aspect.getValue().apply(environment)))
                            .toList());
                    return values.size() < 2
                            ? ""
                            : "The runs differ in " + aspect.getKey() + ": " + String.join(" and ", values) + ".";
                })
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }
}
