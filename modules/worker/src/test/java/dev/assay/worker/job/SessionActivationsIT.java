package dev.assay.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.Activations;
import dev.assay.quantization.ActivationsUnavailable;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.ModelSession;
import dev.assay.runtime.Tensor;
import dev.assay.worker.TestModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionActivationsIT {
    private static final SessionActivations.Watched NOBODY = new SessionActivations.Watched() {
        @Override
        public void opened(ModelSession session) {}

        @Override
        public void closing() {}

        @Override
        public void ran(int pass, int example) {}
    };

    @TempDir
    Path scratch;

    private record Seen(int example, String name, List<Long> shape, List<Float> values) {}

    private List<Seen> observe(ModelProto model, List<Map<String, Tensor>> examples, long group, String... tensors)
            throws Exception {
        List<Seen> seen = new ArrayList<>();
        activations(examples, group).observe(OnnxModel.of(model), List.of(tensors), (example, name, shape, values) -> {
            List<Float> copy = new ArrayList<>();
            for (float value : values) {
                copy.add(value);
            }
            seen.add(new Seen(example, name, List.copyOf(shape), copy));
        });
        assertThat(scratch).isEmptyDirectory();
        return seen;
    }

    private Activations activations(List<Map<String, Tensor>> examples, long group) {
        return new SessionActivations(examples, 1, scratch, group, NOBODY);
    }

    private static Tensor floats(List<Long> shape, long seed) {
        Tensor tensor = Tensor.zeros(ElementType.FLOAT, shape);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.data().putFloat(i * 4, (float) random.nextGaussian());
        }
        return tensor;
    }

    private static Tensor longs(List<Long> shape, long... values) {
        Tensor tensor = Tensor.zeros(ElementType.INT64, shape);
        for (int i = 0; i < values.length; i++) {
            tensor.data().putLong(i * 8, values[i]);
        }
        return tensor;
    }

    private static List<Map<String, Tensor>> vectors(int count) {
        List<Map<String, Tensor>> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(Map.of("x", floats(List.of(1L, 16L), i)));
        }
        return examples;
    }

    @Test
    void handsOverInputsAndInnerTensorsOfEachExampleInOrder() throws Exception {
        ModelProto model = TestModels.perceptron(0);
        List<Map<String, Tensor>> examples = vectors(3);
        List<Seen> seen = observe(model, examples, SessionActivations.GROUP_BYTES, "hidden", "x", "active");
        assertThat(seen)
                .extracting(one -> one.name() + one.example())
                .containsExactly("x0", "x1", "x2", "hidden0", "active0", "hidden1", "active1", "hidden2", "active2");
        float[] weights = new float[16 * 32];
        Tensors.floats(model.getGraph().getInitializer(0)).get(weights);
        for (Seen one : seen) {
            float[] x = examples.get(one.example()).get("x").toFloats();
            if (one.name().equals("x")) {
                assertThat(one.values()).containsExactly(boxed(x));
                continue;
            }
            assertThat(one.shape()).containsExactly(1L, 32L);
            for (int column = 0; column < 32; column++) {
                double sum = 0;
                for (int row = 0; row < 16; row++) {
                    sum += (double) x[row] * weights[row * 32 + column];
                }
                double expected = one.name().equals("active") ? Math.max(0, sum) : sum;
                assertThat(one.values().get(column).doubleValue())
                        .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-4));
            }
        }
    }

    private static Float[] boxed(float[] values) {
        Float[] boxed = new Float[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return boxed;
    }

    @Test
    void groupsChangeTheOrderAndNoBitOfAnyValue() throws Exception {
        ModelProto model = TestModels.perceptron(0);
        List<Map<String, Tensor>> examples = vectors(4);
        List<Seen> together = observe(model, examples, SessionActivations.GROUP_BYTES, "hidden", "active", "logits");
        // 32 floats fit, 64 do not: each of the first two tensors is a group of its own
        List<Seen> apart = observe(model, examples, 32 * 4 + 1, "hidden", "active", "logits");
        assertThat(apart.stream().map(Seen::name).distinct()).containsExactly("hidden", "active", "logits");
        assertThat(apart.subList(0, 4)).allMatch(one -> one.name().equals("hidden"));
        assertThat(apart).containsExactlyInAnyOrderElementsOf(together);
    }

    @Test
    void leavesOutRowsOfPadding() throws Exception {
        ModelProto model = TestModels.embedding(5);
        Map<String, Tensor> padded = new LinkedHashMap<>();
        padded.put("input_ids", longs(List.of(2L, 3L), 1, 2, 0, 3, 0, 0));
        padded.put("attention_mask", longs(List.of(2L, 3L), 1, 1, 0, 1, 0, 0));
        padded.put("token_type_ids", longs(List.of(2L, 3L)));
        List<Seen> seen = observe(model, List.of(padded), SessionActivations.GROUP_BYTES, "words");
        assertThat(seen).singleElement().satisfies(one -> {
            assertThat(one.shape()).containsExactly(1L, 3L, 2L);
            assertThat(one.values()).hasSize(6);
        });
    }

    @Test
    void seesTensorsThatABodyReadsFromTheGraphAroundIt() throws Exception {
        GraphProto doubled = GraphProto.newBuilder()
                .setName("doubled")
                .addOutput(TestModels.value("twice", TestModels.FLOAT, 1, 16))
                .addNode(TestModels.node("Add", "twice", "negative", "negative"))
                .build();
        GraphProto same = GraphProto.newBuilder()
                .setName("same")
                .addOutput(TestModels.value("once", TestModels.FLOAT, 1, 16))
                .addNode(TestModels.node("Identity", "once", "negative"))
                .build();
        NodeProto choice = TestModels.node("If", "chosen", "yes").toBuilder()
                .addAttribute(body("then_branch", doubled))
                .addAttribute(body("else_branch", same))
                .build();
        ModelProto model = TestModels.model(TestModels.graph()
                .addInput(TestModels.value("x", TestModels.FLOAT, 1, 16))
                .addOutput(TestModels.value("y", TestModels.FLOAT, 1, 16))
                .addInitializer(TestModels.longs("one", new long[] {1}))
                .addNode(TestModels.node("Cast", "yes", "one").toBuilder()
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("to")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(TestModels.BOOL))
                        .build())
                .addNode(TestModels.node("Neg", "negative", "x"))
                .addNode(choice)
                .addNode(TestModels.node("Relu", "y", "chosen")));
        List<Map<String, Tensor>> examples = vectors(1);
        List<Seen> seen = observe(model, examples, SessionActivations.GROUP_BYTES, "chosen");
        float[] x = examples.get(0).get("x").toFloats();
        assertThat(seen)
                .singleElement()
                .satisfies(one -> assertThat(one.values().get(3)).isEqualTo(-2 * x[3]));
    }

    private static AttributeProto body(String name, GraphProto graph) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    @Test
    void saysWhatIsWrongInOneSentence() {
        Activations vectors = activations(vectors(1), SessionActivations.GROUP_BYTES);
        OnnxModel model = OnnxModel.of(TestModels.perceptron(0));
        assertThatThrownBy(() -> vectors.observe(model, List.of("nowhere"), (e, n, s, v) -> {}))
                .isInstanceOf(ActivationsUnavailable.class)
                .hasMessage("The model has no tensor nowhere, so its values cannot be looked at.");
        Activations wrong =
                activations(List.of(Map.of("x", floats(List.of(1L, 15L), 1))), SessionActivations.GROUP_BYTES);
        assertThatThrownBy(() -> wrong.observe(model, List.of("hidden", "active"), (e, n, s, v) -> {}))
                .isInstanceOf(ActivationsUnavailable.class)
                .hasMessageStartingWith("The model could not be run on the calibration examples:");
        assertThat(scratch).isEmptyDirectory();
    }
}
