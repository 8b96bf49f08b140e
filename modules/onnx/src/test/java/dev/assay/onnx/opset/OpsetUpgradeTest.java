package dev.assay.onnx.opset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpsetUpgradeTest {
    @Test
    void aModelThatIsNewEnoughIsReturnedAsItIs() throws Exception {
        OnnxModel model = model(13, node("Relu", "y", "x"));
        assertThat(OpsetUpgrade.to(model, 11)).isSameAs(model);
        assertThat(OpsetUpgrade.to(model, 13)).isSameAs(model);
        assertThatThrownBy(() -> OpsetUpgrade.to(model, 22)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 15, 18, 19, 21})
    void versionAndFormatRiseTogether(int opset) throws Exception {
        OnnxModel raised = OpsetUpgrade.to(model(7, node("Relu", "y", "x")), opset);
        assertThat(raised.opset()).isEqualTo(opset);
        long format = raised.proto().getIrVersion();
        assertThat(format)
                .isEqualTo(
                        switch (opset) {
                            case 8 -> 3L;
                            case 9 -> 4L;
                            case 10 -> 5L;
                            case 11 -> 6L;
                            case 12, 13 -> 7L;
                            case 15, 18 -> 8L;
                            case 19 -> 9L;
                            default -> 10L;
                        });
    }

    @Test
    void constantsAreNoLongerRepeatedAsInputs() throws Exception {
        ModelProto.Builder old =
                model(7, node("Add", "y", "x", "C")).proto().toBuilder().setIrVersion(3);
        old.getGraphBuilder()
                .addInput(ValueInfoProto.newBuilder().setName("C"))
                .addInitializer(Tensors.ofFloats("C", new float[] {1}));
        OnnxModel raised = OpsetUpgrade.to(OnnxModel.of(old.build()), 13);
        assertThat(raised.proto().getGraph().getInputList())
                .extracting(ValueInfoProto::getName)
                .containsExactly("x");
        assertThat(OpsetUpgrade.toFormat(OnnxModel.of(old.build()), 4)
                        .proto()
                        .getGraph()
                        .getInputCount())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Squeeze", "Unsqueeze", "ReduceSum"})
    void axesBecomeAnInputAt13(String op) throws Exception {
        OnnxModel model = model(11, node(op, "y", "x").addAttribute(integers("axes", 1, 2)));
        assertThat(only(OpsetUpgrade.to(model, 12)).getInputCount()).isEqualTo(1);
        OnnxModel raised = OpsetUpgrade.to(model, 13);
        NodeProto node = only(raised);
        assertThat(node.getAttributeCount()).isZero();
        assertThat(constant(raised, node.getInput(1))).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReduceMean", "ReduceMax", "ReduceL2", "ReduceLogSumExp"})
    void axesOfTheOtherReductionsBecomeAnInputAt18(String op) throws Exception {
        OnnxModel model = model(
                11,
                node(op, "y", "x").addAttribute(integers("axes", -1)).addAttribute(Attributes.integer("keepdims", 0)));
        assertThat(only(OpsetUpgrade.to(model, 17)).getInputCount()).isEqualTo(1);
        OnnxModel raised = OpsetUpgrade.to(model, 18);
        assertThat(constant(raised, only(raised).getInput(1))).containsExactly(-1);
        assertThat(only(raised).getAttributeList())
                .extracting(AttributeProto::getName)
                .containsExactly("keepdims");
        assertThat(only(OpsetUpgrade.to(model(11, node(op, "y", "x")), 18)).getInputCount())
                .isEqualTo(1);
    }

    @Test
    void equalConstantsAreStoredOnce() throws Exception {
        OnnxModel raised = OpsetUpgrade.to(
                model(
                        11,
                        node("Squeeze", "m", "x").addAttribute(integers("axes", 0)),
                        node("Unsqueeze", "y", "m").addAttribute(integers("axes", 0))),
                13);
        assertThat(raised.proto().getGraph().getInitializerCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Softmax", "LogSoftmax", "Hardmax"})
    void alongTheLastAxisOnlyTheAxisIsWritten(String op) throws Exception {
        OnnxModel matrix = model(11, List.of(4L, 5L), node(op, "y", "x"));
        assertThat(only(OpsetUpgrade.to(matrix, 13)).getAttributeList()).containsExactly(Attributes.integer("axis", 1));
        OnnxModel unknown = model(11, node(op, "y", "x").addAttribute(Attributes.integer("axis", -1)));
        assertThat(only(OpsetUpgrade.to(unknown, 13)).getAttributeList())
                .containsExactly(Attributes.integer("axis", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Softmax", "LogSoftmax", "Hardmax"})
    void elsewhereTheMatrixIsWrittenOut(String op) throws Exception {
        OnnxModel cube = model(11, List.of(2L, 4L, 5L), node(op, "y", "x"));
        assertThat(ops(OpsetUpgrade.to(cube, 13))).containsExactly("Flatten", "Shape", op, "Reshape");
        OnnxModel unknown = model(11, node(op, "y", "x").addAttribute(Attributes.integer("axis", 2)));
        GraphProto raised = OpsetUpgrade.to(unknown, 17).proto().getGraph();
        assertThat(Attributes.integer(raised.getNode(0), "axis", 0)).isEqualTo(2);
        assertThat(Attributes.integer(raised.getNode(2), "axis", 0)).isEqualTo(-1);
        assertThat(raised.getNode(3).getOutput(0)).isEqualTo("y");
        assertThat(Attributes.integer(raised.getNode(3), "allowzero", 0)).isEqualTo(1);
    }

    @Test
    void aRankThatDependsOnAFreeSizeIsNotTrusted() throws Exception {
        // With one element in the free dimension the rank of m is 1, otherwise 2.
        OnnxModel model = model(
                11,
                Arrays.asList(null, 5L, 1L),
                node("Squeeze", "m", "x"),
                node("Softmax", "y", "m").addAttribute(Attributes.integer("axis", 0)));
        assertThat(ops(OpsetUpgrade.to(model, 13))).contains("Flatten");
    }

    @Test
    void splitSaysInHowManyPartsAt18() throws Exception {
        NodeProto.Builder split = node("Split", "y", "x").addOutput("z");
        OnnxModel equal = OpsetUpgrade.to(model(11, split), 18);
        assertThat(Attributes.integer(only(equal), "num_outputs", 0)).isEqualTo(2);
        OnnxModel given = OpsetUpgrade.to(model(11, split.clone().addAttribute(integers("split", 1, 3))), 18);
        assertThat(constant(given, only(given).getInput(1))).containsExactly(1, 3);
        assertThat(Attributes.integer(only(given), "num_outputs", 0)).isZero();
    }

    @Test
    void limitsOfClipBecomeInputsOfItsTypeAt11() throws Exception {
        NodeProto.Builder clip = node("Clip", "y", "x").addAttribute(real("max", 6));
        OnnxModel raised = OpsetUpgrade.to(model(7, clip), 11);
        assertThat(only(raised).getInputList()).hasSize(3).element(1).isEqualTo("");
        TensorProto six = initializer(raised, only(raised).getInput(2));
        assertThat(six.getDimsCount()).isZero();
        assertThat(six.getFloatDataList()).containsExactly(6f);

        ModelProto.Builder half = model(7, clip).proto().toBuilder();
        half.getGraphBuilder().setInput(0, value("x", TensorProto.DataType.FLOAT16_VALUE));
        OnnxModel halfRaised = OpsetUpgrade.to(OnnxModel.of(half.build()), 11);
        assertThat(initializer(halfRaised, only(halfRaised).getInput(2)).getInt32DataList())
                .containsExactly(0x4600);
    }

    @Test
    void sliceTopKAndPadTakeInputs() throws Exception {
        OnnxModel slice = OpsetUpgrade.to(
                model(
                        9,
                        node("Slice", "y", "x")
                                .addAttribute(integers("starts", 1))
                                .addAttribute(integers("ends", 3))
                                .addAttribute(integers("axes", 2))),
                10);
        assertThat(constant(slice, only(slice).getInput(1))).containsExactly(1);
        assertThat(constant(slice, only(slice).getInput(2))).containsExactly(3);
        assertThat(constant(slice, only(slice).getInput(3))).containsExactly(2);

        OnnxModel top = OpsetUpgrade.to(
                model(9, node("TopK", "y", "x").addOutput("i").addAttribute(Attributes.integer("k", 5))), 11);
        assertThat(constant(top, only(top).getInput(1))).containsExactly(5);

        OnnxModel pad = OpsetUpgrade.to(
                model(
                        10,
                        node("Pad", "y", "x")
                                .addAttribute(integers("pads", 0, 1, 0, 1))
                                .addAttribute(real("value", 2))),
                21);
        assertThat(constant(pad, only(pad).getInput(1))).containsExactly(0, 1, 0, 1);
        assertThat(initializer(pad, only(pad).getInput(2)).getFloatDataList()).containsExactly(2f);
    }

    @Test
    void upsampleBecomesResizeThatRoundsAsBefore() throws Exception {
        AttributeProto scales = AttributeProto.newBuilder()
                .setName("scales")
                .setType(AttributeType.FLOATS)
                .addAllFloats(List.of(1f, 1f, 2f, 2f))
                .build();
        OnnxModel raised = OpsetUpgrade.to(model(7, node("Upsample", "y", "x").addAttribute(scales)), 13);
        NodeProto resize = only(raised);
        assertThat(resize.getOpType()).isEqualTo("Resize");
        assertThat(resize.getInputCount()).isEqualTo(3);
        assertThat(initializer(raised, resize.getInput(2)).getFloatDataList()).containsExactly(1f, 1f, 2f, 2f);
        assertThat(resize.getAttributeList())
                .contains(
                        Attributes.text("nearest_mode", "floor"),
                        Attributes.text("coordinate_transformation_mode", "asymmetric"));
        assertThat(OpsetUpgrade.obstacles(model(10, node("Resize", "y", "x", "scales")), 11))
                .singleElement()
                .satisfies(obstacle -> assertThat(obstacle.reason()).contains("at run time"));
    }

    @Test
    void normalisationAndDropoutLoseWhatOnlyTrainingUsed() throws Exception {
        NodeProto.Builder batch = node("BatchNormalization", "y", "x", "s", "b", "m", "v")
                .addOutput("mean")
                .addAttribute(Attributes.integer("spatial", 1));
        NodeProto normal = only(OpsetUpgrade.to(model(7, batch), 21));
        assertThat(normal.getOutputCount()).isEqualTo(1);
        assertThat(normal.getAttributeCount()).isZero();
        assertThat(OpsetUpgrade.obstacles(model(7, batch.clone().setAttribute(0, Attributes.integer("spatial", 0))), 9))
                .hasSize(1);

        NodeProto.Builder dropout = node("Dropout", "y", "x").addOutput("mask").addAttribute(real("ratio", 0.3f));
        OnnxModel raised = OpsetUpgrade.to(model(7, dropout), 13);
        assertThat(only(raised).getOutputCount()).isEqualTo(1);
        assertThat(initializer(raised, only(raised).getInput(1)).getFloatDataList())
                .containsExactly(0.3f);
        assertThat(OpsetUpgrade.obstacles(model(7, dropout, node("Not", "n", "mask")), 13))
                .extracting(Obstacle::reason)
                .containsExactly("its mask is read");
    }

    @Test
    void smallerChangesAreFollowed() throws Exception {
        assertThat(only(OpsetUpgrade.to(model(10, node("Scatter", "y", "x", "i", "u")), 11))
                        .getOpType())
                .isEqualTo("ScatterElements");
        assertThat(only(OpsetUpgrade.to(model(10, node("RoiAlign", "y", "x", "r", "b")), 16))
                        .getAttributeList())
                .containsExactly(Attributes.text("coordinate_transformation_mode", "output_half_pixel"));
        assertThat(only(OpsetUpgrade.to(
                                model(
                                        16,
                                        node("GridSample", "y", "x", "g")
                                                .addAttribute(Attributes.text("mode", "bicubic"))),
                                20))
                        .getAttributeList())
                .containsExactly(Attributes.text("mode", "cubic"));
    }

    @Test
    void bodiesAndFunctionsAreRaisedToo() throws Exception {
        GraphProto.Builder body = GraphProto.newBuilder()
                .setName("body")
                .addNode(node("Unsqueeze", "b", "x").addAttribute(integers("axes", 0)))
                .addOutput(ValueInfoProto.newBuilder().setName("b"));
        AttributeProto.Builder branch =
                AttributeProto.newBuilder().setType(AttributeType.GRAPH).setG(body);
        NodeProto.Builder choice = node("If", "y", "c")
                .addAttribute(branch.setName("then_branch"))
                .addAttribute(branch.setName("else_branch"));
        FunctionProto.Builder function = FunctionProto.newBuilder()
                .setDomain("local")
                .setName("f")
                .addInput("p")
                .addOutput("q")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(11))
                .addNode(node("Squeeze", "q", "p").addAttribute(integers("axes", 3)));
        ModelProto model =
                model(11, choice).proto().toBuilder().addFunctions(function).build();
        ModelProto raised = OpsetUpgrade.to(OnnxModel.of(model), 13).proto();
        for (AttributeProto attribute : raised.getGraph().getNode(0).getAttributeList()) {
            assertThat(attribute.getG().getInitializer(0).getInt64DataList()).containsExactly(0L);
            assertThat(attribute.getG().getNode(0).getInput(1))
                    .isEqualTo(attribute.getG().getInitializer(0).getName());
        }
        FunctionProto raisedFunction = raised.getFunctions(0);
        assertThat(raisedFunction.getOpsetImport(0).getVersion()).isEqualTo(13);
        assertThat(raisedFunction.getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("Constant", "Squeeze");
    }

    @Test
    void anAttributeThatCallersFillInIsAnObstacle() {
        FunctionProto.Builder function = FunctionProto.newBuilder()
                .setDomain("local")
                .setName("f")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(11))
                .addNode(node("Squeeze", "q", "p")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("axes")
                                .setType(AttributeType.INTS)
                                .setRefAttrName("where")));
        ModelProto model = model(11, node("Relu", "y", "x")).proto().toBuilder()
                .addFunctions(function)
                .build();
        assertThat(OpsetUpgrade.obstacles(OnnxModel.of(model), 13))
                .singleElement()
                .satisfies(obstacle -> assertThat(obstacle.reason()).contains("callers of a function"));
    }

    @Test
    void obstaclesAreNamedAndNothingIsChanged() {
        OnnxModel model = model(8, node("Scan", "y", "x"), node("Relu", "z", "y"), node("OneHot", "o", "z", "d", "v"));
        assertThat(OpsetUpgrade.obstacles(model, 13)).extracting(Obstacle::op).containsExactly("Scan", "OneHot");
        assertThatThrownBy(() -> OpsetUpgrade.to(model, 13))
                .isInstanceOfSatisfying(
                        CannotUpgrade.class, e -> assertThat(e.obstacles()).hasSize(2))
                .hasMessage("The model uses operator set 8 and operator set 13 is needed, to which it cannot be raised"
                        + " because of Scan (it has no batch dimension since operator set 9), OneHot (negative indices"
                        + " count from the end since operator set 11); nothing was changed, export the model with"
                        + " opset_version 13 or later.");
        assertThat(OpsetUpgrade.obstacles(model(6, node("Relu", "y", "x")), 13)).hasSize(1);
        assertThat(OpsetUpgrade.obstacles(model(17, node("StringSplit", "y", "x")), 21))
                .singleElement()
                .satisfies(obstacle -> assertThat(obstacle.reason()).contains("not known"));
        assertThat(OpsetUpgrade.obstacles(model(17, node("Attention", "y", "x").setDomain("com.microsoft")), 21))
                .isEmpty();
    }

    private static OnnxModel model(long opset, NodeProto.Builder... nodes) {
        return model(opset, null, nodes);
    }

    private static OnnxModel model(long opset, List<Long> dims, NodeProto.Builder... nodes) {
        ValueInfoProto.Builder x = value("x", TensorProto.DataType.FLOAT_VALUE);
        if (dims != null) {
            var shape = x.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
            for (Long dim : dims) {
                if (dim == null) {
                    shape.addDimBuilder().setDimParam("free");
                } else {
                    shape.addDimBuilder().setDimValue(dim);
                }
            }
        }
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("g")
                .addInput(x)
                .addOutput(ValueInfoProto.newBuilder().setName("y"));
        for (NodeProto.Builder node : nodes) {
            graph.addNode(node);
        }
        return OnnxModel.of(ModelProto.newBuilder()
                .setIrVersion(3)
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .build());
    }

    private static ValueInfoProto.Builder value(String name, int type) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        value.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
        return value;
    }

    private static NodeProto.Builder node(String op, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .setName(op + "_" + output)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static AttributeProto integers(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList())
                .build();
    }

    private static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .setS(ByteString.EMPTY)
                .build();
    }

    private static NodeProto only(OnnxModel model) {
        assertThat(model.proto().getGraph().getNodeCount()).isEqualTo(1);
        return model.proto().getGraph().getNode(0);
    }

    private static List<String> ops(OnnxModel model) {
        return model.proto().getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .toList();
    }

    private static TensorProto initializer(OnnxModel model, String name) {
        return model.proto().getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long[] constant(OnnxModel model, String name) {
        return Tensors.longs(initializer(model, name));
    }
}
