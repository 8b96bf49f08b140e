package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.GraphCensus;
import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.calibration.RangeTable;
import dev.assay.quantization.qdq.StaticQuantization;
import dev.assay.quantization.smoothing.Smoothing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Applies {@link Scheme.Int8Static} and keeps what calibration saw. */
public final class StaticQuantizer {
    private static final Set<String> QUANTIZED = Set.of(
            "QuantizeLinear",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "QLinearConv",
            "QLinearMatMul",
            "MatMulInteger",
            "ConvInteger");

    private StaticQuantizer() {}

    /**
     * A rewritten model with the ranges it was made with.
     *
     * @param quantized the model and its report
     * @param ranges    of the tensors that were quantized, and of those that turned out to have none
     */
    public record Result(Quantized quantized, RangeTable ranges) {}

    /**
     * Calibrates and rewrites a model. A model in which there is nothing to rewrite comes back as it is, with a note.
     *
     * @throws UnquantizableModel     if the model is quantized already, is too old to be raised, or if the scheme names
     *                                operators that do not exist
     * @throws ActivationsUnavailable if the model could not be run on the calibration examples
     */
    public static Result quantize(OnnxModel model, Scheme.Int8Static scheme, Activations activations)
            throws UnquantizableModel, ActivationsUnavailable {
        checkOperators(scheme);
        checkFloat(model);
        List<String> notes = new ArrayList<>();
        OnnxModel raised = Quantizer.raised(model, scheme, StaticQuantization.OPSET, notes);
        if (raised.proto().getFunctionsCount() > 0) {
            notes.add("Nodes inside of the model's own functions were left in floating point.");
        }
        OnnxModel smooth = raised;
        if (scheme.smooth() > 0) {
            Smoothing.Smoothed smoothed = Smoothing.of(raised, activations, scheme.smooth(), scheme.exclude());
            smooth = smoothed.model();
            notes.addAll(smoothed.notes());
        }
        StaticQuantization.Outcome outcome = StaticQuantization.of(smooth, scheme, activations);
        if (outcome.layers().isEmpty()) {
            List<String> reasons = List.of("There was nothing to quantize; the model is unchanged.");
            return new Result(Quantizer.unchanged(model, scheme, outcome.skipped(), reasons), outcome.ranges());
        }
        notes.addAll(outcome.notes());
        ModelProto result = smooth.proto().toBuilder()
                .setGraph(outcome.graph())
                .addMetadataProps(Quantizer.entry("assay.scheme", Quantizer.describe(scheme)))
                .addMetadataProps(Quantizer.entry("assay.source.sha256", model.sha256()))
                .build();
        OnnxModel quantized = OnnxModel.of(result);
        QuantizationReport report = new QuantizationReport(
                scheme.name(),
                scheme.options(),
                outcome.layers().size(),
                outcome.skipped(),
                GraphCensus.of(result).bytesByType(),
                outcome.layers(),
                notes);
        return new Result(new Quantized(quantized, report), outcome.ranges());
    }

    private static void checkOperators(Scheme.Int8Static scheme) throws UnquantizableModel {
        for (String op : scheme.ops()) {
            if (!StaticQuantization.operators().contains(op)) {
                throw new UnquantizableModel("The scheme " + scheme.name() + " has no 8-bit form of " + op
                        + "; nothing was changed, name some of "
                        + String.join(", ", StaticQuantization.operators()) + " in the option ops, or none for all.");
            }
        }
    }

    /** A part that this product quantized before, as a mixed scheme does, is no obstacle; a foreign one is. */
    private static void checkFloat(OnnxModel model) throws UnquantizableModel {
        boolean ours = model.proto().getMetadataPropsList().stream()
                .anyMatch(entry -> entry.getKey().equals("assay.scheme"));
        GraphProto graph = model.proto().getGraph();
        long already = graph.getNodeList().stream()
                .map(NodeProto::getOpType)
                .filter(QUANTIZED::contains)
                .count();
        if (already > 0 && !ours) {
            throw new UnquantizableModel(
                    "The model is quantized already: " + already
                            + " of its nodes convert from or to integers. Nothing was changed; start from the model in float32.");
        }
    }
}
