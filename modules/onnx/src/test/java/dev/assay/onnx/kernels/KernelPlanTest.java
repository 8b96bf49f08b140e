package dev.assay.onnx.kernels;

import static dev.assay.onnx.Models.attribute;
import static dev.assay.onnx.Models.floats;
import static dev.assay.onnx.Models.graph;
import static dev.assay.onnx.Models.longs;
import static dev.assay.onnx.Models.model;
import static dev.assay.onnx.Models.node;
import static dev.assay.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.kernels.Kernel.Arithmetic;
import dev.assay.onnx.kernels.Kernel.Kind;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers beside the expectations are worked out by hand from the shapes. */
class KernelPlanTest {
    @Test
    void aProductTakesItsBiasAndItsActivation() {
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "W"), List.of("m")),
                        node("Add", List.of("m", "b"), List.of("a")),
                        node("Relu", List.of("a"), List.of("y")))
                .addInput(value("x", 4, 8))
                .addOutput(value("y", 4, 16))
                .addInitializer(floats("W", 8, 16))
                .addInitializer(floats("b", 16));
        Kernel kernel = only(graph);
        assertThat(kernel.kind()).isEqualTo(Kind.PRODUCT);
        assertThat(kernel.operations()).isEqualTo(2 * 4 * 16 * 8);
        assertThat(kernel.laneOperations()).isEqualTo(1024); // 16 columns fill the vectors
        assertThat(kernel.weightBytes()).isEqualTo(4 * (8 * 16 + 16));
        assertThat(kernel.activationBytes()).isEqualTo(4 * (4 * 8 + 4 * 16));
        assertThat(kernel.nodes()).isEqualTo(3);
    }

    @Test
    void columnsThatDoNotFillAVectorCostAsMuchAsThoseThatDo() {
        GraphProto.Builder graph = graph(node("MatMul", List.of("x", "W"), List.of("y")))
                .addInput(value("x", 1, 32))
                .addOutput(value("y", 1, 10))
                .addInitializer(floats("W", 32, 10));
        Kernel kernel = only(graph);
        assertThat(kernel.operations()).isEqualTo(640);
        assertThat(kernel.laneOperations()).isEqualTo(1024); // as 16 columns
    }

    @Test
    void aConvolutionTakesNormalisationAndActivationAndItsResultLeavesBlocksOnce() {
        GraphProto.Builder graph = graph(
                        conv("x", "W", "c", 1),
                        node("BatchNormalization", List.of("c", "s", "o", "m", "v"), List.of("n")),
                        node("Relu", List.of("n"), List.of("y")))
                .addInput(value("x", 1, 3, 32, 32))
                .addOutput(value("y", 1, 24, 32, 32))
                .addInitializer(floats("W", 24, 3, 3, 3))
                .addInitializer(floats("s", 24))
                .addInitializer(floats("o", 24))
                .addInitializer(floats("m", 24))
                .addInitializer(floats("v", 24));
        List<Kernel> kernels = plan(graph).kernels();
        assertThat(kernels).extracting(Kernel::op).containsExactly("Conv", "ReorderOutput");
        Kernel conv = kernels.get(0);
        assertThat(conv.kind()).isEqualTo(Kind.CONVOLUTION);
        assertThat(conv.operations()).isEqualTo(2L * 24 * 32 * 32 * 3 * 9);
        assertThat(conv.laneOperations()).isEqualTo(2L * 32 * 32 * 32 * 3 * 9); // 24 channels in two blocks of 16
        assertThat(conv.weightBytes()).isEqualTo(4 * (24 * 27 + 4 * 24));
        assertThat(conv.activationBytes()).isEqualTo(4 * (3 + 24) * 32 * 32);
        assertThat(kernels.get(1).laneOperations()).isEqualTo(24 * 32 * 32);
        assertThat(kernels.get(1).activationBytes()).isEqualTo(2 * 4 * 24 * 32 * 32);
    }

    @Test
    void aDepthwiseConvolutionIsGrouped() {
        GraphProto.Builder graph = graph(conv("x", "W", "y", 32))
                .addInput(value("x", 1, 32, 8, 8))
                .addOutput(value("y", 1, 32, 8, 8))
                .addInitializer(floats("W", 32, 1, 3, 3));
        List<Kernel> kernels = plan(graph).kernels();
        assertThat(kernels.get(0).kind()).isEqualTo(Kind.GROUPED);
        assertThat(kernels.get(0).operations()).isEqualTo(2 * 32 * 8 * 8 * 9);
        assertThat(kernels).extracting(Kernel::op).containsExactly("Conv", "ReorderInput", "ReorderOutput");
    }

    @Test
    void aQuantizedConvolutionReadsBytesAndSaysWhatItCopiesAndConverts() {
        GraphProto.Builder graph = graph(
                        node("QuantizeLinear", List.of("x", "s", "z"), List.of("xq")),
                        node("DequantizeLinear", List.of("xq", "s", "z"), List.of("xd")),
                        node("DequantizeLinear", List.of("W", "s", "z8"), List.of("wd")),
                        conv("xd", "wd", "c", 1),
                        node("Relu", List.of("c"), List.of("r")),
                        node("QuantizeLinear", List.of("r", "s", "z"), List.of("yq")),
                        node("DequantizeLinear", List.of("yq", "s", "z"), List.of("y")))
                .addInput(value("x", 1, 4, 10, 10))
                .addOutput(value("y", 1, 16, 10, 10))
                .addInitializer(floats("s"))
                .addInitializer(bytes("z", false))
                .addInitializer(bytes("z8", true))
                .addInitializer(bytes("W", true, 16, 4, 3, 3));
        List<Kernel> kernels = plan(graph).kernels();
        Kernel conv = kernel(kernels, Kind.CONVOLUTION);
        assertThat(conv.arithmetic()).isEqualTo(Arithmetic.INT8);
        assertThat(conv.operations()).isEqualTo(2 * 16 * 100 * 4 * 9);
        assertThat(conv.weightBytes()).isEqualTo(16 * 4 * 9 + 4 + 1); // with one scale and one zero point
        assertThat(conv.activationBytes()).isEqualTo(4 * 100 + 16 * 100);
        assertThat(kernel(kernels, Kind.REQUANTIZE).operations()).isEqualTo(16 * 100);
        assertThat(kernel(kernels, Kind.REQUANTIZE).dispatched()).isFalse();
        assertThat(kernel(kernels, Kind.WINDOW).operations()).isEqualTo(9 * 100);
        assertThat(kernel(kernels, Kind.QUANTIZE).operations()).isEqualTo(400);
        assertThat(kernel(kernels, Kind.DEQUANTIZE).operations()).isEqualTo(1600);
        assertThat(kernels.stream().filter(k -> k.op().equals("Transpose")))
                .as("into the layout with channels last, and out of it")
                .hasSize(2);
    }

    @Test
    void aProductWithBytesOfItsOwnMakingIsOneCall() {
        GraphProto.Builder graph = graph(
                        node("DynamicQuantizeLinear", List.of("x"), List.of("q", "s", "z")),
                        node("MatMulInteger", List.of("q", "W", "z"), List.of("m")),
                        node("Cast", List.of("m"), List.of("f")).addAttribute(attribute("to", 1)),
                        node("Mul", List.of("s", "ws"), List.of("scale")),
                        node("Mul", List.of("f", "scale"), List.of("p")),
                        node("Add", List.of("p", "b"), List.of("y")))
                .addInput(value("x", 2, 8))
                .addOutput(value("y", 2, 4))
                .addInitializer(bytes("W", true, 8, 4))
                .addInitializer(floats("ws"))
                .addInitializer(floats("b", 4));
        List<Kernel> kernels = plan(graph).kernels();
        assertThat(kernels).filteredOn(Kernel::dispatched).hasSize(1);
        Kernel product = kernel(kernels, Kind.PRODUCT);
        assertThat(product.arithmetic()).isEqualTo(Arithmetic.INT8);
        assertThat(product.operations()).isEqualTo(2 * 2 * 4 * 8);
        assertThat(product.weightBytes()).isEqualTo(32 + 4 + 16);
        assertThat(product.activationBytes()).isEqualTo(4 * (16 + 8));
        assertThat(kernel(kernels, Kind.QUANTIZE).operations()).isEqualTo(16);
        assertThat(kernel(kernels, Kind.REQUANTIZE).operations()).isEqualTo(8);
        assertThat(plan(graph).operations()).isEqualTo(128);
    }

    @Test
    void weightsInBlocksCountAtTheirPackedSize() {
        NodeProto.Builder product = node("MatMulNBits", List.of("x", "B", "s"), List.of("y"))
                .setDomain("com.microsoft")
                .addAttribute(attribute("K", 64))
                .addAttribute(attribute("N", 32))
                .addAttribute(attribute("bits", 4))
                .addAttribute(attribute("block_size", 32));
        GraphProto.Builder graph = graph(product)
                .addInput(value("x", 3, 64))
                .addOutput(value("y", 3, 32))
                .addInitializer(bytes("B", false, 32, 2, 16))
                .addInitializer(floats("s", 64));
        Kernel kernel = only(graph);
        assertThat(kernel.arithmetic()).isEqualTo(Arithmetic.BLOCKS4);
        assertThat(kernel.operations()).isEqualTo(2 * 3 * 32 * 64);
        assertThat(kernel.weightBytes()).isEqualTo(32 * 64 / 2 + 4 * 64);
    }

    @Test
    void weightsStoredInHalfPrecisionAreExpandedBeforeTheFirstRun() {
        GraphProto.Builder graph = graph(
                        node("Cast", List.of("h"), List.of("W")).addAttribute(attribute("to", 1)),
                        node("MatMul", List.of("x", "W"), List.of("y")))
                .addInput(value("x", 1, 8))
                .addOutput(value("y", 1, 16))
                .addInitializer(halves("h", 8, 16));
        Kernel kernel = only(graph);
        assertThat(kernel.op()).isEqualTo("MatMul");
        assertThat(kernel.weightBytes()).isEqualTo(4 * 8 * 16);
    }

    @Test
    void aNormalisationWrittenOutIsOneKernel() {
        GraphProto.Builder graph = normalization(true);
        Kernel kernel = only(graph);
        assertThat(kernel.kind()).isEqualTo(Kind.NORMALIZATION);
        assertThat(kernel.operations()).isEqualTo(8 * 6 * 32);
        assertThat(kernel.activationBytes()).isEqualTo(2 * 4 * 6 * 32);
        assertThat(kernel.nodes()).isEqualTo(9);
    }

    @Test
    void withoutAnOffsetTheMeanIsTakenAwayBefore() {
        List<Kernel> kernels = plan(normalization(false)).kernels();
        assertThat(kernels).extracting(Kernel::op).containsExactly("ReduceMean", "Sub", "Pow");
        assertThat(kernels.get(2).kind()).isEqualTo(Kind.MATH);
    }

    @Test
    void geluWrittenOutIsOneKernel() {
        GraphProto.Builder graph = graph(
                        node("Div", List.of("x", "root"), List.of("d")),
                        node("Erf", List.of("d"), List.of("e")),
                        node("Add", List.of("e", "one"), List.of("p")),
                        node("Mul", List.of("x", "p"), List.of("g")),
                        node("Mul", List.of("g", "half"), List.of("y")))
                .addInput(value("x", 4, 16))
                .addOutput(value("y", 4, 16))
                .addInitializer(floats("root"))
                .addInitializer(floats("one"))
                .addInitializer(floats("half"));
        Kernel kernel = only(graph);
        assertThat(kernel.kind()).isEqualTo(Kind.MATH);
        assertThat(kernel.operations()).isEqualTo(5 * 64);
        assertThat(kernel.activationBytes()).isEqualTo(2 * 4 * 64);
    }

    @Test
    void aShapeThatIsPutTogetherForAReshapeCostsNoCall() {
        GraphProto.Builder graph = graph(
                        node("Shape", List.of("x"), List.of("s")),
                        node("Gather", List.of("s", "zero"), List.of("g")),
                        node("Unsqueeze", List.of("g", "axes"), List.of("u")),
                        node("Concat", List.of("u", "rest"), List.of("t")).addAttribute(attribute("axis", 0)),
                        node("Reshape", List.of("x", "t"), List.of("y")))
                .addInput(value("x", "batch", 12))
                .addOutput(value("y", "batch", 3, 4))
                .addInitializer(scalar("zero"))
                .addInitializer(longs("axes", 0))
                .addInitializer(longs("rest", 3, 4));
        Kernel kernel = only(graph);
        assertThat(kernel.op()).isEqualTo("Reshape");
        assertThat(kernel.kind()).isEqualTo(Kind.VIEW);
        assertThat(kernel.bytes()).isZero();
    }

    @Test
    void lookedUpRowsCountAndTheRestOfTheTableDoesNot() {
        GraphProto.Builder graph = graph(node("Gather", List.of("T", "rows"), List.of("y")))
                .addInput(value("rows", 5))
                .addOutput(value("y", 5, 8))
                .addInitializer(floats("T", 1000, 8));
        assertThat(only(graph).weightBytes()).isEqualTo(4 * 5 * 8);
    }

    private static TensorProto bytes(String name, boolean signed, long... dims) {
        int elements = Math.toIntExact(Tensors.elements(dims));
        return Tensors.ofRaw(name, signed ? ElementType.INT8 : ElementType.UINT8, new byte[elements], dims);
    }

    private static TensorProto halves(String name, long... dims) {
        int elements = Math.toIntExact(Tensors.elements(dims));
        return Tensors.ofRaw(name, ElementType.FLOAT16, new byte[2 * elements], dims);
    }

    private static TensorProto scalar(String name) {
        return longs(name, 0).toBuilder().clearDims().build();
    }

    private static GraphProto.Builder normalization(boolean offset) {
        NodeProto.Builder[] nodes = {
            node("ReduceMean", List.of("x"), List.of("m")).addAttribute(attribute("axes", List.of(-1L))),
            node("Sub", List.of("x", "m"), List.of("c")),
            node("Pow", List.of("c", "two"), List.of("q")),
            node("ReduceMean", List.of("q"), List.of("v")).addAttribute(attribute("axes", List.of(-1L))),
            node("Add", List.of("v", "eps"), List.of("e")),
            node("Sqrt", List.of("e"), List.of("r")),
            node("Div", List.of("c", "r"), List.of("d")),
            node("Mul", List.of("d", "scale"), List.of(offset ? "n" : "y")),
        };
        GraphProto.Builder graph = graph(nodes);
        if (offset) {
            graph.addNode(node("Add", List.of("n", "shift"), List.of("y")));
        }
        return graph.addInput(value("x", 6, 32))
                .addOutput(value("y", 6, 32))
                .addInitializer(floats("two"))
                .addInitializer(floats("eps"))
                .addInitializer(floats("scale", 32))
                .addInitializer(floats("shift", 32));
    }

    private static NodeProto.Builder conv(String x, String weights, String y, long groups) {
        AttributeProto pads = attribute("pads", List.of(1L, 1L, 1L, 1L));
        return node("Conv", List.of(x, weights), List.of(y))
                .addAttribute(pads)
                .addAttribute(attribute("kernel_shape", List.of(3L, 3L)))
                .addAttribute(attribute("group", groups));
    }

    private static Kernel kernel(List<Kernel> kernels, Kind kind) {
        return kernels.stream()
                .filter(kernel -> kernel.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static Kernel only(GraphProto.Builder graph) {
        KernelPlan plan = plan(graph);
        assertThat(plan.notCounted()).isEmpty();
        assertThat(plan.kernels()).hasSize(1);
        return plan.kernels().getFirst();
    }

    private static KernelPlan plan(GraphProto.Builder graph) {
        OnnxModel model = OnnxModel.of(model(graph));
        return KernelPlan.of(model, Map.of("batch", 2L));
    }
}
