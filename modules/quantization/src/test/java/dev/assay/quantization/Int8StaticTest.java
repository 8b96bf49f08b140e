package dev.assay.quantization;

import static dev.assay.quantization.Graphs.floats;
import static dev.assay.quantization.Graphs.graph;
import static dev.assay.quantization.Graphs.model;
import static dev.assay.quantization.Graphs.node;
import static dev.assay.quantization.Graphs.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.Scheme.ActivationType;
import dev.assay.quantization.Scheme.RangeMethod;
import dev.assay.quantization.calibration.TensorRange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Int8StaticTest {
    private static final Scheme.Int8Static MIN_MAX =
            new Scheme.Int8Static(ActivationType.U8, RangeMethod.MIN_MAX, 100, true, false, 0, List.of(), List.of());

    /** What comes out of Relu and Clip has to look like it. */
    private final GivenActivations activations =
            new GivenActivations(3).with("r", 0, 1, 2).with("t", 0, 3).with("a6", 0, 1, 6);

    private static Scheme.Int8Static only(List<String> ops, List<String> exclude) {
        return new Scheme.Int8Static(ActivationType.U8, RangeMethod.MIN_MAX, 100, true, false, 0, ops, exclude);
    }

    private Quantized quantize(GraphProto.Builder graph, Scheme.Int8Static scheme) throws Exception {
        return Quantizer.quantize(model(graph), scheme, activations);
    }

    private Quantized quantize(GraphProto.Builder graph) throws Exception {
        return quantize(graph, MIN_MAX);
    }

    private static Map<String, Long> operators(Quantized quantized) {
        return RuntimeActivations.operators(quantized.model());
    }

    private static NodeProto maker(Quantized quantized, String tensor) {
        return quantized.model().proto().getGraph().getNodeList().stream()
                .filter(node -> node.getOutputList().contains(tensor))
                .findFirst()
                .orElseThrow();
    }

    private static NodeProto named(Quantized quantized, String name) {
        return quantized.model().proto().getGraph().getNodeList().stream()
                .filter(node -> node.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TensorProto constant(Quantized quantized, String name) {
        return quantized.model().proto().getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String reasonOf(Quantized quantized, String node) {
        return quantized.report().skipped().stream()
                .filter(skipped -> skipped.node().equals(node))
                .map(QuantizationReport.Skipped::reason)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everythingBetweenConvolutionsIsComputedInIntegers() throws Exception {
        Quantized quantized = quantize(Blocks.residual());
        assertThat(operators(quantized))
                .doesNotContainKey("Relu")
                .as("x, r, c2, t, p, f become integers; c1 and s go straight to r and t")
                .containsEntry("QuantizeLinear", 6L)
                .as("and three weights and three biases")
                .containsEntry("DequantizeLinear", 12L);
        assertThat(quantized.report().quantized()).isEqualTo(6);
        assertThat(quantized.report().skipped()).isEmpty();
        assertThat(quantized.report().notes()).anyMatch(note -> note.startsWith("2 Relu or Clip nodes were removed"));
        assertThat(maker(quantized, "y").getOpType())
                .as("a product leaves its output in float")
                .isEqualTo("Gemm");
        assertThat(maker(quantized, "r").getOpType()).isEqualTo("DequantizeLinear");
        assertThat(maker(quantized, "c1").getOpType()).isEqualTo("Conv");
    }

    @Test
    void copiesHaveTheScaleOfWhatTheyCopy() throws Exception {
        Quantized quantized = quantize(Blocks.residual());
        NodeProto pooled = maker(quantized, "p");
        NodeProto flat = maker(quantized, "f");
        assertThat(flat.getInputList().subList(1, 3))
                .isEqualTo(pooled.getInputList().subList(1, 3));
        StaticQuantizer.Result result = StaticQuantizer.quantize(model(Blocks.residual()), MIN_MAX, activations);
        assertThat(result.ranges().ranges())
                .extracting(TensorRange::tensor)
                .containsExactlyInAnyOrder("x", "r", "c2", "t", "p");
    }

    @Test
    void biasesAreIntegersInTheUnitOfTheProducts() throws Exception {
        activations.with("x", -1, 2);
        Quantized quantized = quantize(Blocks.residual());
        NodeProto conv = named(quantized, "conv_c1");
        NodeProto bias = maker(quantized, conv.getInput(2));
        TensorProto integers = constant(quantized, bias.getInput(0));
        assertThat(integers.getDataType()).isEqualTo(TensorProto.DataType.INT32_VALUE);
        float input = Tensors.floats(
                        constant(quantized, maker(quantized, conv.getInput(0)).getInput(1)))
                .get(0);
        assertThat(input).isEqualTo(3 / 255f);
        float[] scales = new float[6];
        Tensors.floats(constant(quantized, maker(quantized, conv.getInput(1)).getInput(1)))
                .get(scales);
        float[] units = new float[6];
        Tensors.floats(constant(quantized, bias.getInput(1))).get(units);
        float[] original = new float[6];
        Tensors.floats(weights("B1", 6)).get(original);
        for (int i = 0; i < 6; i++) {
            assertThat(units[i]).isEqualTo(input * scales[i]);
            assertThat(Tensors.longs(integers)[i]).isEqualTo((long) Math.rint(original[i] / (double) units[i]));
        }
    }

    @Test
    void groupsPoolsAndTransposedConvolutionsTakePart() throws Exception {
        Quantized quantized = quantize(Blocks.branches());
        assertThat(quantized.report().skipped()).isEmpty();
        assertThat(quantized.report().quantized()).isEqualTo(7);
        assertThat(operators(quantized)).doesNotContainKey("Clip");
        NodeProto weights = maker(quantized, named(quantized, "convtranspose_u").getInput(1));
        assertThat(weights.getAttributeList()).containsExactly(Graphs.integer("axis", 1));
        NodeProto bias = maker(quantized, named(quantized, "convtranspose_u").getInput(2));
        assertThat(Tensors.dims(constant(quantized, bias.getInput(1)))).containsExactly(6);
        assertThat(maker(quantized, "y").getOpType())
                .as("the output keeps its name, behind the integers")
                .isEqualTo("DequantizeLinear");
        assertThat(constant(quantized, "gain_uint8").getDataType()).isEqualTo(TensorProto.DataType.UINT8_VALUE);
        assertThat(quantized.model().proto().getGraph().getInitializerList())
                .extracting(TensorProto::getName)
                .doesNotContain("W1", "W2", "B1", "B2", "gain", "zero", "six");
    }

    @Test
    void oneScaleForAllHasNoAxis() throws Exception {
        Quantized quantized = quantize(
                Blocks.branches(),
                new Scheme.Int8Static(
                        ActivationType.S8, RangeMethod.MIN_MAX, 100, false, true, 0, List.of(), List.of()));
        NodeProto weights = maker(quantized, named(quantized, "conv_a").getInput(1));
        assertThat(weights.getAttributeList()).isEmpty();
        assertThat(Tensors.dims(constant(quantized, weights.getInput(1)))).isEmpty();
        for (byte value : constant(quantized, weights.getInput(0)).getRawData()) {
            assertThat(value).isBetween((byte) -64, (byte) 64);
        }
        assertThat(constant(quantized, "gain_int8").getDataType()).isEqualTo(TensorProto.DataType.INT8_VALUE);
    }

    @Test
    void readersInFloatReadWhatWasNotRounded() throws Exception {
        Quantized quantized = quantize(graph(
                        node("Sigmoid", List.of("x"), List.of("h")),
                        node("MatMul", List.of("h", "W"), List.of("a")),
                        node("Add", List.of("a", "h"), List.of("y")))
                .addInput(floats("x", 4, 8))
                .addOutput(floats("y", 4, 8))
                .addInitializer(weights("W", 8, 8)));
        assertThat(named(quantized, "add_y").getInputList()).containsExactly("a", "h");
        assertThat(maker(quantized, "h").getOpType()).isEqualTo("Sigmoid");
        assertThat(maker(quantized, named(quantized, "matmul_a").getInput(0)).getOpType())
                .isEqualTo("DequantizeLinear");
        assertThat(quantized.report().notes()).anyMatch(note -> note.endsWith("nothing there: 1 Add."));
    }

    @Test
    void anActivationBetweenProductsIsDoneByTheRange() throws Exception {
        activations.with("r", 0, 3);
        Quantized quantized = quantize(graph(
                        node("MatMul", List.of("x", "W1"), List.of("a")),
                        node("Relu", List.of("a"), List.of("r")),
                        node("MatMul", List.of("r", "W2"), List.of("y")))
                .addInput(floats("x", 4, 8))
                .addOutput(floats("y", 4, 8))
                .addInitializer(weights("W1", 8, 8))
                .addInitializer(weights("W2", 8, 8)));
        assertThat(operators(quantized)).doesNotContainKey("Relu");
        assertThat(maker(quantized, maker(quantized, "r").getInput(0)).getInput(0))
                .isEqualTo("a");
    }

    @Test
    void anActivationThatTheRangeCannotReplaceStays() throws Exception {
        GraphProto.Builder clip = graph(
                        node("Conv", List.of("x", "W"), List.of("c")),
                        node("Clip", List.of("c", "one", ""), List.of("y")))
                .addInput(floats("x", 1, 2, 4, 4))
                .addOutput(floats("y", 1, 2, 4, 4))
                .addInitializer(weights("W", 2, 2, 1, 1))
                .addInitializer(Tensors.ofFloats("one", new float[] {1}));
        Quantized quantized = quantize(clip);
        assertThat(operators(quantized)).containsEntry("Clip", 1L);
        assertThat(reasonOf(quantized, "clip_y")).contains("has to hold 0");

        activations.with("y", 0, 0);
        GraphProto.Builder dead = graph(
                        node("Conv", List.of("x", "W"), List.of("c")),
                        node("Clip", List.of("c", "zero", "one"), List.of("y")))
                .addInput(floats("x", 1, 2, 4, 4))
                .addOutput(floats("y", 1, 2, 4, 4))
                .addInitializer(weights("W", 2, 2, 1, 1))
                .addInitializer(Tensors.ofFloats("zero", new float[] {0}))
                .addInitializer(Tensors.ofFloats("one", new float[] {1}));
        assertThat(operators(quantize(dead)))
                .as("scale 1 for a tensor of zeros lets 255 through")
                .containsEntry("Clip", 1L);
    }

    @Test
    void tensorsWithoutUsableValuesLeaveTheirReadersAlone() throws Exception {
        activations.with("c2", 1, Float.NaN);
        Quantized quantized = quantize(Blocks.residual());
        assertThat(reasonOf(quantized, "conv_c2")).isEqualTo("calibration saw NaN or infinity in c2");
        assertThat(named(quantized, "conv_c1").getInput(1)).isNotEqualTo("W1");
        assertThat(named(quantized, "conv_c2").getInput(1)).isEqualTo("W2");

        activations.with("c2", 1).with("x");
        assertThat(reasonOf(quantize(Blocks.residual()), "conv_c1")).isEqualTo("calibration saw no value of x");
        activations.with("x", -3e38f, 3e38f);
        assertThat(reasonOf(quantize(Blocks.residual()), "conv_c1")).contains("more than float32 can hold");
    }

    @Test
    void constantActivationsAreExact() throws Exception {
        activations.with("x", 5, 5, 5);
        Quantized quantized = quantize(Graphs.twoLayers());
        NodeProto pair = maker(quantized, named(quantized, "matmul_a").getInput(0));
        assertThat(Tensors.floats(constant(quantized, pair.getInput(1))).get(0)).isEqualTo(5 / 255f);
        activations.with("x", 0, 0);
        NodeProto zero = maker(quantize(Graphs.twoLayers()), "x_dequantized");
        assertThat(Tensors.floats(constant(quantize(Graphs.twoLayers()), zero.getInput(1)))
                        .get(0))
                .isEqualTo(1f);
    }

    private static GraphProto.Builder conv(TensorProto weights) {
        return graph(node("Conv", List.of("x", "W"), List.of("y")))
                .addInput(floats("x", 1, 2, 4, 4))
                .addOutput(floats("y", 1, 2, 4, 4))
                .addInitializer(weights);
    }

    @Test
    void weightsWithoutAnEightBitFormAreNamed() throws Exception {
        assertThat(reasonOf(
                        quantize(conv(Tensors.ofFloats("W", new float[] {1, 2, Float.NaN, 4}, 2, 2, 1, 1))), "conv_y"))
                .isEqualTo("its weights contain NaN or infinity");
        assertThat(reasonOf(quantize(conv(Tensors.ofFloats("W", new float[0], 0, 2, 1, 1))), "conv_y"))
                .isEqualTo("its weights have no elements");
        assertThat(reasonOf(quantize(conv(Tensors.ofFloats("W", new float[] {1, 3e38f, 1, 1}, 2, 2, 1, 1))), "conv_y"))
                .contains("no scale fits");
        assertThat(reasonOf(quantize(conv(Tensors.ofLongs("W", new long[4], 2, 2, 1, 1))), "conv_y"))
                .isEqualTo("its weights are int64, not float32");
        ValueInfoProto computed = floats("W", 2, 2, 1, 1);
        assertThat(reasonOf(quantize(conv(weights("other", 1)).addInput(computed)), "conv_y"))
                .contains("no weights to store in 8 bits");
        assertThat(reasonOf(quantize(conv(weights("W", 2, 2, 1, 1)).addInput(computed)), "conv_y"))
                .contains("can be replaced by the caller");
    }

    @Test
    void aZeroChannelStaysZeroAndKeepsItsBias() throws Exception {
        float[] values = new float[4];
        Arrays.fill(values, 2, 4, 0.5f);
        Quantized quantized = quantize(conv(Tensors.ofFloats("W", values, 2, 2, 1, 1))
                .setNode(0, node("Conv", List.of("x", "W", "B"), List.of("y")))
                .addInitializer(Tensors.ofFloats("B", new float[] {0.3f, 0.3f}, 2)));
        NodeProto bias = maker(quantized, named(quantized, "conv_y").getInput(2));
        float unit = Tensors.floats(constant(quantized, bias.getInput(1))).get(0);
        long integer = Tensors.longs(constant(quantized, bias.getInput(0)))[0];
        assertThat(integer * (double) unit).isBetween(0.3 - 1e-7, 0.3 + 1e-7);
        assertThat(constant(quantized, "W_int8").getRawData().toByteArray()).containsExactly(0, 0, 127, 127);
    }

    @Test
    void nodesAndOperatorsCanBeLeftOut() throws Exception {
        Quantized excluded = quantize(Blocks.residual(), only(List.of(), List.of("conv_c2")));
        assertThat(reasonOf(excluded, "conv_c2")).isEqualTo("excluded by the option exclude");
        assertThat(reasonOf(excluded, "add_s")).contains("c2 is made in floating point");
        Quantized convolutions = quantize(Blocks.residual(), only(List.of("Conv"), List.of()));
        assertThat(reasonOf(convolutions, "gemm_y")).contains("not among those of the option ops");
        assertThat(operators(convolutions)).containsEntry("Relu", 2L);
        assertThatThrownBy(() -> quantize(Blocks.residual(), only(List.of("Softmax"), List.of())))
                .isInstanceOf(UnquantizableModel.class)
                .hasMessageContaining("has no 8-bit form of Softmax")
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void aModelThatIsQuantizedAlreadyIsRefusedUnlessThisProductDidIt() throws Exception {
        Quantized once = quantize(Blocks.residual(), only(List.of(), List.of("gemm_y")));
        assertThat(Quantizer.quantize(once.model(), MIN_MAX, activations)
                        .report()
                        .quantized())
                .as("the part that is left")
                .isPositive();
        OnnxModel foreign = OnnxModel.of(
                once.model().proto().toBuilder().clearMetadataProps().build());
        assertThatThrownBy(() -> Quantizer.quantize(foreign, MIN_MAX, activations))
                .isInstanceOf(UnquantizableModel.class)
                .hasMessageStartingWith("The model is quantized already");
    }

    @Test
    void activationsOfASingleValueAreNamed() throws Exception {
        activations.with("c2", 0, 0);
        Quantized quantized = quantize(Blocks.residual());
        assertThat(quantized.report().notes())
                .filteredOn(note -> note.startsWith("Calibration saw a single value in "))
                .singleElement()
                .asString()
                .contains("c2");
    }

    @Test
    void aModelWithNothingToQuantizeComesBackAsItIs() throws Exception {
        OnnxModel model = model(graph(node("Softmax", List.of("x"), List.of("y")))
                .addInput(floats("x", 4, 8))
                .addOutput(floats("y", 4, 8)));
        Quantized quantized = Quantizer.quantize(model, MIN_MAX, activations);
        assertThat(quantized.model()).isSameAs(model);
        assertThat(quantized.report().notes())
                .containsExactly("There was nothing to quantize; the model is unchanged.");
        assertThat(activations.passes()).isEmpty();
    }

    @Test
    void sharedWeightsAreStoredOnce() throws Exception {
        Quantized quantized = quantize(
                graph(node("MatMul", List.of("x", "W"), List.of("a")), node("MatMul", List.of("a", "W"), List.of("y")))
                        .addInput(floats("x", 4, 8))
                        .addOutput(floats("y", 4, 8))
                        .addInitializer(weights("W", 8, 8)));
        assertThat(quantized.model().proto().getGraph().getInitializerList())
                .filteredOn(tensor -> tensor.getName().startsWith("W_int8"))
                .hasSize(3);
        assertThat(operators(quantized)).containsEntry("DequantizeLinear", 3L);
    }

    @Test
    void theSameModelAndValuesGiveTheSameBytes() throws Exception {
        assertThat(quantize(Blocks.branches()).model().sha256())
                .isEqualTo(quantize(Blocks.branches()).model().sha256());
    }

    @Test
    void bodiesReadTheRoundedFormByItsName() throws Exception {
        GraphProto.Builder yes = graph(node("Neg", List.of("c"), List.of("n"))).addOutput(floats("n", 1, 2, 4, 4));
        GraphProto.Builder no = graph(node("Abs", List.of("c"), List.of("m"))).addOutput(floats("m", 1, 2, 4, 4));
        Quantized quantized = quantize(conv(weights("W", 2, 2, 1, 1))
                .setNode(0, node("Conv", List.of("x", "W"), List.of("c")))
                .addNode(node("If", List.of("flag"), List.of("y"))
                        .addAttribute(Graphs.body("then_branch", yes))
                        .addAttribute(Graphs.body("else_branch", no)))
                .addInitializer(TensorProto.newBuilder()
                        .setName("flag")
                        .setDataType(TensorProto.DataType.BOOL_VALUE)
                        .addInt32Data(1)));
        assertThat(maker(quantized, "c").getOpType()).isEqualTo("DequantizeLinear");
    }
}
