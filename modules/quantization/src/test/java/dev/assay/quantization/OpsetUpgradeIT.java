package dev.assay.quantization;

import static dev.assay.quantization.Graphs.body;
import static dev.assay.quantization.Graphs.floats;
import static dev.assay.quantization.Graphs.graph;
import static dev.assay.quantization.Graphs.integer;
import static dev.assay.quantization.Graphs.model;
import static dev.assay.quantization.Graphs.node;
import static dev.assay.quantization.Graphs.real;
import static dev.assay.quantization.Graphs.weights;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.opset.OpsetUpgrade;
import dev.assay.onnx.tensor.Tensors;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Models before and after they are raised, in ONNX Runtime without optimisations: the same numbers to the last bit. */
class OpsetUpgradeIT {
    private static final long[] X = {2, 6, 4, 8};
    private static final int[] TARGETS = {9, 10, 11, 12, 13, 14, 16, 17, 18, 21};

    @TestFactory
    Stream<DynamicTest> everyRuleKeepsTheNumbers() {
        Map<String, GraphProto.Builder> graphs = new LinkedHashMap<>();
        graphs.put("8 Upsample nearest", one(scaled("Upsample", "nearest", 1, 1, 2, 3)));
        graphs.put("8 Upsample linear", one(scaled("Upsample", "linear", 1, 1, 2, 2)));
        graphs.put("7 Upsample nearest", one(scaled("Upsample", "nearest", 1, 1, 2, 1.5f)));
        for (String mode : List.of("nearest", "linear")) {
            graphs.put("10 Resize grows " + mode, resize(mode, 1, 1, 1.5f, 2.25f));
            graphs.put("10 Resize shrinks " + mode, resize(mode, 1, 1, 0.4f, 0.7f));
        }
        for (String op : List.of("Softmax", "LogSoftmax", "Hardmax")) {
            graphs.put("11 " + op + " of a tensor", one(unary(op)));
            graphs.put("11 " + op + " axis 2", one(unary(op).addAttribute(integer("axis", 2))));
            graphs.put("8 " + op + " axis 3", one(unary(op).addAttribute(integer("axis", 3))));
            graphs.put("11 " + op + " axis -2", one(unary(op).addAttribute(integer("axis", -2))));
        }
        graphs.put(
                "8 Slice",
                one(unary("Slice")
                        .addAttribute(integers("starts", 1, 2))
                        .addAttribute(integers("ends", 5, 8))
                        .addAttribute(integers("axes", 1, 3))));
        graphs.put(
                "8 Pad",
                one(unary("Pad")
                        .addAttribute(integers("pads", 0, 1, 0, 2, 0, 0, 1, 0))
                        .addAttribute(real("value", 0.5f))));
        graphs.put("8 Clip", one(unary("Clip").addAttribute(real("min", -0.25f))));
        graphs.put("8 TopK", one(unary("TopK").addOutput("i").addAttribute(integer("k", 3))));
        graphs.put("8 Dropout", one(unary("Dropout").addOutput("mask").addAttribute(real("ratio", 0.4f))));
        graphs.put("8 Split", one(unary("Split").addOutput("z").addAttribute(integer("axis", 1))));
        graphs.put(
                "8 Split in parts",
                one(unary("Split")
                        .addOutput("z")
                        .addAttribute(integer("axis", 1))
                        .addAttribute(integers("split", 2, 4))));
        for (String op : List.of("ReduceSum", "ReduceMean", "ReduceMax", "ReduceL2", "ReduceLogSumExp")) {
            graphs.put("8 " + op, one(unary(op).addAttribute(integers("axes", 1, 3))));
            graphs.put("8 " + op + " of all", one(unary(op).addAttribute(integer("keepdims", 0))));
        }
        graphs.put(
                "8 Unsqueeze and Squeeze",
                graph(
                        node("Unsqueeze", List.of("x"), List.of("a")).addAttribute(integers("axes", 0, 3)),
                        node("Squeeze", List.of("a"), List.of("y")).addAttribute(integers("axes", 3))));
        graphs.put(
                "7 BatchNormalization",
                graph(node("BatchNormalization", List.of("x", "s", "b", "m", "v"), List.of("y")))
                        .addInitializer(weights("s", 6))
                        .addInitializer(weights("b", 6))
                        .addInitializer(weights("m", 6))
                        .addInitializer(Tensors.ofFloats("v", new float[] {1, 2, 3, 1, 2, 3}, 6)));
        graphs.put("11 If", conditional());
        return graphs.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    int from = Integer.parseInt(
                            entry.getKey().substring(0, entry.getKey().indexOf(' ')));
                    GraphProto.Builder graph =
                            entry.getValue().addInput(floats("x", X)).addOutput(floats("y"));
                    graph.getOutputBuilder(0)
                            .getTypeBuilder()
                            .getTensorTypeBuilder()
                            .clearShape();
                    OnnxModel model = model(graph, from, 4);
                    float[] x = new float[(int) Tensors.elements(X)];
                    Random random = new Random(7);
                    for (int i = 0; i < x.length; i++) {
                        x[i] = (float) random.nextGaussian();
                    }
                    float[] expected = run(model, Map.of("x", x));
                    for (int target : TARGETS) {
                        if (target > from) {
                            assertThat(run(OpsetUpgrade.to(model, target), Map.of("x", x)))
                                    .as("operator set %d", target)
                                    .containsExactly(expected);
                        }
                    }
                }));
    }

    @Test
    void theSentenceModelGivesTheSameNumbersInEveryOperatorSet() throws Exception {
        OnnxModel model = MiniLm.fp32();
        long[] ids = Sentences.tokens().getFirst();
        float[] expected = run(model, ids);
        for (int target : new int[] {13, 17, 21}) {
            OnnxModel raised = OpsetUpgrade.to(model, target);
            assertThat(raised.opset()).isEqualTo(target);
            assertThat(run(raised, ids)).as("operator set %d", target).containsExactly(expected);
        }
    }

    @Test
    void theBuiltInModelsGiveTheSameNumbersInEveryOperatorSet() throws Exception {
        Path zoo = Path.of("..", "content", "src", "main", "zoo");
        for (String name : List.of("fashion-cnn", "digits-mlp")) {
            OnnxModel model = OnnxModel.read(zoo.resolve(name + ".onnx"));
            assertThat(model.opset()).as(name).isLessThan(21);
            var input = model.proto().getGraph().getInput(0);
            long[] shape = input.getType().getTensorType().getShape().getDimList().stream()
                    .mapToLong(dim -> Math.max(1, dim.getDimValue()))
                    .toArray();
            float[] x = new float[(int) Tensors.elements(shape)];
            for (int i = 0; i < x.length; i++) {
                x[i] = i % 17 / 17f;
            }
            float[] expected = run(model, input.getName(), x, shape);
            for (int target = (int) model.opset() + 1; target <= OpsetUpgrade.NEWEST; target++) {
                assertThat(run(OpsetUpgrade.to(model, target), input.getName(), x, shape))
                        .as("%s in operator set %d", name, target)
                        .containsExactly(expected);
            }
        }
    }

    private static GraphProto.Builder one(NodeProto.Builder node) {
        return graph(node);
    }

    private static NodeProto.Builder unary(String op) {
        return node(op, List.of("x"), List.of("y"));
    }

    private static NodeProto.Builder scaled(String op, String mode, float... scales) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName("scales").setType(AttributeProto.AttributeType.FLOATS);
        for (float scale : scales) {
            attribute.addFloats(scale);
        }
        return unary(op).addAttribute(Attributes.text("mode", mode)).addAttribute(attribute);
    }

    private static GraphProto.Builder resize(String mode, float... scales) {
        return graph(node("Resize", List.of("x", "scales"), List.of("y")).addAttribute(Attributes.text("mode", mode)))
                .addInitializer(Tensors.ofFloats("scales", scales, scales.length));
    }

    private static GraphProto.Builder conditional() {
        TensorProto flag = TensorProto.newBuilder()
                .setName("flag")
                .setDataType(TensorProto.DataType.BOOL_VALUE)
                .addInt32Data(1)
                .build();
        GraphProto.Builder yes = graph(
                        node("ReduceSum", List.of("x"), List.of("r")).addAttribute(integers("axes", 2)),
                        node("Softmax", List.of("r"), List.of("t")))
                .addOutput(floats("t"));
        GraphProto.Builder no =
                graph(node("Identity", List.of("x"), List.of("e"))).addOutput(floats("e"));
        yes.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
        no.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
        return graph(node("If", List.of("flag"), List.of("y"))
                        .addAttribute(body("then_branch", yes))
                        .addAttribute(body("else_branch", no)))
                .addInitializer(flag);
    }

    private static AttributeProto integers(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList())
                .build();
    }

    private static float[] run(OnnxModel model, Map<String, float[]> inputs) throws OrtException {
        var only = inputs.entrySet().iterator().next();
        return run(model, only.getKey(), only.getValue(), X);
    }

    private static float[] run(OnnxModel model, String input, float[] values, long[] shape) throws OrtException {
        try (OnnxTensor tensor =
                OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(values), shape)) {
            return run(model, List.of(input), List.of(tensor));
        }
    }

    private static float[] run(OnnxModel model, long[] ids) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {1, ids.length};
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
                OnnxTensor types = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape)) {
            return run(model, List.of("input_ids", "attention_mask", "token_type_ids"), List.of(idTensor, mask, types));
        }
    }

    /** All float outputs one behind the other. */
    private static float[] run(OnnxModel model, List<String> names, List<OnnxTensor> tensors) throws OrtException {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            inputs.put(names.get(i), tensors.get(i));
        }
        List<Float> all = new ArrayList<>();
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
            try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toBytes(), options);
                    OrtSession.Result result = session.run(inputs)) {
                for (var output : result) {
                    FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
                    while (values.hasRemaining()) {
                        all.add(values.get());
                    }
                }
            }
        }
        float[] flat = new float[all.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = all.get(i);
        }
        return flat;
    }
}
