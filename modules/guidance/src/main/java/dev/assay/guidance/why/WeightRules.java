package dev.assay.guidance.why;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.Prose;
import dev.assay.onnx.outline.ModelWork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rules about what rounding did to the file and to the outputs. */
final class WeightRules {
    private static final double GOOD = 0.99;
    private static final double TIGHT_PERCENTILE = 99.99;
    private static final int ALLOWS_BYTES = 4;

    static final List<Function<Case, Optional<Reason>>> ALL =
            List.of(WeightRules::floatTables, WeightRules::floatAccumulation, WeightRules::lostFidelity);

    private WeightRules() {}

    /** A small scheme whose file is mostly a lookup table in fp32. */
    static Optional<Reason> floatTables(Case c) {
        ModelWork work = c.work();
        boolean schemeOfWeights = c.isInt8() || c.isWeightOnly();
        if (work == null || !schemeOfWeights || c.option("embeddings", "true")) {
            return Optional.empty();
        }
        double share = work.tableBytes() / (double) Math.max(1, c.run().modelBytes());
        if (share < 0.3 || share > 1) {
            return Optional.empty();
        }
        double tables = work.tableBytes();
        double file = c.run().modelBytes();
        String remedy = c.run().options().containsKey("embeddings") ? "; embeddings=true makes them smaller too" : "";
        return Optional.of(new Reason(
                "float-tables",
                text(
                        "%s of the %s are lookup tables (embeddings) that stayed in fp32, so the file shrinks less than"
                                + " the weights do%s.",
                        Prose.bytes(tables), Prose.bytes(file), remedy),
                List.of(Reason.bytes("tables", tables), Reason.bytes("file", file), Reason.share("share", share)),
                0.4 + 0.3 * share));
    }

    /** Block-wise weights that are multiplied in fp32. */
    static Optional<Reason> floatAccumulation(Case c) {
        int nodes = c.nodes(Set.of("com.microsoft.MatMulNBits"));
        String level = c.run().options().getOrDefault("accuracyLevel", "");
        if (nodes == 0 || level.isEmpty() || level.equals(String.valueOf(ALLOWS_BYTES)) || c.isFasterThan(1.5)) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                "float-accumulation",
                text(
                        "%d %s fp32 after unpacking each block (accuracy level %s); level %d rounds activations to"
                                + " 8 bits and uses int8 instructions.",
                        nodes, nodes == 1 ? "product is computed in" : "products are computed in", level, ALLOWS_BYTES),
                List.of(Reason.count("nodes", nodes)),
                0.7));
    }

    /** Outputs that moved away from fp32: the first bad layer, and the option that is the usual culprit. */
    static Optional<Reason> lostFidelity(Case c) {
        Double cosine = c.run().cosine();
        if (cosine == null || cosine >= GOOD) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        List<Reason.Quantity> figures = new ArrayList<>(List.of(Reason.count("cosine", cosine)));
        parts.add(text("The outputs' cosine with fp32 is %s", figure(cosine)));
        String code = "lost-fidelity";
        ExplainedRun.Layer first = firstBad(c.run().layers());
        if (first != null) {
            double lost = first.outputCosine() == null ? first.weightCosine() : first.outputCosine();
            parts.add(text(
                    "; the first layer below %s is %s (%s, %s)", number(GOOD), first.node(), first.op(), figure(lost)));
            figures.add(Reason.count("first bad layer", lost));
        }
        String culprit = "";
        if (c.option("perChannel", "false")) {
            code = "per-tensor-weights";
            culprit =
                    " One scale for a whole weight tensor must cover its largest column, which leaves few steps for the"
                            + " others: perChannel=true gives each column its own.";
        } else if (c.option("method", "percentile") && percentile(c) < TIGHT_PERCENTILE) {
            code = "tight-percentile";
            culprit = text(
                    " The ranges keep only %s %% of the values; what lies beyond is cut off, and in transformers that is"
                            + " where the signal is: try %s or more.",
                    number(percentile(c)), figure(TIGHT_PERCENTILE));
        }
        return Optional.of(new Reason(code, String.join("", parts) + "." + culprit, figures, 0.92 - cosine / 10));
    }

    private static double percentile(Case c) {
        String text = c.run().options().getOrDefault("percentile", "");
        return text.matches("\\d{1,3}(\\.\\d{1,9})?") ? Double.parseDouble(text) : 100;
    }

    /** The first in the order of the graph, by output where outputs were compared; else the worst weights. */
    private static ExplainedRun.@Nullable Layer firstBad(List<ExplainedRun.Layer> layers) {
        return layers.stream()
                .filter(layer -> layer.outputCosine() != null && layer.outputCosine() < GOOD)
                .findFirst()
                .or(() -> layers.stream()
                        .filter(layer -> layer.weightCosine() < GOOD)
                        .min(Comparator.comparingDouble(ExplainedRun.Layer::weightCosine)))
                .orElse(null);
    }

    private static String figure(double cosine) {
        return text("%.4f", cosine).replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
