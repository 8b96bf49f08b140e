package dev.assay.guidance.why;

import dev.assay.onnx.outline.ModelWork;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A run with what it is compared with, and the questions that several rules ask. */
record Case(
        ExplainedRun run,
        @Nullable ExplainedRun fp32,
        @Nullable ModelWork work) {
    private static final Set<String> INT8 = Set.of("int8-dynamic", "int8-static");
    private static final Set<String> WEIGHT_ONLY = Set.of("int8-weight-only", "int4-weight-only");

    boolean isInt8() {
        return INT8.contains(run.scheme());
    }

    boolean isWeightOnly() {
        return WEIGHT_ONLY.contains(run.scheme());
    }

    boolean option(String name, String value) {
        return value.equals(run.options().get(name));
    }

    /** Median of fp32 over that of this run; null when either is unknown. */
    @Nullable
    Double speedUp() {
        Double mine = run.medianMs();
        Double base = fp32 == null ? null : fp32.medianMs();
        return mine == null || base == null || mine <= 0 ? null : base / mine;
    }

    boolean isFasterThan(double ratio) {
        Double speedUp = speedUp();
        return speedUp != null && speedUp >= ratio;
    }

    /** Slower than this ratio, or not known to be faster. */
    boolean isNotFasterThan(double ratio) {
        Double speedUp = speedUp();
        return speedUp == null || speedUp < ratio;
    }

    /** Time of all kernels in ms; 0 without a profile. */
    double kernelMs() {
        return ms(run.kernels(), kernel -> true);
    }

    static double ms(List<ExplainedRun.Kernel> kernels, Predicate<ExplainedRun.Kernel> which) {
        return kernels.stream()
                        .filter(which)
                        .mapToDouble(ExplainedRun.Kernel::micros)
                        .sum()
                / 1_000;
    }

    /** Share of kernel time, 0 to 1; 0 without a profile. */
    double share(Predicate<ExplainedRun.Kernel> which) {
        double all = kernelMs();
        return all > 0 ? ms(run.kernels(), which) / all : 0;
    }

    /** Nodes of the optimised graph with one of these operators. */
    int nodes(Set<String> ops) {
        ExplainedRun.Graph graph = run.graph();
        return graph == null ? 0 : ops.stream().mapToInt(graph::count).sum();
    }
}
