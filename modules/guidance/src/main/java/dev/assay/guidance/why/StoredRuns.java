package dev.assay.guidance.why;

import dev.assay.protocol.Capabilities;
import dev.assay.protocol.Measurement;
import dev.assay.protocol.MeasurementDetails;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns stored measurements into what the rules look at. */
public final class StoredRuns {
    private StoredRuns() {}

    /**
     * One measurement.
     *
     * @param options  all options of the scheme, defaults included
     * @param medianMs of its samples, or null without samples; not used when the measurement is invalid
     */
    public static ExplainedRun of(
            String scheme, Map<String, String> options, Measurement measurement, @Nullable Double medianMs) {
        MeasurementDetails details = measurement.details();
        Measurement.Environment environment = measurement.environment();
        Capabilities device = environment.device();
        Measurement.QuantizationSummary quantization = measurement.quantization();
        Measurement.Fidelity fidelity = measurement.fidelity();
        MeasurementDetails.OptimizedGraph graph = details.graph();
        MeasurementDetails.Profile profile = details.profile();
        boolean quiet = measurement.validity().status() != Measurement.Validity.Status.INVALID;
        return new ExplainedRun(
                scheme,
                options,
                new ExplainedRun.Machine(
                        device.arch(), device.cpuFlags(), device.cores(), environment.threads(), device.llcBytes()),
                quiet ? medianMs : null,
                measurement.modelBytes(),
                graph == null ? null : new ExplainedRun.Graph(graph.ops(), graph.fused(), graph.leftOver()),
                profile == null
                        ? List.of()
                        : profile.nodes().stream()
                                .map(node -> new ExplainedRun.Kernel(
                                        node.node(), node.op(), node.micros(), node.precision()))
                                .toList(),
                quantization == null ? null : quantization.quantized(),
                quantization == null ? 0 : quantization.skipped(),
                fidelity == null || !fidelity.finite() ? null : fidelity.cosine(),
                details.layers().stream()
                        .map(layer -> new ExplainedRun.Layer(
                                layer.node(), layer.op(), layer.weightCosine(), layer.outputCosine()))
                        .toList());
    }

    /** Whether two measurements ran the same inputs with as many threads on the same kind of machine. */
    public static boolean comparable(Measurement a, Measurement b) {
        Measurement.Environment one = a.environment();
        Measurement.Environment other = b.environment();
        return one.threads() == other.threads()
                && one.inputsSha256().equals(other.inputsSha256())
                && one.inputShapes().equals(other.inputShapes())
                && one.device().cpuModel().equals(other.device().cpuModel());
    }
}
