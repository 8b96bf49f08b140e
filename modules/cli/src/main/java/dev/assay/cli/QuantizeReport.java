package dev.assay.cli;

import dev.assay.protocol.MeasurementDetails;
import dev.assay.protocol.MeasurementDetails.Calibration;
import dev.assay.protocol.MeasurementDetails.Point;
import dev.assay.protocol.MeasurementDetails.Search;
import dev.assay.quantization.QuantizationReport;
import dev.assay.quantization.Scheme;
import dev.assay.quantization.UnknownScheme;
import dev.assay.quantization.search.Schemes;
import dev.assay.worker.Rewrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code assay quantize} says, as a document and as lines.
 *
 * @param firstBadLayer the first layer whose output goes wrong while what it reads is right; null when there is none, or
 *                      without inputs to compare on
 */
record QuantizeReport(
        String scheme,
        Map<String, String> options,
        String sourceSha256,
        String sha256,
        long sizeBytes,
        double seconds,
        Map<String, Double> secondsByPhase,
        Counts nodes,
        List<QuantizationReport.Skipped> skipped,
        List<Layer> layers,
        @Nullable String firstBadLayer,
        Map<String, Long> bytesByType,
        @Nullable Calibration calibration,
        List<String> notes,
        @Nullable Search search,
        String output) {

    record Counts(int quantized, int skipped) {}

    /** Weights of a node, and its output in the whole model where it was compared on real inputs. */
    record Layer(
            String node,
            String op,
            long weights,
            @Nullable Double sqnrDb,
            double cosine,
            @Nullable Double outputSqnrDb,
            @Nullable Double outputCosine) {}

    static QuantizeReport of(String sourceSha256, Rewrite.Done done, String output) {
        QuantizationReport report = done.report();
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < report.layers().size(); i++) {
            QuantizationReport.Layer weights = report.layers().get(i);
            MeasurementDetails.Layer walked =
                    i < done.layers().size() ? done.layers().get(i) : null;
            layers.add(new Layer(
                    weights.node(),
                    weights.op(),
                    weights.weights(),
                    weights.sqnrDb(),
                    weights.cosine(),
                    walked == null ? null : walked.outputSqnrDb(),
                    walked == null ? null : walked.outputCosine()));
        }
        return new QuantizeReport(
                report.scheme(),
                report.options(),
                sourceSha256,
                done.sha256(),
                done.bytes(),
                done.seconds().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum(),
                done.seconds(),
                new Counts(report.quantized(), report.skipped().size()),
                report.skipped(),
                layers,
                done.firstBadLayer(),
                report.bytesByType(),
                done.calibration(),
                done.notes(),
                done.search(),
                output);
    }

    /** What an automatic choice tried, as a table; a star marks what nothing else beats, an arrow what was taken. */
    static List<String> tried(Search search) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "   %10s  %10s  %8s  %s", "median ms", "size", "cosine", "scheme"));
        for (Point point : search.points()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s%s %10s  %10s  %8.5f  %s",
                    point.chosen() ? ">" : " ",
                    point.front() ? "*" : " ",
                    Text.digits(point.medianMillis()),
                    Text.bytes(point.bytes()),
                    point.cosine(),
                    Text.visible(named(point))));
        }
        lines.add(Text.visible(search.note()));
        return lines;
    }

    private static String named(Point point) {
        try {
            return Schemes.brief(
                    Scheme.parse(point.scheme().name(), point.scheme().options()));
        } catch (UnknownScheme e) {
            return point.scheme().name(); // of a newer job process
        }
    }

    /** For people. */
    List<String> lines(long sourceBytes) {
        List<String> lines = new ArrayList<>();
        if (search != null) {
            lines.addAll(tried(search));
        }
        lines.add("wrote     " + output);
        lines.add("size      " + Text.bytes(sourceBytes) + " -> " + Text.bytes(sizeBytes)
                + String.format(Locale.ROOT, " (%.0f %%)", 100.0 * sizeBytes / sourceBytes));
        lines.add("nodes     " + nodes.quantized() + " quantized, " + nodes.skipped() + " left in floating point");
        skipped.forEach(node ->
                lines.add("  " + Text.visible(node.node()) + " (" + node.op() + "): " + Text.visible(node.reason())));
        layers.stream()
                .filter(layer -> layer.sqnrDb() != null)
                .min((a, b) -> Double.compare(orZero(a.sqnrDb()), orZero(b.sqnrDb())))
                .ifPresent(worst -> lines.add("worst     " + Text.visible(worst.node()) + ": its weights keep "
                        + Text.digits(orZero(worst.sqnrDb())) + " dB over the rounding noise, cosine "
                        + String.format(Locale.ROOT, "%.6f", worst.cosine())));
        layers.stream()
                .filter(layer -> layer.outputSqnrDb() != null)
                .min((a, b) -> Double.compare(orZero(a.outputSqnrDb()), orZero(b.outputSqnrDb())))
                .ifPresent(worst -> lines.add("outputs   " + Text.visible(worst.node()) + ": furthest from fp32, "
                        + Text.digits(orZero(worst.outputSqnrDb())) + " dB, cosine "
                        + String.format(Locale.ROOT, "%.6f", orZero(worst.outputCosine()))));
        if (calibration != null) {
            lines.add("inputs    " + calibration.indices().size() + " examples of "
                    + Text.visible(calibration.dataset()) + ", " + Text.digits(calibration.seconds()) + " s");
        }
        notes.forEach(note -> lines.add("note      " + Text.visible(note)));
        lines.add("sha256    " + sha256);
        lines.add("seconds   " + Text.digits(seconds));
        return lines;
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}
