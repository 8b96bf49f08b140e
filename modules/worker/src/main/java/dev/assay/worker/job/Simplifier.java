package dev.assay.worker.job;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.quantization.Scheme;
import dev.assay.runtime.InferenceException;
import dev.assay.runtime.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Prepares a graph for static quantization with ONNX Runtime's basic optimisations: batch normalisation folded into
 * convolutions, constants computed, nodes without effect gone. Otherwise ranges would be taken, and Q/DQ pairs placed,
 * where the runtime has nothing left to compute.
 */
final class Simplifier {
    /**
     * Transformers that must not run: the first makes one initializer of equal ones, so that a scale could no longer be
     * told from another; the others put new nodes under new names in the place of nodes that people know.
     */
    private static final List<String> DISABLED =
            List.of("ConstantSharing", "MatMulAddFusion", "TransposeOptimizer", "GeluFusionL1", "LayerNormFusionL1");

    private static final long LARGEST_FILE = Integer.MAX_VALUE - (64L << 20);

    private Simplifier() {}

    /**
     * A simplified model.
     *
     * @param note what changed, in a sentence
     */
    record Simplified(OnnxModel model, String note) {}

    /** Whether a scheme wants the simplified graph. */
    static boolean isFor(Scheme scheme) {
        return switch (scheme) {
            case Scheme.Int8Static fixed -> true;
            case Scheme.Mixed mixed -> isFor(mixed.first()) || isFor(mixed.rest());
            default -> false;
        };
    }

    /**
     * Simplifies a model. Nodes keep their names; one without a name gets that of its first output, which is what reports
     * call it, before the runtime may rename that output.
     *
     * @param scratch where files may be written; nothing stays there
     */
    static Simplified simplify(OnnxModel model, Path scratch) throws IOException, InferenceException {
        ModelProto named = model.proto().toBuilder()
                .setGraph(named(model.proto().getGraph()))
                .build();
        if (model.sizeBytes() > LARGEST_FILE) {
            return new Simplified(
                    OnnxModel.of(named), "The graph was not simplified first, because it is larger than 2 GB.");
        }
        Path before = Files.createTempFile(scratch, "named", ".onnx");
        Path after = scratch.resolve("simplified.onnx");
        try {
            OnnxModel.of(named).write(before);
            Original.open(before, new SessionSettings(1, false, after, SessionSettings.Level.BASIC, DISABLED))
                    .close();
            return result(model, OnnxModel.read(after).proto());
        } finally {
            Files.delete(before);
            Files.deleteIfExists(after);
        }
    }

    private static Simplified result(OnnxModel original, ModelProto optimized) {
        Set<String> domains = new HashSet<>();
        collectDomains(optimized.getGraph(), domains);
        optimized
                .getFunctionsList()
                .forEach(function -> function.getNodeList().forEach(node -> domains.add(domain(node.getDomain()))));
        ModelProto.Builder cleaned = optimized.toBuilder().clearOpsetImport();
        optimized.getOpsetImportList().stream()
                .filter(set -> domain(set.getDomain()).isEmpty() || domains.contains(set.getDomain()))
                .forEach(cleaned::addOpsetImport);
        cleaned.setGraph(optimized.getGraph().toBuilder()
                .clearValueInfo()
                .setName(original.proto().getGraph().getName()));
        cleaned.setProducerName(original.proto().getProducerName())
                .setProducerVersion(original.proto().getProducerVersion())
                .clearMetadataProps()
                .addAllMetadataProps(original.proto().getMetadataPropsList());
        ModelProto simplified = cleaned.build();
        return new Simplified(OnnxModel.of(simplified), note(original.proto().getGraph(), simplified.getGraph()));
    }

    private static String note(GraphProto before, GraphProto after) {
        Map<String, Integer> gone = new TreeMap<>();
        before.getNodeList().forEach(node -> gone.merge(node.getOpType(), 1, Integer::sum));
        after.getNodeList().forEach(node -> gone.merge(node.getOpType(), -1, Integer::sum));
        List<String> words = new ArrayList<>();
        gone.forEach((op, count) -> {
            if (count > 0) {
                words.add(count + " " + op);
            }
        });
        return words.isEmpty()
                ? "The graph was simplified first; there was nothing to fold."
                : "The graph was simplified first: " + String.join(", ", words)
                        + " folded into other nodes or into constants.";
    }

    private static GraphProto named(GraphProto graph) {
        Set<String> taken = new HashSet<>();
        graph.getNodeList().forEach(node -> taken.add(node.getName()));
        GraphProto.Builder named = graph.toBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getName().isEmpty() && node.getOutputCount() > 0 && taken.add(node.getOutput(0))) {
                named.setNode(i, node.toBuilder().setName(node.getOutput(0)));
            }
        }
        return named.build();
    }

    private static void collectDomains(GraphProto graph, Set<String> domains) {
        for (NodeProto node : graph.getNodeList()) {
            domains.add(domain(node.getDomain()));
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    collectDomains(attribute.getG(), domains);
                }
                attribute.getGraphsList().forEach(body -> collectDomains(body, domains));
            }
        }
    }

    private static String domain(String domain) {
        return OnnxModel.isDefaultDomain(domain) ? "" : domain;
    }
}
