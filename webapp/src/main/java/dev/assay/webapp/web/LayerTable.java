package dev.assay.webapp.web;

import dev.assay.protocol.MeasurementDetails.Layer;
import dev.assay.quantization.LayerWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rewritten nodes of a run, ready to be written.
 *
 * @param rows     in the order of the graph
 * @param firstBad the first row whose output is worse than {@link #BAD_DB}, or null
 */
public record LayerTable(List<Row> rows, @Nullable Row firstBad) {
    /** Below this many dB an output is bad: its error carries a tenth of its energy or more. */
    static final double BAD_DB = LayerWalk.THRESHOLD_DB;

    /**
     * One node.
     *
     * @param number     its place among the rewritten nodes, from 1
     * @param first      whether it is the first bad one
     * @param bad        whether its output is worse than the bound
     * @param compared   whether there is a comparison of outputs; null figures then mean that nothing differs
     */
    public record Row(
            int number,
            String node,
            String op,
            @Nullable Double weightSqnrDb,
            double weightCosine,
            @Nullable Double outputSqnrDb,
            @Nullable Double outputCosine,
            boolean compared,
            boolean bad,
            boolean first) {}

    public LayerTable {
        rows = List.copyOf(rows);
    }

    /**
     * The table.
     *
     * @param cause the layer at which the walk found the damage to begin, or null: then it is the first bad one
     */
    static LayerTable of(List<Layer> layers, @Nullable String cause) {
        List<Row> rows = new ArrayList<>();
        Row firstBad = null;
        for (Layer layer : layers) {
            Double output = layer.outputSqnrDb();
            boolean bad = output != null && output < BAD_DB;
            Row row = new Row(
                    rows.size() + 1,
                    layer.node(),
                    layer.op(),
                    layer.weightSqnrDb(),
                    layer.weightCosine(),
                    output,
                    layer.outputCosine(),
                    layer.outputCosine() != null,
                    bad,
                    cause == null ? bad && firstBad == null : layer.node().equals(cause));
            if (row.first()) {
                firstBad = row;
            }
            rows.add(row);
        }
        return new LayerTable(rows, firstBad);
    }

    /** Whether outputs were compared at all. */
    public boolean isCompared() {
        return rows.stream().anyMatch(Row::compared);
    }

    /** The node whose output differs most, if outputs were compared. */
    Optional<Row> worst() {
        return rows.stream()
                .filter(row -> row.outputSqnrDb() != null)
                .min((a, b) -> Double.compare(value(a), value(b)));
    }

    private static double value(Row row) {
        Double db = row.outputSqnrDb();
        return db == null ? Double.MAX_VALUE : db;
    }

    /** The answer of the table in one sentence. */
    public String getSentence() {
        Format format = new Format();
        if (rows.isEmpty()) {
            return "";
        }
        if (!isCompared()) {
            return format.plural(rows.size(), "node") + " rewritten; their outputs were not compared.";
        }
        Row bad = firstBad;
        if (bad != null) {
            return "The damage begins where signal over noise first falls below " + format.plain(BAD_DB) + " dB: at "
                    + bad.node() + " (" + bad.op() + ", " + format.fixed(bad.outputSqnrDb(), 1) + " dB).";
        }
        return worst().map(row -> "Every output stays above " + format.plain(BAD_DB) + " dB; the lowest is "
                        + row.node() + " with " + format.fixed(row.outputSqnrDb(), 1) + " dB.")
                .orElse("No output differs from fp32.");
    }
}
