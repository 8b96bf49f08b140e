package dev.assay.onnx.opset;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.opset.NodeUpgrade.Refused;
import dev.assay.onnx.opset.NodeUpgrade.Step;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changed in the definitions of the standard operators between versions 7 and 21.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/Changelog.md">the versions of every operator</a>
 */
final class Steps {
    /** Any use that is valid in a version from 7 on means the same up to 21: later versions only allowed more. */
    private static final Set<String> UNCHANGED = Set.of(
            ("Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool BitShift BitwiseAnd BitwiseNot"
                            + " BitwiseOr BitwiseXor Cast CastLike Ceil Celu Compress Concat ConcatFromSequence Constant"
                            + " ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumSum DepthToSpace"
                            + " DequantizeLinear Det Div DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike"
                            + " Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool"
                            + " GlobalMaxPool Greater GreaterOrEqual HardSigmoid HardSwish Identity If"
                            + " InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual"
                            + " Log Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool"
                            + " Mean MeanVarianceNormalization Min Mish Mod Mul Neg NonMaxSuppression NonZero Not Or"
                            + " PRelu Pow QLinearConv QLinearMatMul QuantizeLinear RNN RandomNormal RandomNormalLike"
                            + " RandomUniform RandomUniformLike Range Reciprocal Relu Reshape ReverseSequence Round"
                            + " ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty SequenceErase"
                            + " SequenceInsert SequenceLength Shape Shrink Sigmoid Sign Sin Sinh Size Softplus Softsign"
                            + " SpaceToDepth SplitToSequence Sqrt Sub Sum Tan Tanh ThresholdedRelu Tile Transpose Trilu"
                            + " Unique Where Xor")
                    .split(" ", -1));

    private static final Map<String, Map<Integer, Step>> STEPS = new HashMap<>();

