package dev.assay.guidance.why;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs for tests, changed one property at a time. */
final class Runs {
    private String scheme;
    private final Map<String, String> options = new LinkedHashMap<>();
    private String arch = "amd64";
    private List<String> flags = List.of("avx2", "avx512_vnni");
    private int cores = 4;
    private int threads = 2;
    private @Nullable Long cache = 32L << 20;
    private @Nullable Double medianMs = 10.0;
    private long modelBytes = 20_000_000;
    private final Map<String, Integer> ops = new LinkedHashMap<>();
    private final Map<String, Integer> fused = new LinkedHashMap<>();
    private final Map<String, Integer> leftOver = new LinkedHashMap<>();
    private final List<ExplainedRun.Kernel> kernels = new ArrayList<>();
    private @Nullable Integer quantized = 10;
    private int skipped;
    private @Nullable Double cosine = 0.999;
    private final List<ExplainedRun.Layer> layers = new ArrayList<>();

    private Runs(String scheme) {
        this.scheme = scheme;
    }

    static Runs of(String scheme, String... options) {
        Runs run = new Runs(scheme);
        for (String option : options) {
            String[] parts = option.split("=", -1);
            run.options.put(parts[0], parts[1]);
        }
        if (scheme.equals("fp32")) {
            run.quantized = null;
            run.cosine = null;
        }
        return run;
    }

    Runs machine(String arch, int cores, int threads, String... flags) {
        this.arch = arch;
        this.cores = cores;
        this.threads = threads;
        this.flags = List.of(flags);
        return this;
    }

    Runs cache(@Nullable Long bytes) {
        cache = bytes;
        return this;
    }

    Runs median(@Nullable Double ms) {
        medianMs = ms;
        return this;
    }

    Runs bytes(long bytes) {
        modelBytes = bytes;
        return this;
    }

    /** Nodes of one operator in the optimised graph, and one kernel that takes their time. */
    Runs nodes(String op, int count, double micros, String precision) {
        ops.merge(op, count, Integer::sum);
        kernels.add(new ExplainedRun.Kernel(op + "_kernel", op, micros, precision));
        return this;
    }

    Runs fused(String op, int count, double micros) {
        fused.merge(op, count, Integer::sum);
        return nodes(op, count, micros, "int8");
    }

    Runs step(String op, int count, double micros) {
        leftOver.merge(op, count, Integer::sum);
        return nodes(op, count, micros, "int8");
    }

    Runs changed(int nodes, int left) {
        quantized = nodes;
        skipped = left;
        return this;
    }

    Runs cosine(@Nullable Double value) {
        cosine = value;
        return this;
    }

    Runs layer(String node, double weights, @Nullable Double output) {
        layers.add(new ExplainedRun.Layer(node, "MatMul", weights, output));
        return this;
    }

    ExplainedRun done() {
        return new ExplainedRun(
                scheme,
                options,
                new ExplainedRun.Machine(arch, flags, cores, threads, cache),
                medianMs,
                modelBytes,
                ops.isEmpty() ? null : new ExplainedRun.Graph(ops, fused, leftOver),
                kernels,
                quantized,
                skipped,
                cosine,
                layers);
    }
}
