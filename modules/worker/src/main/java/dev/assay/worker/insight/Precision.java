package dev.assay.worker.insight;

import java.util.List;
import java.util.Map;

/** The numbers that a kernel computes with, from the element types of its inputs and outputs. */
final class Precision {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("float", "fp32"),
            Map.entry("float16", "fp16"),
            Map.entry("bfloat16", "bf16"),
            Map.entry("double", "fp64"),
            Map.entry("int8", "int8"),
            Map.entry("uint8", "int8"),
            Map.entry("int4", "int4"),
            Map.entry("uint4", "int4"),
            Map.entry("int2", "int2"),
            Map.entry("uint2", "int2"),
            Map.entry("int16", "int16"),
            Map.entry("uint16", "int16"),
            Map.entry("int32", "int32"),
            Map.entry("uint32", "int32"),
            Map.entry("int64", "int64"),
            Map.entry("uint64", "int64"),
            Map.entry("bool", "bool"),
            Map.entry("string", "text"));

    private Precision() {}

    /**
     * The precision of one kernel.
     *
     * @param op      operator with its domain
     * @param bits    width of the packed weights of a kernel that says so, 0 for others
     * @param inputs  element types of its inputs as the profile names them
     * @param outputs element types of its outputs
     */
    static String of(String op, int bits, List<String> inputs, List<String> outputs) {
        if (bits > 0) {
            return "int" + bits;
        }
        if (GraphAudit.isQuantized(op)) {
            return inputs.stream().anyMatch(type -> type.endsWith("int4")) ? "int4" : "int8";
        }
        String type = outputs.isEmpty() ? inputs.stream().findFirst().orElse("") : outputs.getFirst();
        return NAMES.getOrDefault(type, type.isEmpty() ? "unknown" : type);
    }
}