    static {
        step("BatchNormalization", 9, Steps::batchNormalizationPerChannel);
        step("BatchNormalization", 14, node -> node.dropOutputs(1, "its statistics of training are read"));
        step("Clip", 11, Steps::clipLimits);
        step("Dropout", 10, node -> node.dropOutputs(1, "its mask is read"));
        step("Dropout", 12, Steps::dropoutRatio);
        step("GridSample", 20, Steps::gridSampleMode);
        step("OneHot", 11, node -> {
            throw new Refused("negative indices count from the end since operator set 11");
        });
        step("Pad", 11, Steps::padInputs);
        step("Resize", 11, Steps::resizeAsBefore);
        step("Resize", 13, Steps::resizeWithoutRemovedMode);
        step("RoiAlign", 16, Steps::roiAlignMode);
        step("Scan", 9, node -> {
            throw new Refused("it has no batch dimension since operator set 9");
        });
        step("Scatter", 11, node -> node.node.setOpType("ScatterElements"));
        step("Slice", 10, Steps::sliceInputs);
        step("Split", 13, node -> node.moveToInput("split", 1));
        step("Split", 18, Steps::splitInEqualParts);
        step("TopK", 10, Steps::topKInput);
        step("Upsample", 9, Steps::upsampleInput);
        step("Upsample", 10, node -> node.node.setOpType("Resize"));
        for (String op : List.of("Squeeze", "Unsqueeze", "ReduceSum")) {
            step(op, 13, node -> node.moveToInput("axes", 1));
        }
        for (String reduction : List.of("L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "SumSquare")) {
            step("Reduce" + reduction, 18, node -> node.moveToInput("axes", 1));
        }
        for (String op : List.of("Softmax", "LogSoftmax", "Hardmax")) {
            step(op, 13, Steps::alongOneAxis);
        }
    }

    private Steps() {}

    private static void step(String op, int version, Step step) {
        STEPS.computeIfAbsent(op, o -> new HashMap<>()).put(version, step);
    }

    /** Whether everything that happened to a standard operator up to version 21 is written down here. */
    static boolean knows(String op) {
        return UNCHANGED.contains(op) || STEPS.containsKey(op);
    }

    /** What a node has to go through from the version before to this one, or null for nothing. */
    static @Nullable Step at(String op, int version) {
        return STEPS.getOrDefault(op, Map.of()).get(version);
    }

    private static void batchNormalizationPerChannel(NodeUpgrade node) throws Refused {
        AttributeProto spatial = node.take("spatial");
        if (spatial != null && spatial.getI() == 0) {
            throw new Refused("it normalises every position by itself (spatial=0), which operator set 9 removed");
        }
    }

    private static void clipLimits(NodeUpgrade node) throws Refused {
        AttributeProto min = node.take("min");
        AttributeProto max = node.take("max");
        if (min != null) {
            node.setInput(1, node.scalarLike(0, min.getF()));
        }
        if (max != null) {
            node.setInput(2, node.scalarLike(0, max.getF()));
        }
    }

    private static void dropoutRatio(NodeUpgrade node) throws Refused {
        node.dropOutputs(1, "its mask is read");
        AttributeProto ratio = node.take("ratio");
        if (ratio != null) {
            node.setInput(1, node.scalarLike(0, ratio.getF()));
        }
    }

    private static void gridSampleMode(NodeUpgrade node) throws Refused {
        AttributeProto mode = node.attribute("mode");
        if (mode != null) {
            switch (mode.getS().toStringUtf8()) {
                case "bilinear" -> node.set(Attributes.text("mode", "linear"));
                case "bicubic" -> node.set(Attributes.text("mode", "cubic"));
                default -> {}
            }
        }
    }

    private static void padInputs(NodeUpgrade node) throws Refused {
        AttributeProto value = node.take("value");
        AttributeProto pads = node.take("pads");
        if (pads == null) {
            throw new Refused("it has no pads");
        }
        node.setInput(1, node.constant(pads.getIntsList()));
        if (value != null && value.getF() != 0) {
            node.setInput(2, node.scalarLike(0, value.getF()));
        }
    }

    /**
     * Before version 11 coordinates were divided by the scale and cut off; where a scale was below 1, ONNX Runtime rounded
     * them up instead.
     */
    private static void resizeAsBefore(NodeUpgrade node) throws Refused {
        AttributeProto mode = node.attribute("mode");
        boolean nearest = mode == null || mode.getS().toStringUtf8().equals("nearest");
        if (nearest) {
            TensorProto scales = node.constantInput(1);
            if (scales == null || scales.getDataType() != ElementType.FLOAT32.number()) {
                throw new Refused("its scales are computed at run time and decide how it rounds");
            }
            boolean grows = false;
            boolean shrinks = false;
            for (double scale : Tensors.doubles(scales)) {
                grows |= scale > 1;
                shrinks |= scale < 1;
            }
            if (grows && shrinks) {
                throw new Refused("it grows along one axis and shrinks along another");
            }
            node.set(Attributes.text("nearest_mode", shrinks ? "ceil" : "floor"));
        }
        node.set(Attributes.text("coordinate_transformation_mode", "asymmetric"));
        String scales = node.node.getInput(1);
        TensorProto noRegion = TensorProto.newBuilder()
                .setDataType(ElementType.FLOAT32.number())
                .addDims(0)
                .build();
        node.setInput(1, node.constant(noRegion));
        node.setInput(2, scales);
    }

    private static void resizeWithoutRemovedMode(NodeUpgrade node) throws Refused {
        AttributeProto mode = node.attribute("coordinate_transformation_mode");
        if (mode != null && mode.getS().toStringUtf8().equals("tf_half_pixel_for_nn")) {
            throw new Refused("operator set 13 removed the mode tf_half_pixel_for_nn");
        }
    }

    private static void roiAlignMode(NodeUpgrade node) throws Refused {
        if (node.attribute("coordinate_transformation_mode") == null) {
            node.set(Attributes.text("coordinate_transformation_mode", "output_half_pixel"));
        }
    }

    private static void sliceInputs(NodeUpgrade node) throws Refused {
        if (node.attribute("starts") == null || node.attribute("ends") == null) {
            throw new Refused("it has no starts or no ends");
        }
        node.moveToInput("starts", 1);
        node.moveToInput("ends", 2);
        node.moveToInput("axes", 3);
    }

    private static void splitInEqualParts(NodeUpgrade node) throws Refused {
        if (!node.hasInput(1)) {
            node.set(Attributes.integer("num_outputs", node.node.getOutputCount()));
        }
    }

    private static void topKInput(NodeUpgrade node) throws Refused {
        AttributeProto k = node.take("k");
        if (k == null) {
            throw new Refused("it does not say how many to take");
        }
        node.setInput(1, node.constant(List.of(k.getI())));
    }

    private static void upsampleInput(NodeUpgrade node) throws Refused {
        AttributeProto scales = node.take("scales");
        if (scales == null) {
            throw new Refused("it has no scales");
        }
        node.setInput(
                1,
                node.constant(TensorProto.newBuilder()
                        .setDataType(ElementType.FLOAT32.number())
                        .addDims(scales.getFloatsCount())
                        .addAllFloatData(scales.getFloatsList())
                        .build()));
    }

    /**
     * Before version 13 these flattened their input to a matrix at {@code axis}, 1 by default, and worked along its rows;
     * since then they work along one axis, the last by default. The same where the axis is the last; elsewhere the matrix
     * is written out. Before version 14 of the target, {@code Reshape} cannot give back an empty shape of three or more
     * dimensions, so that such a node then wants inputs that have elements.
     */
    private static void alongOneAxis(NodeUpgrade upgrade) throws Refused {
        NodeProto.Builder node = upgrade.node;
        AttributeProto given = upgrade.attribute("axis");
        long axis = given == null ? 1 : given.getI();
        OptionalInt rank = upgrade.rank(0);
        if (axis == -1 || (rank.isPresent() && axis == rank.getAsInt() - 1)) {
            upgrade.set(Attributes.integer("axis", axis));
            return;
        }
        String input = node.getInput(0);
        String output = node.getOutput(0);
        String matrix = upgrade.fresh(output + "_matrix_in");
        String shape = upgrade.fresh(output + "_shape");
        String rows = upgrade.fresh(output + "_matrix_out");
        upgrade.addBefore(added(upgrade, "Flatten", output + "_flatten")
                .addInput(input)
                .addOutput(matrix)
                .addAttribute(Attributes.integer("axis", axis)));
        upgrade.addBefore(added(upgrade, "Shape", output + "_shape_of_input")
                .addInput(input)
                .addOutput(shape));
        node.setInput(0, matrix).setOutput(0, rows);
        upgrade.set(Attributes.integer("axis", -1));
        NodeProto.Builder back = added(upgrade, "Reshape", output + "_unflatten")
                .addInput(rows)
                .addInput(shape)
                .addOutput(output);
        if (upgrade.target >= 14) {
            back.addAttribute(Attributes.integer("allowzero", 1));
        }
        upgrade.addAfter(back);
    }

    private static NodeProto.Builder added(NodeUpgrade upgrade, String op, String name) {
        return NodeProto.newBuilder().setOpType(op).setName(upgrade.fresh(name));
    }
}
