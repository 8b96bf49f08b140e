package dev.assay.guidance.why;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Rules about what the runtime made of the graph. */
final class GraphRules {
    private static final Set<String> STEPS = Set.of(
            "QuantizeLinear",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "com.microsoft.QuantizeLinear",
            "com.microsoft.DequantizeLinear");
    private static final Set<String> REORDERS =
            Set.of("com.microsoft.nchwc.ReorderInput", "com.microsoft.nchwc.ReorderOutput");
    private static final double WORTH_TELLING = 0.05;

    static final List<Function<Case, Optional<Reason>>> ALL = List.of(
            GraphRules::unfusedSteps,
            GraphRules::slowConvolutions,
            GraphRules::slowProducts,
            GraphRules::halfPrecisionCasts,
            GraphRules::widenedAtLoad,
            GraphRules::foldedWeights,
            GraphRules::layoutConversions);

    private GraphRules() {}

    /** Quantize and dequantize nodes that no kernel absorbed. */
    static Optional<Reason> unfusedSteps(Case c) {
        double share = c.share(kernel -> STEPS.contains(kernel.op()));
        int nodes = c.nodes(STEPS);
        if (nodes == 0 || share < WORTH_TELLING) {
            return Optional.empty();
        }
        double ms = Case.ms(c.run().kernels(), kernel -> STEPS.contains(kernel.op()));
        return Optional.of(new Reason(
                "unfused-steps",
                text(
                        "%s of the kernel time (%s of %s ms) goes into %d %s that quantize or dequantize and that no"
                                + " kernel absorbed.",
                        percent(share), number(ms), number(c.kernelMs()), nodes, nodes == 1 ? "node" : "nodes"),
                List.of(Reason.share("share", share), Reason.ms("time", ms), Reason.count("nodes", nodes)),
                c.isNotFasterThan(1.1) ? 0.5 + share / 2 : share));
    }

    /** Dynamic int8 on convolutions ends in an integer kernel that is slow. */
    static Optional<Reason> slowConvolutions(Case c) {
        int nodes = c.nodes(Set.of("ConvInteger"));
        if (nodes == 0) {
            return Optional.empty();
        }
        double share = c.share(kernel -> kernel.op().equals("ConvInteger"));
        return Optional.of(new Reason(
                "conv-integer",
                text(
                        "%d %s as ConvInteger, which has no optimised kernel on processors%s; int8-static makes"
                                + " QLinearConv of the same layer.",
                        nodes, nodes == 1 ? "convolution runs" : "convolutions run", takes(c, share)),
                List.of(Reason.count("nodes", nodes), Reason.share("share", share)),
                Math.max(0.6, share)));
    }

    /** Integer products whose scaling stayed apart. */
    static Optional<Reason> slowProducts(Case c) {
        int nodes = c.nodes(Set.of("MatMulInteger"));
        if (nodes == 0) {
            return Optional.empty();
        }
        double share = c.share(kernel -> kernel.op().equals("MatMulInteger"));
        return Optional.of(new Reason(
                "unfused-products",
                text(
                        "%d integer %s: quantizing, multiplying and scaling run one after the other%s.",
                        nodes, nodes == 1 ? "product did not fuse" : "products did not fuse", takes(c, share)),
                List.of(Reason.count("nodes", nodes), Reason.share("share", share)),
                Math.max(0.4, share)));
    }

    /** A half-precision graph on a processor that computes most operators in fp32. */
    static Optional<Reason> halfPrecisionCasts(Case c) {
        int base = c.fp32() == null || c.fp32().graph() == null
                ? 0
                : c.fp32().graph().count("Cast");
        int casts = c.nodes(Set.of("Cast")) - base;
        double single = c.share(
                kernel -> kernel.precision().equals("fp32") && !kernel.op().equals("Cast"));
        if (!c.run().scheme().equals("fp16") || casts <= 0 || !c.option("form", "graph")) {
            return Optional.empty();
        }
        double share = c.share(kernel -> kernel.op().equals("Cast"));
        return Optional.of(new Reason(
                "fp16-casts",
                text(
                        "The half-precision graph ends up with %d Cast %s%s; %s of the kernel time is still fp32"
                                + " arithmetic, because few operators have half-precision kernels on this processor.",
                        casts, casts == 1 ? "node" : "nodes", takes(c, share), percent(single)),
                List.of(Reason.count("casts", casts), Reason.share("share", share), Reason.share("fp32", single)),
                c.isNotFasterThan(1.05) ? Math.max(0.85, share) : 0.5));
    }

    /** Half-precision weights that are widened before the first run. */
    static Optional<Reason> widenedAtLoad(Case c) {
        boolean stored =
                c.run().scheme().equals("bf16") || (c.run().scheme().equals("fp16") && c.option("form", "storage"));
        double half = c.share(kernel ->
                kernel.precision().equals("fp16") || kernel.precision().equals("bf16"));
        if (!stored || c.run().kernels().isEmpty() || half > 0.01) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                "widened-at-load",
                "The 16-bit weights are widened to fp32 while the model loads: the file is smaller, the arithmetic and its"
                        + " speed are those of fp32.",
                List.of(Reason.share("half precision", half)),
                0.7));
    }

    /** Small weights that the runtime expanded again, so that nothing was saved but the file. */
    static Optional<Reason> foldedWeights(Case c) {
        ExplainedRun.Graph graph = c.run().graph();
        Integer quantized = c.run().quantized();
        if (!c.isWeightOnly() || graph == null || quantized == null || quantized == 0) {
            return Optional.empty();
        }
        if (!graph.fused().isEmpty() || !graph.leftOver().keySet().stream().noneMatch(STEPS::contains)) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                "folded-weights",
                text(
                        "ONNX Runtime expanded the %d small weights to fp32 while the model loaded: the file is smaller,"
                                + " nothing else is.",
                        quantized),
                List.of(Reason.count("nodes", quantized)),
                0.9));
    }

    /** Data that is moved between memory layouts. */
    static Optional<Reason> layoutConversions(Case c) {
        int nodes = c.nodes(REORDERS);
        double share = c.share(kernel -> REORDERS.contains(kernel.op()));
        if (nodes == 0 || share < WORTH_TELLING) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                "layout-conversions",
                text(
                        "%d conversions between the blocked memory layout of convolutions and the plain one of their"
                                + " neighbours take %s of the kernel time.",
                        nodes, percent(share)),
                List.of(Reason.count("nodes", nodes), Reason.share("share", share)),
                share));
    }

    /** A scheme that found nothing to change. */
    static Optional<Reason> nothingChanged(Case c) {
        Integer quantized = c.run().quantized();
        if (quantized == null || quantized > 0) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                "nothing-changed",
                text(
                        "%s changed no node%s, so this is the fp32 model under another name.",
                        c.run().scheme(),
                        c.run().skipped() > 0 ? " and skipped " + c.run().skipped() : ""),
                List.of(Reason.count("skipped", c.run().skipped())),
                1));
    }

    private static String takes(Case c, double share) {
        return c.run().kernels().isEmpty() ? "" : ", " + percent(share) + " of the kernel time";
    }

    static String percent(double share) {
        return number(Math.round(share * 1_000) / 10.0) + " %";
    }
}
