package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.assay.onnx.GraphCensus;
import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.QuantizationReport.Layer;
import dev.assay.quantization.QuantizationReport.Skipped;
import java.util.ArrayList;
import java.util.List;

/**
 * A model made ready to be rewritten, and put together again afterwards.
 *
 * @param source the model as it was given
 * @param base   the same with the versions that the scheme needs, and without initializers repeated as inputs where the
 *               file format is so old that it demanded that
 * @param notes  what was raised
 */
record Ground(OnnxModel source, ModelProto base, List<String> notes) {
    static final String MICROSOFT = "com.microsoft";

    /** From this version of the file format on, an initializer is an input only if the caller may replace it. */
    static final long FREE_INITIALIZERS = 4;

    /** From this version of the file format on there are types of four bits. */
    static final long FOUR_BIT_TYPES = 10;

    /**
     * What a rewrite did.
     *
     * @param changed number of nodes that compute in another way, or with weights in another form
     */
    record Work(GraphProto graph, int changed, List<Layer> layers, List<Skipped> skipped, List<String> notes) {
        /** Every changed node has weights. */
        Work(GraphProto graph, List<Layer> layers, List<Skipped> skipped, List<String> notes) {
            this(graph, layers.size(), layers, skipped, notes);
        }
    }

    /**
     * Raises what is too old.
     *
     * @param opset least version of the default operators
     * @throws UnquantizableModel if the model cannot be raised
     */
    static Ground of(OnnxModel model, Scheme scheme, int opset) throws UnquantizableModel {
        List<String> notes = new ArrayList<>();
        ModelProto base = Quantizer.raised(model, scheme, opset, notes).proto();
        if (base.getFunctionsCount() > 0) {
            notes.add("Nodes inside of the model's own functions were left as they are.");
        }
        return new Ground(model, base, notes);
    }

    /**
     * The model with its new graph, and the report; the given model itself when the rewrite found nothing.
     *
     * @param ir        least version of the file format that the new graph needs
     * @param microsoft whether it has operators of ONNX Runtime's own domain
     */
    Quantized finish(Scheme scheme, Work work, long ir, boolean microsoft) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(work.notes);
        if (work.changed == 0) {
            return report(source, scheme, work, List.of("There was nothing to quantize; the model is unchanged."));
        }
        ModelProto.Builder result = base.toBuilder().setGraph(work.graph);
        if (base.getIrVersion() < ir) {
            result.setIrVersion(ir);
        }
        boolean imported = base.getOpsetImportList().stream()
                .anyMatch(set -> set.getDomain().equals(MICROSOFT));
        if (microsoft && !imported) {
            result.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1));
        }
        result.addMetadataProps(Quantizer.entry("assay.scheme", Quantizer.describe(scheme)));
        result.addMetadataProps(Quantizer.entry("assay.source.sha256", source.sha256()));
        return report(OnnxModel.of(result.build()), scheme, work, all);
    }

    private static Quantized report(OnnxModel model, Scheme scheme, Work work, List<String> notes) {
        return new Quantized(
                model,
                new QuantizationReport(
                        scheme.name(),
                        scheme.options(),
                        work.changed,
                        work.skipped,
                        GraphCensus.of(model.proto()).bytesByType(),
                        work.layers,
                        notes));
    }
}
