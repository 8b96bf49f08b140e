package dev.assay.onnx.outline;

import dev.assay.onnx.GraphCost;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one inference asks of a machine, before any rewriting.
 *
 * @param flops       operations; nodes of unknown cost add nothing
 * @param weightBytes constants that every inference reads: all but lookup tables
 * @param tableBytes  lookup tables, of which an inference reads a few rows
 * @param rows        how many rows of activations use each weight of the matrix products, weighted by operations; null
 *                    when there are no such products
 */
public record ModelWork(
        long flops,
        long weightBytes,
        long tableBytes,
        @Nullable Double rows) {
    private static final Set<String> PRODUCTS = Set.of("MatMul", "Gemm");

    /** The work of a float32 model. */
    public static ModelWork of(GraphOutline outline, GraphCost cost) {
        double weighted = 0;
        double flops = 0;
        for (GraphCost.NodeCost node : cost.nodes()) {
            if (PRODUCTS.contains(node.op()) && node.weightBytes() > 0 && node.flops() > 0) {
                double weights = node.weightBytes() / (double) Float.BYTES;
                weighted += node.flops() * (node.flops() / (2.0 * weights));
                flops += node.flops();
            }
        }
        long tables = outline.tableBytes();
        return new ModelWork(
                cost.flops(), outline.constantBytes() - tables, tables, flops > 0 ? weighted / flops : null);
    }
}
