package dev.assay.quantization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scheme did to a graph.
 *
 * @param scheme       name of the scheme
 * @param options      its options, defaults included
 * @param quantized    number of nodes rewritten
 * @param skipped      nodes that the scheme looks at but left alone, with the reason
 * @param bytesByType  bytes of constant tensors of the new graph by element type
 * @param layers       what rounding did to the weights of each rewritten node
 * @param notes        changes to the graph as a whole, such as a raised operator-set version
 */
public record QuantizationReport(
        String scheme,
        Map<String, String> options,
        int quantized,
        List<Skipped> skipped,
        Map<String, Long> bytesByType,
        List<Layer> layers,
        List<String> notes) {

    public QuantizationReport {
        skipped = List.copyOf(skipped);
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
    }

    /** The same with one more note. */
    QuantizationReport withNote(String note) {
        List<String> all = new ArrayList<>(notes);
        all.add(note);
        return new QuantizationReport(scheme, options, quantized, skipped, bytesByType, layers, all);
    }

    /** A node left in floating point. */
    public record Skipped(String node, String op, String reason) {}

    /**
     * The weights of one rewritten node compared with the originals.
     *
     * @param node    its name, or its first output when it has none
     * @param op      operator before the rewrite
     * @param weights elements
     * @param sqnrDb  {@code 10 log10(sum w^2 / sum (w - w')^2)}; null when nothing was lost
     * @param cosine  of the two weight tensors taken as vectors; 1 when both are zero
     */
    public record Layer(
            String node, String op, long weights, @Nullable Double sqnrDb, double cosine) {}
}
