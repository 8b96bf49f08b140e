package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.assay.onnx.GraphCensus;
import dev.assay.onnx.ModelFacts;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Scratch;
import dev.assay.onnx.opset.CannotUpgrade;
import dev.assay.onnx.opset.OpsetUpgrade;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Applies a scheme to a graph. The same model and scheme give the same bytes on every machine.
 *
 * <p>The metadata of a rewritten model names the scheme ({@code assay.scheme}) and the model it was made from
 * ({@code assay.source.sha256}).
 */
public final class Quantizer {
    /** From this version of the file format on, an initializer is an input only if the caller may replace it. */
    private static final long IR_WITH_FREE_INITIALIZERS = 4;

    /** {@code DynamicQuantizeLinear} appeared here; {@code MatMulInteger} and {@code DequantizeLinear} one earlier. */
    private static final int DYNAMIC_OPSET = 11;

    private Quantizer() {}

    /**
     * Rewrites a model with a scheme that needs no calibration. A model in which there is nothing to rewrite comes back as
     * it is, with a note in the report.
     *
     * @throws UnquantizableModel if the scheme cannot be applied to this model as a whole, or needs calibration
     */
    public static Quantized quantize(OnnxModel model, Scheme scheme) throws UnquantizableModel {
        if (scheme.needsCalibration()) {
            throw needsCalibration(scheme);
        }
        try {
            return quantize(model, scheme, null);
        } catch (ActivationsUnavailable e) {
            throw new IllegalStateException("A scheme without calibration asked for activations", e);
        }
    }

    /**
     * Rewrites a model.
     *
     * @param activations what calibration sees; null when there is none
     * @throws UnquantizableModel     if the scheme cannot be applied to this model as a whole, or needs calibration and
     *                                there is none
     * @throws ActivationsUnavailable if the model could not be run on the calibration examples
     */
    public static Quantized quantize(OnnxModel model, Scheme scheme, @Nullable Activations activations)
            throws UnquantizableModel, ActivationsUnavailable {
        if (scheme.needsCalibration() && activations == null) {
            throw needsCalibration(scheme);
        }
        if (scheme instanceof Scheme.Fp32) {
            return unchanged(model, scheme, List.of(), List.of());
        }
        NodeNames names = NodeNames.of(model.proto());
        if (!names.twice().isEmpty()) {
            throw new UnquantizableModel(
                    "Two nodes of the model are named " + names.twice().get(0)
                            + ", and ONNX Runtime loads no such model; nothing was changed, give every node a name of its own.");
        }
        Quantized quantized = rewritten(model, scheme, activations);
        QuantizationReport report = quantized.report();
        List<String> unknown = names.missing(scheme.options().getOrDefault("exclude", ""));
        if (!unknown.isEmpty()) {
            report = report.withNote("The option exclude names " + String.join(", ", unknown)
                    + ", and no node of the model is called so.");
        }
        for (String odd : OddConstants.notes(model.proto())) {
            report = report.withNote(odd);
        }
        return new Quantized(quantized.model(), report);
    }

    /** The rewrite itself; the parts of a mixed scheme come here too. */
    static Quantized rewritten(OnnxModel model, Scheme scheme, @Nullable Activations activations)
            throws UnquantizableModel, ActivationsUnavailable {
        return switch (scheme) {
            case Scheme.Fp32 fp32 -> unchanged(model, fp32, List.of(), List.of());
            case Scheme.Int8Dynamic dynamic ->
                dynamic.smooth() > 0
                        ? SmoothedDynamic.quantize(model, dynamic, seen(dynamic, activations))
                        : dynamic(model, dynamic);
            case Scheme.Fp16 fp16 -> WeightSchemes.fp16(model, fp16);
            case Scheme.Bf16 bf16 -> WeightSchemes.bf16(model, bf16);
            case Scheme.Int8Static fixed ->
                StaticQuantizer.quantize(model, fixed, seen(fixed, activations)).quantized();
            case Scheme.Int8WeightOnly weights -> WeightSchemes.int8(model, weights);
            case Scheme.Int4WeightOnly weights -> WeightSchemes.int4(model, weights, activations);
            case Scheme.Mixed mixed -> MixedRewrite.apply(model, mixed, activations);
        };
    }

    private static Activations seen(Scheme scheme, @Nullable Activations activations) throws UnquantizableModel {
        if (activations == null) {
            throw needsCalibration(scheme);
        }
        return activations;
    }

