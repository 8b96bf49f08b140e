package dev.assay.cli;

import dev.assay.guidance.statistics.PercentileBound;
import dev.assay.protocol.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs beside each other, for people. */
final class RunTable {
    private RunTable() {}

    static List<String> lines(List<RunDocument> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "SCHEME",
                "SIZE",
                "MEDIAN ms",
                "P50 ms <=",
                "P90 ms <=",
                "P95 ms <=",
                "P99 ms <=",
                "FIDELITY",
                "ACCURACY",
                "PEAK RSS",
                "VALIDITY"));
        List<String> remarks = new ArrayList<>();
        for (RunDocument run : runs) {
            rows.add(row(run));
            run.why().forEach(why -> remarks.add(run.spec().scheme().name() + ": " + Text.visible(why)));
        }
        List<String> lines = new ArrayList<>(Text.table(rows));
        for (RunDocument run : runs) {
            Measurement measurement = run.measurement();
            if (measurement != null) {
                lines.add("");
                DetailLines.of(measurement)
                        .forEach(line -> lines.add(run.spec().scheme().name() + ": " + line));
            }
        }
        if (!remarks.isEmpty()) {
            lines.add("");
            lines.addAll(remarks);
        }
        return lines;
    }

    private static List<String> row(RunDocument run) {
        Measurement measurement = run.measurement();
        var latency = run.latency();
        String scheme = run.spec().scheme().name();
        if (measurement == null || latency == null) {
            return List.of(scheme, "-", "-", "-", "-", "-", "-", "-", "-", "-", run.state());
        }
        Measurement.Fidelity fidelity = measurement.fidelity();
        Measurement.Accuracy accuracy = measurement.accuracy();
        Measurement.MemoryUse memory = measurement.memory();
        return List.of(
                scheme,
                Text.bytes(measurement.modelBytes()),
                Text.digits(latency.medianMs()),
                bound(latency.p50()),
                bound(latency.p90()),
                bound(latency.p95()),
                bound(latency.p99()),
                fidelity == null
                        ? "reference"
                        : fidelity.finite() ? String.format(Locale.ROOT, "%.5f", fidelity.cosine()) : "not finite",
                accuracy == null ? "-" : String.format(Locale.ROOT, "%s %.3f", accuracy.metric(), accuracy.value()),
                memory == null ? "-" : Text.bytes(memory.peakRssBytes()),
                measurement.validity().status().name());
    }

    /** The bound, or how far the samples are from one. */
    private static String bound(PercentileBound bound) {
        Double ms = bound.ms();
        return ms == null ? bound.samples() + " of " + bound.needed() + " samples" : Text.digits(ms);
    }
}
