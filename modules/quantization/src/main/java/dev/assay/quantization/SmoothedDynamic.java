package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.smoothing.Smoothing;
import java.util.ArrayList;
import java.util.List;

/** Moves outliers into the weights before activations are quantized on the fly. */
final class SmoothedDynamic {
    private SmoothedDynamic() {}

    static Quantized quantize(OnnxModel model, Scheme.Int8Dynamic scheme, Activations activations)
            throws UnquantizableModel, ActivationsUnavailable {
        Smoothing.Smoothed smoothed = Smoothing.of(model, activations, scheme.smooth(), scheme.exclude());
        Quantized quantized = Quantizer.dynamic(smoothed.model(), scheme);
        QuantizationReport report = quantized.report();
        if (report.quantized() == 0) {
            return Quantizer.unchanged(model, scheme, report.skipped(), report.notes());
        }
        List<String> notes = new ArrayList<>(smoothed.notes());
        notes.addAll(report.notes());
        return new Quantized(
                MixedRewrite.described(quantized.model(), model, scheme),
                new QuantizationReport(
                        report.scheme(),
                        report.options(),
                        report.quantized(),
                        report.skipped(),
                        report.bytesByType(),
                        report.layers(),
                        notes));
    }
}