    private static UnquantizableModel needsCalibration(Scheme scheme) {
        return new UnquantizableModel("The scheme " + scheme.name()
                + " has to see typical inputs first; nothing was changed, give it calibration data.");
    }

    static Quantized dynamic(OnnxModel model, Scheme.Int8Dynamic scheme) throws UnquantizableModel {
        try (Scratch scratch = Scratch.forModel(model)) {
            return dynamic(model, scheme, scratch);
        } catch (UncheckedIOException e) {
            throw new UnquantizableModel(String.valueOf(e.getMessage()));
        }
    }

    private static Quantized dynamic(OnnxModel model, Scheme.Int8Dynamic scheme, Scratch scratch)
            throws UnquantizableModel {
        List<String> notes = new ArrayList<>();
        OnnxModel raised = raised(model, scheme, DYNAMIC_OPSET, notes);
        ModelProto proto = raised.proto();
        // Hashing the original takes as long as rounding its weights, and there is mostly a second core.
        model.hashAhead();
        DynamicRewrite rewrite = new DynamicRewrite(scheme, proto, scratch);
        GraphProto graph = rewrite.rewrite(proto.getGraph());
        List<FunctionProto> functions =
                proto.getFunctionsList().stream().map(rewrite::rewrite).toList();
        if (rewrite.layers().isEmpty()) {
            notes.clear();
            notes.add(nothingToDo(model));
            return unchanged(model, scheme, rewrite.skipped(), notes);
        }
        ModelProto.Builder result = proto.toBuilder();
        result.setGraph(graph).clearFunctions().addAllFunctions(functions);
        result.addMetadataProps(entry("assay.scheme", describe(scheme)));
        result.addMetadataProps(entry("assay.source.sha256", model.sha256()));
        OnnxModel quantized = OnnxModel.of(result.build());
        return new Quantized(
                quantized,
                new QuantizationReport(
                        scheme.name(),
                        scheme.options(),
                        rewrite.layers().size(),
                        rewrite.skipped(),
                        GraphCensus.of(quantized.proto()).bytesByType(),
                        rewrite.layers(),
                        notes));
    }

    private static String nothingToDo(OnnxModel model) {
        Map<String, Integer> quantized =
                ModelFacts.quantizedOps(GraphCensus.of(model.proto()).ops());
        if (quantized.isEmpty()) {
            return "There was nothing to quantize; the model is unchanged.";
        }
        String ops = quantized.entrySet().stream()
                .map(op -> op.getValue() + " " + op.getKey())
                .collect(Collectors.joining(", "));
        return "The model is quantized already (" + ops
                + ") and nothing was left to quantize; it is unchanged, take the"
                + " model that it was made from for another scheme.";
    }

    /** The model with the operator set and the file format that a scheme needs, and a note where that changed it. */
    static OnnxModel raised(OnnxModel model, Scheme scheme, int opset, List<String> notes) throws UnquantizableModel {
        OnnxModel raised;
        try {
            raised = OpsetUpgrade.to(model, opset);
        } catch (CannotUpgrade e) {
            throw new UnquantizableModel("The scheme " + scheme.name() + " cannot be applied. " + e.getMessage());
        }
        if (raised.opset() != model.opset()) {
            notes.add("The operator set was raised from " + model.opset() + " to " + raised.opset()
                    + "; the model computes the same.");
        }
        OnnxModel free = OpsetUpgrade.toFormat(raised, IR_WITH_FREE_INITIALIZERS);
        if (model.proto().getIrVersion() < IR_WITH_FREE_INITIALIZERS) {
            notes.add("The file format version was raised from "
                    + model.proto().getIrVersion() + " to " + free.proto().getIrVersion()
                    + "; constants are no longer repeated as inputs.");
        }
        return free;
    }

    static Quantized unchanged(
            OnnxModel model, Scheme scheme, List<QuantizationReport.Skipped> skipped, List<String> notes) {
        Map<String, Long> bytesByType = GraphCensus.of(model.proto()).bytesByType();
        return new Quantized(
                model,
                new QuantizationReport(scheme.name(), scheme.options(), 0, skipped, bytesByType, List.of(), notes));
    }

    static String describe(Scheme scheme) {
        return scheme.options().entrySet().stream()
                .filter(option -> !option.getValue().isEmpty())
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(",", scheme.name() + "(", ")"));
    }

    static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
