package dev.assay.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.MeasurementDetails.NodeTime;
import dev.assay.quantization.Quantizer;
import dev.assay.quantization.Scheme;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.Tensor;
import dev.assay.worker.TestModels;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionInspectionIT {
    private static final SessionInspection.Watched NOBODY = new SessionInspection.Watched() {
        @Override
        public void opened(ModelSession session) {}

        @Override
        public void ran(double share) {}
    };

    @TempDir
    static Path directory;

    private static SessionInspection.Found look(Path original, Path model, Map<String, Tensor> input) throws Exception {
        return new SessionInspection(List.of(input), 1, 0.1, NOBODY)
                .inspect(original, model, Files.createTempDirectory(directory, "scratch"));
    }

    private static Tensor floats(long... shape) {
        Tensor tensor = Tensor.zeros(
                ElementType.FLOAT, java.util.Arrays.stream(shape).boxed().toList());
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.data().putFloat(i * 4, (float) random.nextGaussian());
        }
        return tensor;
    }

    private static double joined(List<NodeTime> nodes) {
        double all = nodes.stream().mapToDouble(NodeTime::micros).sum();
        return nodes.stream()
                        .filter(node -> !node.sources().isEmpty())
                        .mapToDouble(NodeTime::micros)
                        .sum()
                / all;
    }

    private static NodeTime withSource(List<NodeTime> nodes, String op, String source) {
        return nodes.stream()
                .filter(node -> node.op().equals(op) && node.sources().contains(source))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + op + " for " + source + " in " + nodes));
    }

    @Test
    void aSentenceModelInInt8IsJoinedToItsOriginal() throws Exception {
        Path original = directory.resolve("mini.onnx");
        try (InputStream in = getClass().getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            Files.copy(in, original);
        }
        Path model = directory.resolve("mini-int8.onnx");
        Quantizer.quantize(OnnxModel.read(original), Scheme.parse("int8-dynamic", Map.of()))
                .model()
                .write(model);
        Tensor ids = Tensor.zeros(ElementType.INT64, List.of(1L, 16L));
        Tensor mask = Tensor.zeros(ElementType.INT64, List.of(1L, 16L));
        for (int i = 0; i < 16; i++) {
            ids.data().putLong(i * 8, 1_000 + 37L * i);
            mask.data().putLong(i * 8, 1);
        }
        Map<String, Tensor> input = Map.of(
                "input_ids", ids,
                "attention_mask", mask,
                "token_type_ids", Tensor.zeros(ElementType.INT64, List.of(1L, 16L)));

        SessionInspection.Found int8 = look(original, model, input);
        assertThat(int8.graph().fused().values().stream().mapToInt(n -> n).sum())
                .as(
                        "all 36 products with constant weights run in int8: %s",
                        int8.graph().fused())
                .isEqualTo(36);
        assertThat(int8.graph().ops()).containsEntry("LayerNormalization", 13).doesNotContainKey("MatMulInteger");
        List<NodeTime> nodes = int8.profile().nodes();
        assertThat(int8.profile().runs()).isGreaterThanOrEqualTo(3);
        assertThat(joined(nodes)).isGreaterThan(0.99);
        assertThat(nodes).allSatisfy(node -> assertThat(node.provider()).isEqualTo("CPU"));
        NodeTime product =
                withSource(nodes, "com.microsoft.DynamicQuantizeMatMul", "/encoder/layer.0/intermediate/dense/MatMul");
        assertThat(product.precision()).isEqualTo("int8");
        NodeTime gelu =
                withSource(nodes, "com.microsoft.Gelu", "/encoder/layer.0/intermediate/intermediate_act_fn/Erf");
        assertThat(gelu.precision()).isEqualTo("fp32");
        assertThat(withSource(nodes, "DynamicQuantizeLinear", "/encoder/layer.0/attention/self/query/MatMul")
                        .sources())
                .contains("/encoder/layer.0/attention/self/key/MatMul");
        NodeTime norm = withSource(nodes, "LayerNormalization", "/encoder/layer.0/attention/output/LayerNorm/Sqrt");
        assertThat(norm.sources()).hasSizeGreaterThan(5);

        SessionInspection.Found fp32 = look(original, original, input);
        assertThat(fp32.graph().fused()).isEmpty();
        assertThat(joined(fp32.profile().nodes())).isGreaterThan(0.99);
        withSource(fp32.profile().nodes(), "com.microsoft.BiasGelu", "/encoder/layer.0/intermediate/dense/Add");
    }

    @Test
    void convolutionsInBlockedLayoutAreJoined() throws Exception {
        Path model = TestModels.write(directory, convolutions());
        SessionInspection.Found found = look(model, model, Map.of("x", floats(1, 16, 24, 24)));
        assertThat(joined(found.profile().nodes())).isGreaterThan(0.99);
        NodeTime first = found.profile().nodes().stream()
                .filter(node -> node.op().endsWith("Conv") && node.sources().contains("Conv_a"))
                .findFirst()
                .orElseThrow();
        assertThat(first.sources()).contains("Relu_b");
    }

    @Test
    void nodesOfBodiesAreJoinedAndNotCountedTwice() throws Exception {
        GraphProto then = branch("Neg", "then_out");
        GraphProto otherwise = branch("Abs", "else_out");
        NodeProto choice = TestModels.node("If", "y", "flag").toBuilder()
                .addAttribute(body("then_branch", then))
                .addAttribute(body("else_branch", otherwise))
                .build();
        ModelProto model = TestModels.model(TestModels.graph()
                .addInput(TestModels.value("x", TestModels.FLOAT, 64, 64))
                .addInput(TestModels.value("flag", TestModels.BOOL, 1))
                .addOutput(TestModels.value("y", TestModels.FLOAT, 64, 64))
                .addNode(TestModels.node("MatMul", "m", "x", "x"))
                .addNode(choice));
        Path file = TestModels.write(directory, model);
        Tensor flag = Tensor.zeros(ElementType.BOOL, List.of(1L));
        flag.data().put(0, (byte) 1);
        SessionInspection.Found found = look(file, file, Map.of("x", floats(64, 64), "flag", flag));
        assertThat(found.profile().nodes())
                .extracting(NodeTime::op)
                .contains("MatMul", "If", "Neg")
                .doesNotContain("Abs");
        assertThat(withSource(found.profile().nodes(), "Neg", "Neg_then_out").sources())
                .containsExactly("Neg_then_out");
        assertThat(found.graph().ops()).containsEntry("Abs", 1);
    }

    @Test
    void aModelWithoutNamesIsJoinedByWhatItsNodesMake() throws Exception {
        ModelProto.Builder nameless = TestModels.perceptron(0).toBuilder();
        nameless.getGraphBuilder().getNodeBuilderList().forEach(NodeProto.Builder::clearName);
        Path file = TestModels.write(directory, nameless.build());
        SessionInspection.Found found = look(file, file, Map.of("x", floats(1, 16)));
        assertThat(found.profile().nodes())
                .extracting(NodeTime::op, NodeTime::sources)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("MatMul", List.of("hidden")),
                        org.assertj.core.groups.Tuple.tuple("Relu", List.of("active")),
                        org.assertj.core.groups.Tuple.tuple("MatMul", List.of("logits")));
    }

    private static GraphProto branch(String op, String output) {
        return GraphProto.newBuilder()
                .setName(op)
                .addNode(TestModels.node(op, output, "m"))
                .addOutput(TestModels.value(output, TestModels.FLOAT, 64, 64))
                .build();
    }

    private static AttributeProto body(String name, GraphProto graph) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    /** Two convolutions with a Relu between. */
    private static ModelProto convolutions() {
        float[] weights = new float[16 * 16 * 9];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian() / 12;
        }
        return TestModels.model(TestModels.graph()
                .addInput(TestModels.value("x", TestModels.FLOAT, 1, 16, 24, 24))
                .addOutput(TestModels.value("c", TestModels.FLOAT, 1, 16, 20, 20))
                .addInitializer(TestModels.floats("w", weights, 16, 16, 3, 3))
                .addNode(TestModels.node("Conv", "a", "x", "w"))
                .addNode(TestModels.node("Relu", "b", "a"))
                .addNode(TestModels.node("Conv", "c", "b", "w")));
    }
}
