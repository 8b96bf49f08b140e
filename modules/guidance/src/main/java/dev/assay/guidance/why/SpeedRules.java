package dev.assay.guidance.why;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;
import static dev.assay.guidance.why.GraphRules.percent;

import dev.assay.guidance.Prose;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Rules about where the time goes. */
final class SpeedRules {
    /** Below this a call costs more than the arithmetic in it. */
    private static final double OVERHEAD_MS = 0.05;

    private static final Set<String> SLOW = Set.of("MatMulInteger", "ConvInteger");
    private static final Set<String> FLOAT_PRODUCTS = Set.of(
            "MatMul",
            "Gemm",
            "Conv",
            "com.microsoft.FusedMatMul",
            "com.microsoft.FusedGemm",
            "com.microsoft.FusedConv",
            "com.microsoft.nchwc.Conv");

    static final List<Function<Case, Optional<Reason>>> ALL = List.of(
            SpeedRules::overheadBound,
            SpeedRules::fusedInt8,
            SpeedRules::floatRemainder,
            SpeedRules::productsNotFaster,
            SpeedRules::rowsPerWeight);

    private SpeedRules() {}

    /** A model so small that calling it is the work. */
    static Optional<Reason> overheadBound(Case c) {
        Double median = c.run().medianMs();
        if (median == null) {
            return Optional.empty();
        }
        int kernels = c.run().kernels().size();
        // The profile cuts each kernel's time off to whole microseconds.
        double atMostMs = c.kernelMs() + kernels / 1_000.0;
        boolean mostlyDispatch = kernels > 0 && median < 1 && atMostMs < median / 2;
        if (median >= OVERHEAD_MS && !mostlyDispatch) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                "overhead-bound",
                text(
                        "One inference takes %s%s: calling the runtime and dispatching kernels is most of it, so the"
                                + " precision of the arithmetic hardly matters.",
                        Prose.ms(median),
                        kernels == 0
                                ? ""
                                : mostlyDispatch
                                        ? text(", at most %s of it in %d kernels", Prose.ms(atMostMs), kernels)
                                        : text(" in %d %s", kernels, kernels == 1 ? "kernel" : "kernels")),
                List.of(
                        Reason.ms("median", median),
                        Reason.ms("kernels at most", atMostMs),
                        Reason.count("kernels", kernels)),
                0.95));
    }

    /** Int8 that does what it is for. */
    static Optional<Reason> fusedInt8(Case c) {
        ExplainedRun.Graph graph = c.run().graph();
        Double speedUp = c.speedUp();
        if (!c.isInt8() || graph == null || speedUp == null || speedUp < 1.1) {
            return Optional.empty();
        }
        int fused = graph.fused().entrySet().stream()
                .filter(entry -> !SLOW.contains(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        if (fused == 0) {
            return Optional.empty();
        }
        int products = fused + c.nodes(SLOW) + c.nodes(FLOAT_PRODUCTS);
        double share = c.share(kernel -> graph.fused().containsKey(kernel.op()));
        List<String> instructions = c.run().machine().byteInstructions();
        return Optional.of(new Reason(
                "fused-int8",
                text(
                        "%sx as fast as fp32: %d of %d products and fused steps run in int8 kernels%s%s.",
                        number(speedUp),
                        fused,
                        products,
                        c.run().kernels().isEmpty() ? "" : " (" + percent(share) + " of the kernel time)",
                        instructions.isEmpty() ? "" : ", on a processor with " + Prose.some(instructions)),
                List.of(
                        Reason.count("speed-up", speedUp),
                        Reason.count("fused", fused),
                        Reason.count("products", products),
                        Reason.share("share", share)),
                0.9));
    }

    /** Amdahl: what stayed in floating point bounds the gain. */
    static Optional<Reason> floatRemainder(Case c) {
        if (!c.isInt8() && !c.isWeightOnly()) {
            return Optional.empty();
        }
        double share = c.share(SpeedRules::isFloat);
        Integer quantized = c.run().quantized();
        if (share < 0.4 || share > 0.999 || quantized == null || quantized == 0) {
            return Optional.empty();
        }
        Map<String, Double> byOp = new LinkedHashMap<>();
        c.run().kernels().stream()
                .filter(SpeedRules::isFloat)
                .forEach(kernel -> byOp.merge(kernel.op(), kernel.micros() / 1_000, Double::sum));
        double all = c.kernelMs();
        List<String> largest = byOp.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(3)
                .map(entry -> shortOp(entry.getKey()) + " " + percent(entry.getValue() / all))
                .toList();
        return Optional.of(new Reason(
                "float-remainder",
                text(
                        "%s of the kernel time is spent in kernels that stayed in floating point (%s): even free int8"
                                + " kernels would make this run at most %sx faster.",
                        percent(share), Prose.list(largest), number(1 / share)),
                List.of(Reason.share("share", share), Reason.count("limit", 1 / share)),
                0.7 * share));
    }

    /** Products that take as long as before, compared kernel by kernel with fp32. */
    static Optional<Reason> productsNotFaster(Case c) {
        ExplainedRun base = c.fp32();
        ExplainedRun.Graph graph = c.run().graph();
        if (!c.isInt8() || base == null || base.kernels().isEmpty() || graph == null) {
            return Optional.empty();
        }
        double mine = Case.ms(
                c.run().kernels(),
                kernel -> graph.fused().containsKey(kernel.op()) || FLOAT_PRODUCTS.contains(kernel.op()));
        double before = Case.ms(base.kernels(), kernel -> FLOAT_PRODUCTS.contains(kernel.op()));
        if (mine <= 0 || before <= 0 || mine < 0.9 * before || c.isFasterThan(1.1)) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                "products-not-faster",
                text(
                        "The products take %s in this scheme and %s in fp32: on this processor and at these sizes the"
                                + " int8 kernels gain nothing.",
                        Prose.ms(mine), Prose.ms(before)),
                List.of(Reason.ms("products", mine), Reason.ms("fp32 products", before)),
                0.8));
    }

    /** Small weights pay where reading them is the work: few rows per weight. */
    static Optional<Reason> rowsPerWeight(Case c) {
        Double rows = c.work() == null ? null : c.work().rows();
        if (!c.isWeightOnly() || rows == null) {
            return Optional.empty();
        }
        Double speedUp = c.speedUp();
        String ratio = speedUp == null ? "" : text(" (%sx of fp32's speed)", number(speedUp));
        List<Reason.Quantity> figures = speedUp == null
                ? List.of(Reason.count("rows", rows))
                : List.of(Reason.count("rows", rows), Reason.count("speed-up", speedUp));
        if (rows >= 32 && c.isNotFasterThan(1.25)) {
            return Optional.of(new Reason(
                    "compute-bound-weights",
                    text(
                            "Each weight serves %s rows of activations per inference, so the work is arithmetic and not"
                                    + " reading weights: smaller weights gain little%s. They pay with few rows, as in"
                                    + " decoding token by token.",
                            number(rows), ratio),
                    figures,
                    0.75));
        }
        if (rows <= 32 && c.isFasterThan(1.1)) {
            return Optional.of(new Reason(
                    "fewer-bytes-read",
                    text(
                            "Each weight serves only %s %s of activations per inference, so reading weights is much of"
                                    + " the work, and there are fewer bytes to read%s.",
                            number(rows), rows == 1 ? "row" : "rows", ratio),
                    figures,
                    0.85));
        }
        return Optional.empty();
    }

    private static boolean isFloat(ExplainedRun.Kernel kernel) {
        return kernel.precision().startsWith("fp") || kernel.precision().equals("bf16");
    }

    private static String shortOp(String op) {
        return op.substring(op.lastIndexOf('.') + 1);
    }
}
