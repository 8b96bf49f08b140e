package dev.assay.tests.architecture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which module may use which, as ARCHITECTURE.md draws it. Order is build order: a module only names modules above it, so
 * the table itself cannot hold a cycle.
 */
final class Modules {
    /** Pure: no Jakarta, no container; {@code jakarta.json} is the one exception. */
    static final Set<String> PURE = Set.of(
            "onnx", "quantization", "guidance", "learning", "runtime", "benchmark", "protocol", "worker", "db", "cli");

    /** Module to the modules it may use. */
    static final Map<String, Set<String>> ALLOWED = allowed();

    private Modules() {}

    private static Map<String, Set<String>> allowed() {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        table.put("content", Set.of());
        table.put("protocol", Set.of());
        table.put("db", Set.of());
        table.put("onnx", Set.of());
        table.put("quantization", Set.of("onnx"));
        table.put("guidance", Set.of("onnx", "protocol"));
        table.put("learning", Set.of("onnx", "quantization", "protocol"));
        table.put("runtime", Set.of("onnx"));
        table.put("benchmark", Set.of("onnx", "runtime", "protocol"));
        table.put("worker", Set.of("onnx", "quantization", "learning", "runtime", "benchmark", "protocol"));
        table.put("portal", Set.of("onnx", "quantization", "guidance", "learning", "content", "protocol"));
        table.put("webapp", Set.of("onnx", "quantization", "guidance", "learning", "content", "protocol", "portal"));
        table.put(
                "cli",
                Set.of(
                        "onnx",
                        "quantization",
                        "guidance",
                        "learning",
                        "content",
                        "runtime",
                        "benchmark",
                        "protocol",
                        "worker",
                        "db",
                        "webapp"));
        return table;
    }
}
