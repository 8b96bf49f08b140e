package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.assay.onnx.GraphCensus;
import dev.assay.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Applies one scheme to the nodes that are named and then another one to the others. */
final class MixedRewrite {
    private static final int NAMED_IN_MESSAGE = 5;

    private MixedRewrite() {}

    static Quantized apply(OnnxModel model, Scheme.Mixed scheme, @Nullable Activations activations)
            throws UnquantizableModel, ActivationsUnavailable {
        Set<String> others = new LinkedHashSet<>(NodeNames.of(model.proto()).labels());
        List<String> unknown =
                scheme.nodes().stream().filter(node -> !others.contains(node)).toList();
        if (!unknown.isEmpty()) {
            throw new UnquantizableModel("The mixed scheme names "
                    + String.join(", ", unknown.subList(0, Math.min(NAMED_IN_MESSAGE, unknown.size())))
                    + ", and no node of the model has that name; nothing was changed, take the names from"
                    + " the report of a plain scheme.");
        }
        scheme.nodes().forEach(others::remove);
        Quantized first = Quantizer.rewritten(model, scheme.first().excluding(List.copyOf(others)), activations);
        Quantized rest = Quantizer.rewritten(first.model(), scheme.rest().excluding(scheme.nodes()), activations);
        OnnxModel result = described(rest.model(), model, scheme);
        return new Quantized(result, report(scheme, first.report(), rest.report(), result));
    }

    /** Both rewrites left their own note of the scheme and of a source that nobody has seen. */
    static OnnxModel described(OnnxModel rewritten, OnnxModel source, Scheme scheme) {
        ModelProto.Builder proto = rewritten.proto().toBuilder();
        List<StringStringEntryProto> kept = proto.getMetadataPropsList().stream()
                .filter(entry -> !entry.getKey().startsWith("assay."))
                .toList();
        proto.clearMetadataProps().addAllMetadataProps(kept);
        proto.addMetadataProps(Quantizer.entry("assay.scheme", Quantizer.describe(scheme)));
        proto.addMetadataProps(Quantizer.entry("assay.source.sha256", source.sha256()));
        return OnnxModel.of(proto.build());
    }

    private static QuantizationReport report(
            Scheme.Mixed scheme, QuantizationReport first, QuantizationReport rest, OnnxModel result) {
        Set<String> named = Set.copyOf(scheme.nodes());
        List<QuantizationReport.Skipped> skipped = new ArrayList<>();
        first.skipped().stream().filter(node -> named.contains(node.node())).forEach(skipped::add);
        rest.skipped().stream().filter(node -> !named.contains(node.node())).forEach(skipped::add);
        return new QuantizationReport(
                scheme.name(),
                scheme.options(),
                first.quantized() + rest.quantized(),
                skipped,
                GraphCensus.of(result.proto()).bytesByType(),
                Stream.concat(first.layers().stream(), rest.layers().stream()).toList(),
                Stream.concat(first.notes().stream(), rest.notes().stream())
                        .distinct()
                        .toList());
    }
}
