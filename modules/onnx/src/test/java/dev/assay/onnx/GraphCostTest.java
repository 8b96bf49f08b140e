package dev.assay.onnx;

import static dev.assay.onnx.Models.attribute;
import static dev.assay.onnx.Models.floats;
import static dev.assay.onnx.Models.graph;
import static dev.assay.onnx.Models.longs;
import static dev.assay.onnx.Models.model;
import static dev.assay.onnx.Models.node;
import static dev.assay.onnx.Models.typed;
import static dev.assay.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.assay.onnx.GraphCost.NodeCost;
import dev.assay.onnx.shape.ShapeInference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphCostTest {
    private static final int INT64 = TensorProto.DataType.INT64_VALUE;

    @Test
    void aConvolutionalNetworkCostsWhatTheFormulasSay() {
        GraphProto.Builder graph = graph(
                        node("Conv", List.of("x", "W1", "B1"), List.of("c1"))
                                .addAttribute(attribute("kernel_shape", List.of(3L, 3L)))
                                .addAttribute(attribute("pads", List.of(1L, 1L, 1L, 1L))),
                        node("BatchNormalization", List.of("c1", "s", "b", "m", "v"), List.of("n1")),
                        node("Relu", List.of("n1"), List.of("r1")),
                        node("MaxPool", List.of("r1"), List.of("p1"))
                                .addAttribute(attribute("kernel_shape", List.of(2L, 2L)))
                                .addAttribute(attribute("strides", List.of(2L, 2L))),
                        node("Conv", List.of("p1", "W2"), List.of("c2"))
                                .addAttribute(attribute("group", 8))
                                .addAttribute(attribute("strides", List.of(2L, 2L))),
                        node("GlobalAveragePool", List.of("c2"), List.of("g")),
                        node("Flatten", List.of("g"), List.of("f")),
                        node("Gemm", List.of("f", "W3", "B3"), List.of("z")).addAttribute(attribute("transB", 1)),
                        node("Softmax", List.of("z"), List.of("y")))
                .addInput(value("x", "batch", 1, 28, 28))
                .addOutput(value("y", "batch", 10))
                .addInitializer(floats("W1", 8, 1, 3, 3))
                .addInitializer(floats("B1", 8))
                .addInitializer(floats("s", 8))
                .addInitializer(floats("b", 8))
                .addInitializer(floats("m", 8))
                .addInitializer(floats("v", 8))
                .addInitializer(floats("W2", 8, 1, 3, 3))
                .addInitializer(floats("W3", 10, 8))
                .addInitializer(floats("B3", 10));
        GraphCost cost = cost(graph, Map.of("batch", 2L));
        assertThat(cost.notCounted()).isEmpty();
        assertThat(cost.assumedDimensions()).isEqualTo(Map.of("batch", 2L));
        assertThat(cost.nodes())
                .extracting(NodeCost::flops)
                .containsExactly(
                        2L * (2 * 8 * 28 * 28) * 1 * 9, // 28 x 28 kept by the padding
                        8L * (2 * 8 * 28 * 28),
                        1L * (2 * 8 * 28 * 28),
                        4L * (2 * 8 * 14 * 14),
                        2L * (2 * 8 * 6 * 6) * 1 * 9, // (14 - 3) / 2 + 1 = 6; one input channel per group
                        1L * (2 * 8 * 6 * 6),
                        0L,
                        2L * (2 * 10) * 8,
                        5L * (2 * 10));
        NodeCost first = cost.nodes().getFirst();
        assertThat(first.weightBytes()).isEqualTo(4 * (8 * 9 + 8));
        assertThat(first.activationBytes()).isEqualTo(4 * (2 * 28 * 28 + 2 * 8 * 28 * 28));
    }

    @Test
    void poolsRoundAsTheyAreTold() {
        assertThat(output(node("MaxPool", List.of("x"), List.of("y"))
                        .addAttribute(attribute("kernel_shape", List.of(3L, 3L)))
                        .addAttribute(attribute("strides", List.of(2L, 2L)))))
                .containsExactly(1, 3, 6, 7);
        assertThat(output(node("MaxPool", List.of("x"), List.of("y"))
                        .addAttribute(attribute("kernel_shape", List.of(3L, 3L)))
                        .addAttribute(attribute("strides", List.of(2L, 2L)))
                        .addAttribute(attribute("ceil_mode", 1))))
                .containsExactly(1, 3, 7, 8);
        AttributeProto same = AttributeProto.newBuilder()
                .setName("auto_pad")
                .setS(ByteString.copyFromUtf8("SAME_UPPER"))
                .build();
        assertThat(output(node("AveragePool", List.of("x"), List.of("y"))
                        .addAttribute(attribute("kernel_shape", List.of(3L, 3L)))
                        .addAttribute(attribute("strides", List.of(2L, 2L)))
                        .addAttribute(same)))
                .containsExactly(1, 3, 7, 8);
        assertThat(output(node("ConvTranspose", List.of("x", "W"), List.of("y"))
                        .addAttribute(attribute("strides", List.of(2L, 2L)))))
                .containsExactly(1, 5, 28, 32);
    }

    @Test
    void shapeArithmeticIsFolded() {
        // y = Reshape(x, Concat(Shape(x)[0:1], [-1], Unsqueeze(Gather(Shape(x), 1) * 2)))
        GraphProto.Builder graph = graph(
                        node("Shape", List.of("x"), List.of("shape")),
                        node("Slice", List.of("shape", "zero1", "one1"), List.of("batch")),
                        node("Gather", List.of("shape", "one"), List.of("rows")),
                        node("Mul", List.of("rows", "two"), List.of("twice")),
                        node("Unsqueeze", List.of("twice", "zero1"), List.of("twice1")),
                        node("Concat", List.of("batch", "minus1", "twice1"), List.of("target"))
                                .addAttribute(attribute("axis", 0)),
                        node("Reshape", List.of("x", "target"), List.of("y")))
                .addInput(value("x", "batch", "seq_len", 6))
                .addOutput(value("y", "a", "b", "c"))
                .addInitializer(longs("zero1", 0))
                .addInitializer(longs("one1", 1))
                .addInitializer(longs("minus1", -1))
                .addInitializer(scalar("one", 1))
                .addInitializer(scalar("two", 2));
        var result = ShapeInference.infer(model(graph).getGraph(), 17, Map.of("batch", 4L, "seq_len", 10L));
        assertThat(result.nodes().getLast().outputs().getFirst().dims()).containsExactly(4, 3, 20);
        var defaults = ShapeInference.infer(model(graph).getGraph(), 17, Map.of());
        assertThat(defaults.assumed()).isEqualTo(Map.of("batch", 1L, "seq_len", 128L));
        assertThat(defaults.nodes().getLast().outputs().getFirst().dims()).containsExactly(1, 3, 256);
    }

    @Test
    void masksAndRangesAreFolded() {
        // Where(Equal([2,-1], -1), ConstantOfShape([2]) of 1, [2,-1]) = [2,1], then Expand of a 1 x 3 to 2 x 3
        TensorProto ones = longs("", 1);
        GraphProto.Builder graph = graph(
                        node("Equal", List.of("wish", "minus1"), List.of("open")),
                        node("ConstantOfShape", List.of("two1"), List.of("ones"))
                                .addAttribute(attribute("value", ones)),
                        node("Where", List.of("open", "ones", "wish"), List.of("target")),
                        node("Expand", List.of("x", "target"), List.of("e")),
                        node("Range", List.of("start", "limit", "delta"), List.of("r")),
                        node("Gather", List.of("e", "r"), List.of("y")).addAttribute(attribute("axis", 1)))
                .addInput(value("x", 1, 3))
                .addOutput(value("y", 2, 2))
                .addInitializer(longs("wish", 2, -1))
                .addInitializer(longs("minus1", -1))
                .addInitializer(longs("two1", 2))
                .addInitializer(scalar("start", 0))
                .addInitializer(scalar("limit", 3))
                .addInitializer(scalar("delta", 2));
        var result = ShapeInference.infer(model(graph).getGraph(), 17, Map.of());
        assertThat(result.nodes().get(3).outputs().getFirst().dims()).containsExactly(2, 3);
        assertThat(result.nodes().get(4).outputs().getFirst().dims()).containsExactly(2);
        assertThat(result.nodes().getLast().outputs().getFirst().dims()).containsExactly(2, 2);
    }

    @Test
    void whatDependsOnDataIsListedAndNotGuessed() {
        GraphProto.Builder graph = graph(
                        node("NonZero", List.of("x"), List.of("n")),
                        node("Cast", List.of("n"), List.of("c")).addAttribute(attribute("to", 1)),
                        node("Relu", List.of("x"), List.of("y")))
                .addInput(value("x", 4))
                .addOutput(value("y", 4))
                .addOutput(value("c", "rank", "found"));
        GraphCost cost = cost(graph, Map.of());
        assertThat(cost.flops()).isEqualTo(4);
        assertThat(cost.notCounted()).extracting(GraphCost.NotCounted::op).containsExactly("NonZero", "Cast");
        assertThat(cost.notCounted().getFirst().reason()).contains("depends on the data");
    }

    @Test
    void aConstantConditionIsFollowedAndAnOpenOneIsNot() {
        GraphProto.Builder yes = graph(node("Relu", List.of("x"), List.of("t"))).addOutput(value("t", 4));
        GraphProto.Builder no = graph(node("Relu", List.of("x"), List.of("u")), node("Exp", List.of("u"), List.of("e")))
                .addOutput(value("e", 4));
        NodeProto.Builder choice = node("If", List.of("b"), List.of("y"))
                .addAttribute(attribute("then_branch", yes))
                .addAttribute(attribute("else_branch", no));
        GraphProto.Builder open = graph(choice, node("Neg", List.of("y"), List.of("z")))
                .addInput(value("x", 4))
                .addInput(typed("b", 9))
                .addOutput(value("z", 4));
        GraphCost unknown = cost(open, Map.of());
        assertThat(unknown.flops()).isEqualTo(4);
        assertThat(unknown.notCounted()).extracting(GraphCost.NotCounted::op).containsExactly("If");

        TensorProto condition = TensorProto.newBuilder()
                .setName("b")
                .setDataType(9)
                .addInt32Data(0)
                .build();
        GraphCost known = cost(open.clone().removeInput(1).addInitializer(condition), Map.of());
        assertThat(known.notCounted()).isEmpty();
        assertThat(known.flops()).isEqualTo(4 + 4 + 4);
    }

    @Test
    void absurdSizesEndInNumbersNotInErrors() {
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "x"), List.of("a")),
                        node("MatMul", List.of("a", "a"), List.of("y")),
                        node("Expand", List.of("y", "wide"), List.of("z")))
                .addInput(value("x", "n", "n"))
                .addOutput(value("z", "p", "q", "r"))
                .addInitializer(longs("wide", Long.MAX_VALUE, 1, 1));
        GraphCost cost = cost(graph, Map.of("n", 1L << 25));
        assertThat(cost.flops()).isEqualTo(Long.MAX_VALUE);
        assertThat(cost.notCounted())
                .singleElement()
                .satisfies(node -> assertThat(node.reason()).contains("larger than any memory"));
        assertThatThrownBy(() -> cost(graph, Map.of("n", 0L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dimension n");
    }

    @Test
    void dimensionsWithoutANameAreCalledByTheirPlace() {
        GraphProto.Builder graph = graph(node("Relu", List.of("x"), List.of("y")))
                .addInput(value("x", -1, 3, "?"))
                .addOutput(value("y", -1, 3, "?"));
        GraphCost cost = cost(graph, Map.of("x[2]", 7L));
        assertThat(cost.assumedDimensions()).isEqualTo(Map.of("x[0]", 1L, "x[2]", 7L));
        assertThat(cost.flops()).isEqualTo(21);
        assertThat(ModelFacts.of(OnnxModel.of(model(graph)), Map.of())
                        .inputs()
                        .getFirst()
                        .shape())
                .containsExactly("?", "3", "?");
    }

    @Test
    void contradictoryShapesAreReportedWithTheReason() {
        GraphProto.Builder graph = graph(
                        node("MatMul", List.of("x", "W"), List.of("m")),
                        node("Transpose", List.of("x"), List.of("y")).addAttribute(attribute("perm", List.of(0L, 9L))))
                .addInput(value("x", 2, 3))
                .addOutput(value("y", "a", "b"))
                .addInitializer(floats("W", 4, 5));
        assertThat(cost(graph, Map.of()).notCounted())
                .extracting(GraphCost.NotCounted::reason)
                .containsExactly("it multiplies [2, 3] by [4, 5]", "it names axis 9 of a tensor with 2 dimensions");
    }

    private static GraphCost cost(GraphProto.Builder graph, Map<String, Long> dimensions) {
        return GraphCost.of(OnnxModel.of(model(graph)), dimensions);
    }

    /** The shape that a node makes of a 1 x 3 x 14 x 16 input. */
    private static long[] output(NodeProto.Builder node) {
        ModelProto model = model(graph(node)
                .addInput(value("x", 1, 3, 14, 16))
                .addOutput(value("y", "a", "b", "c", "d"))
                .addInitializer(floats("W", 3, 5, 2, 2)));
        var inferred =
                ShapeInference.infer(model.getGraph(), 17, Map.of()).nodes().getFirst();
        assertThat(inferred.reason()).isNull();
        return inferred.outputs().getFirst().dims();
    }

    private static TensorProto scalar(String name, long value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(INT64)
                .addInt64Data(value)
                .build();
    }
}
