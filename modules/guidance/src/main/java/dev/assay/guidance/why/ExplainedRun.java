package dev.assay.guidance.why;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rules look at of one run. Whatever was not measured is null or empty, and rules that need it stay silent.
 *
 * @param scheme     {@code fp32}, {@code int8-dynamic}, ...
 * @param options    all options of the scheme, defaults included
 * @param machine    what ran it
 * @param medianMs   median latency; null when it may not be used
 * @param modelBytes size of the model as it ran
 * @param graph      nodes of the optimised graph; null when it is not known
 * @param kernels    time by kernel; empty without a profile
 * @param quantized  nodes that the scheme changed; null for fp32
 * @param skipped    nodes that it left alone
 * @param cosine     mean likeness to fp32; null for fp32, and when it means nothing
 * @param layers     what each changed layer lost, in the order of the graph
 */
public record ExplainedRun(
        String scheme,
        Map<String, String> options,
        Machine machine,
        @Nullable Double medianMs,
        long modelBytes,
        @Nullable Graph graph,
        List<Kernel> kernels,
        @Nullable Integer quantized,
        int skipped,
        @Nullable Double cosine,
        List<Layer> layers) {

    public ExplainedRun {
        options = Map.copyOf(options);
        kernels = List.copyOf(kernels);
        layers = List.copyOf(layers);
    }

    /**
     * A machine and how much of it the run used.
     *
     * @param arch     {@code amd64} or {@code arm64}
     * @param flags    instruction sets
     * @param cores    physical cores
     * @param threads  intra-op threads of the run
     * @param llcBytes last level cache, or null when unknown
     */
    public record Machine(
            String arch,
            List<String> flags,
            int cores,
            int threads,
            @Nullable Long llcBytes) {
        public Machine {
            flags = List.copyOf(flags);
        }

        boolean isX86() {
            return arch.equals("amd64") || arch.equals("x86_64");
        }

        /** Instructions that multiply and add several bytes at once, or null when the processor tells no flags. */
        @Nullable
        Boolean multipliesBytes() {
            return flags.isEmpty() ? null : !byteInstructions().isEmpty();
        }

        List<String> byteInstructions() {
            return flags.stream()
                    .filter(flag -> flag.contains("vnni")
                            || flag.equals("amx_int8")
                            || flag.equals("asimddp")
                            || flag.equals("i8mm"))
                    .toList();
        }
    }

    /** Nodes of the optimised graph by operator: all, those that compute in quantized numbers, steps between types. */
    public record Graph(Map<String, Integer> ops, Map<String, Integer> fused, Map<String, Integer> leftOver) {
        public Graph {
            ops = Map.copyOf(ops);
            fused = Map.copyOf(fused);
            leftOver = Map.copyOf(leftOver);
        }

        int count(String op) {
            return ops.getOrDefault(op, 0);
        }
    }

    /** One kernel of the profile: mean time of one inference in microseconds. */
    public record Kernel(String node, String op, double micros, String precision) {}

    /** What a changed layer lost: likeness of its weights, and of its output in the whole model; null when unknown. */
    public record Layer(
            String node,
            String op,
            double weightCosine,
            @Nullable Double outputCosine) {}
}
