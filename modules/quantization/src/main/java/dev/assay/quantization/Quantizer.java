package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import java.util.List;
import java.util.Map;

/** Applies a scheme to a graph. The same model and scheme give the same bytes on every machine. */
public final class Quantizer {
    private Quantizer() {}

    /**
     * Rewrites a model.
     *
     * @throws UnquantizableModel if the scheme cannot be applied to this model as a whole
     */
    public static Quantized quantize(OnnxModel model, Scheme scheme) throws UnquantizableModel {
        return switch (scheme) {
            case Scheme.Fp32 fp32 ->
                new Quantized(
                        model,
                        new QuantizationReport(fp32.name(), Map.of(), 0, List.of(), Map.of(), List.of(), List.of()));
            case Scheme.Int8Dynamic dynamic ->
                throw new UnquantizableModel("The scheme " + dynamic.name() + " is not available in this build.");
        };
    }
}
