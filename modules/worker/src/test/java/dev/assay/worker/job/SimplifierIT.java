package dev.assay.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.SessionSettings;
import dev.assay.runtime.Tensor;
import dev.assay.worker.TestModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimplifierIT {
    private static final Path FASHION = Path.of("../content/src/main/zoo/fashion-cnn.onnx");

    @TempDir
    Path scratch;

    @Test
    void foldsNormalisationIntoConvolutionsThatKeepTheirNames() throws Exception {
        OnnxModel original = OnnxModel.read(FASHION);
        Simplifier.Simplified simplified = Simplifier.simplify(original, scratch);
        GraphProto graph = simplified.model().proto().getGraph();
        assertThat(graph.getNodeList()).extracting(NodeProto::getOpType).doesNotContain("BatchNormalization");
        assertThat(names(graph, "Conv"))
                .hasSize(3)
                .isEqualTo(names(original.proto().getGraph(), "Conv"));
        assertThat(simplified.note()).contains("3 BatchNormalization");
        assertThat(graph.getValueInfoList()).isEmpty();
        assertThat(simplified.model().proto().getOpsetImportList()).hasSize(1);
        assertThat(simplified.model().opset()).isEqualTo(original.opset());
        assertThat(graph.getInputList()).isEqualTo(original.proto().getGraph().getInputList());
        assertThat(scratch).isEmptyDirectory();

        Tensor pixels = Tensor.zeros(ElementType.FLOAT, List.of(1L, 1L, 28L, 28L));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < pixels.size(); i++) {
            pixels.data().putFloat(i * 4, random.nextFloat());
        }
        Path file = scratch.resolve("simplified.onnx");
        simplified.model().write(file);
        float[] expected = run(FASHION, Map.of("pixels", pixels));
        float[] actual = run(file, Map.of("pixels", pixels));
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-4f));
        }
    }

    private static List<String> names(GraphProto graph, String op) {
        return graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals(op))
                .map(NodeProto::getName)
                .toList();
    }

    private static float[] run(Path model, Map<String, Tensor> inputs) throws Exception {
        try (ModelSession session = ModelSession.open(model, SessionSettings.of(1));
                ModelSession.Feed feed = session.feed(inputs)) {
            return session.run(feed).get(0).toFloats();
        }
    }

    @Test
    void namesNodesAsReportsCallThem() throws Exception {
        ModelProto.Builder unnamed = TestModels.perceptron(0).toBuilder();
        unnamed.getGraphBuilder().getNodeBuilderList().forEach(NodeProto.Builder::clearName);
        Simplifier.Simplified simplified = Simplifier.simplify(OnnxModel.of(unnamed.build()), scratch);
        assertThat(simplified.model().proto().getGraph().getNodeList())
                .extracting(NodeProto::getName)
                .containsExactly("hidden", "active", "logits");
        assertThat(simplified.note()).contains("nothing to fold");
        assertThat(scratch).isEmptyDirectory();
    }
}
