package dev.assay.quantization.smoothing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.Activations;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SmoothingTest {
    /** Two channels, of which the first has an outlier of 64 that weights of 1/4 meet. */
    private static final Activations OUTLIER = given(List.of(2L, 2L), 64, 1, -8, 0.5f);

    private static Activations given(List<Long> shape, float... values) {
        return new Activations() {
            @Override
            public int examples() {
                return 1;
            }

            @Override
            public void observe(OnnxModel model, List<String> tensors, Observer observer) {
                tensors.forEach(tensor -> observer.tensor(0, tensor, shape, values.clone()));
            }
        };
    }

    private static NodeProto.Builder node(String op, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .setName(op.toLowerCase(Locale.ROOT) + "_" + output)
                .addAllInput(inputs)
                .addOutput(output);
    }

    private static GraphProto.Builder graph(NodeProto.Builder... nodes) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInitializer(Tensors.ofFloats("W", new float[] {0.25f, 0, 0, 1}, 2, 2))
                .addInitializer(Tensors.ofFloats("gamma", new float[] {1, 2}, 2))
                .addInitializer(Tensors.ofFloats("beta", new float[] {3, 4}, 2))
                .addInitializer(Tensors.ofFloats("half", new float[] {0.5f}));
        graph.addInputBuilder().setName("x");
        graph.addOutputBuilder().setName("y");
        for (NodeProto.Builder node : nodes) {
            graph.addNode(node);
        }
        return graph;
    }

    private static Smoothing.Smoothed smooth(GraphProto.Builder graph, Activations activations) throws Exception {
        return Smoothing.of(OnnxModel.of(ModelProto.newBuilder().setGraph(graph).build()), activations, 0.5, List.of());
    }

    private static float[] constant(Smoothing.Smoothed smoothed, String name) {
        TensorProto tensor = smoothed.model().proto().getGraph().getInitializerList().stream()
                .filter(initializer -> initializer.getName().equals(name))
                .findFirst()
                .orElseThrow();
        float[] values = new float[(int) Tensors.elements(tensor)];
        Tensors.floats(tensor).get(values);
        return values;
    }

    private static List<String> operators(Smoothing.Smoothed smoothed) {
        return smoothed.model().proto().getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .toList();
    }

    @Test
    void theOutlierMovesIntoTheWeights() throws Exception {
        Smoothing.Smoothed smoothed = smooth(graph(node("MatMul", List.of("x", "W"), "y")), OUTLIER);
        // sqrt(64) / sqrt(1/4) = 16 and sqrt(1) / sqrt(1) = 1
        assertThat(constant(smoothed, "x_smoothing")).containsExactly(1 / 16f, 1);
        assertThat(constant(smoothed, "W_smoothed")).containsExactly(4, 0, 0, 1);
        assertThat(operators(smoothed)).containsExactly("Mul", "MatMul");
        assertThat(smoothed.added()).isEqualTo(1);
        assertThat(smoothed.notes())
                .containsExactly("Outliers of 1 activations were moved into the weights (alpha 0.5):"
                        + " 0 by the layer before, 1 by an added Mul.");
        assertThat(smoothed.model().proto().getGraph().getInitializerList())
                .extracting(TensorProto::getName)
                .doesNotContain("W");
    }

    @Test
    void transposedWeightsAreScaledByColumn() throws Exception {
        NodeProto.Builder gemm = node("Gemm", List.of("x", "W"), "y")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("transB")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1));
        GraphProto.Builder graph =
                graph(gemm).setInitializer(0, Tensors.ofFloats("W", new float[] {0.25f, 1, 0.125f, 1}, 2, 2));
        assertThat(constant(smooth(graph, OUTLIER), "W_smoothed")).containsExactly(4, 1, 2, 1);
    }

    @Test
    void aNormalizationDividesWhenNobodyElseReadsIt() throws Exception {
        NodeProto.Builder normalization = node("LayerNormalization", List.of("x", "gamma", "beta"), "n");
        Smoothing.Smoothed smoothed = smooth(graph(normalization, node("MatMul", List.of("n", "W"), "y")), OUTLIER);
        assertThat(smoothed.folded()).isEqualTo(1);
        assertThat(operators(smoothed)).containsExactly("LayerNormalization", "MatMul");
        assertThat(constant(smoothed, "gamma_smoothed")).containsExactly(1 / 16f, 2);
        assertThat(constant(smoothed, "beta_smoothed")).containsExactly(3 / 16f, 4);
        assertThat(smoothed.model().proto().getGraph().getNode(1).getInput(0))
                .as("a tensor with other values has another name")
                .isEqualTo("n_smoothed");

        Smoothing.Smoothed shared = smooth(
                graph(normalization, node("MatMul", List.of("n", "W"), "a"), node("Add", List.of("a", "n"), "y")),
                OUTLIER);
        assertThat(operators(shared)).containsExactly("LayerNormalization", "Mul", "MatMul", "Add");
        assertThat(constant(shared, "gamma")).containsExactly(1, 2);
    }

    @Test
    void anOlderNormalizationIsDividedInBothConstants() throws Exception {
        Smoothing.Smoothed smoothed = smooth(
                graph(
                        node("Mul", List.of("gamma", "x"), "m"),
                        node("Add", List.of("m", "beta"), "n"),
                        node("MatMul", List.of("n", "W"), "y")),
                OUTLIER);
        assertThat(operators(smoothed)).containsExactly("Mul", "Add", "MatMul");
        assertThat(constant(smoothed, "gamma_smoothed")).containsExactly(1 / 16f, 2);
        assertThat(constant(smoothed, "beta_smoothed")).containsExactly(3 / 16f, 4);
    }

    @Test
    void aNumberBecomesOnePerChannelUnlessItEndsAGelu() throws Exception {
        Smoothing.Smoothed scaled =
                smooth(graph(node("Mul", List.of("x", "half"), "h"), node("MatMul", List.of("h", "W"), "y")), OUTLIER);
        assertThat(scaled.folded()).isEqualTo(1);
        assertThat(constant(scaled, "half_smoothed")).containsExactly(1 / 32f, 0.5f);

        Smoothing.Smoothed gelu = smooth(
                graph(
                        node("Erf", List.of("x"), "e"),
                        node("Mul", List.of("e", "x"), "m"),
                        node("Mul", List.of("m", "half"), "h"),
                        node("MatMul", List.of("h", "W"), "y")),
                OUTLIER);
        assertThat(operators(gelu)).containsExactly("Erf", "Mul", "Mul", "Mul", "MatMul");
    }

    @Test
    void productsOfOneActivationShareTheFactors() throws Exception {
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "W"), "a"),
                        node("MatMul", List.of("x", "V"), "b"),
                        node("Add", List.of("a", "b"), "y"))
                .addInitializer(Tensors.ofFloats("V", new float[] {4, 4}, 2, 1));
        Smoothing.Smoothed smoothed = smooth(graph, OUTLIER);
        // the larger of both weights counts: sqrt(64) / sqrt(4) = 4 and sqrt(1) / sqrt(4) = 1/2
        assertThat(constant(smoothed, "W_smoothed")).containsExactly(1, 0, 0, 0.5f);
        assertThat(constant(smoothed, "V_smoothed")).containsExactly(16, 2);
        assertThat(operators(smoothed)).containsExactly("Mul", "MatMul", "MatMul", "Add");
    }

    @Test
    void whatHasNoOutliersOrNoNumbersStaysAsItIs() throws Exception {
        GraphProto.Builder graph = graph(node("MatMul", List.of("x", "W"), "y"));
        assertThat(smooth(graph, given(List.of(1L, 2L), 0.25f, 1))
                        .model()
                        .proto()
                        .getGraph())
                .isEqualTo(graph.build());
        Smoothing.Smoothed broken = smooth(graph, given(List.of(1L, 2L), Float.NaN, 1));
        assertThat(broken.notes().get(0)).contains("1 activations were not smoothed");
        assertThat(smooth(graph, given(List.of(2L), 64, 1)).added()).isEqualTo(1);
        assertThat(smooth(graph, given(List.of(4L), 64, 1, 1, 1)).added())
                .as("other channels than the weights have")
                .isZero();
        assertThat(smooth(graph, given(List.of(2L), 0, 4)).added())
                .as("a channel that is always zero keeps its factor")
                .isEqualTo(1);
    }

    @Test
    void excludedNodesAreNoProducts() throws Exception {
        OnnxModel model = OnnxModel.of(ModelProto.newBuilder()
                .setGraph(graph(node("MatMul", List.of("x", "W"), "y")))
                .build());
        assertThat(Smoothing.of(model, OUTLIER, 0.5, List.of("matmul_y")).model())
                .isSameAs(model);
    }
}
