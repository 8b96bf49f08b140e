package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.edit.Scratch;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.QuantizationReport.Layer;
import dev.assay.quantization.QuantizationReport.Skipped;
import dev.assay.quantization.RoundedWeights.Unroundable;
import dev.assay.quantization.Scope.Constant;
import dev.assay.quantization.Scope.QuantizedActivation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites graphs to eight-bit weights with activations quantized while the model runs.
 *
 * <p>A product of an activation {@code A} and constant weights {@code W} becomes
 * {@code DynamicQuantizeLinear(A) -> MatMulInteger -> Cast -> Mul(scales)}, the pattern that ONNX Runtime fuses into one
 * kernel; {@code A} is quantized once for all its products. A lookup in a constant table becomes a lookup in the
 * eight-bit table followed by {@code DequantizeLinear}. Convolutions stay as they are.
 */
final class DynamicRewrite {
    private static final String CONVOLUTION =
            "dynamic quantization makes convolutions slower and less accurate; static quantization suits them";
    private static final String RECURRENT = "dynamic quantization of recurrent layers is not available";
    private static final String FUSED = "its products are already fused into one operator; quantize before fusing";
    private static final Map<String, String> NEVER = Map.of(
            "Conv", CONVOLUTION,
            "ConvTranspose", CONVOLUTION,
            "LSTM", RECURRENT,
            "GRU", RECURRENT,
            "RNN", RECURRENT,
            "com.microsoft.FusedMatMul", FUSED,
            "com.microsoft.FusedGemm", FUSED,
            "com.microsoft.Attention", FUSED);

    private final Scheme.Int8Dynamic scheme;
    private final Names names;
    private final Scratch scratch;
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();

    DynamicRewrite(Scheme.Int8Dynamic scheme, ModelProto model, Scratch scratch) {
        this.scheme = scheme;
        this.names = new Names(model);
        this.scratch = scratch;
    }

    List<Skipped> skipped() {
        return skipped;
    }

    List<Layer> layers() {
        return layers;
    }

    /** The rewritten main graph. */
    GraphProto rewrite(GraphProto graph) {
        return rewrite(graph, null);
    }

    /** A rewritten function of the model. It has no initializers: new constants are nodes at its beginning. */
    FunctionProto rewrite(FunctionProto function) {
        GraphProto.Builder body = GraphProto.newBuilder().addAllNode(function.getNodeList());
        function.getInputList().forEach(name -> body.addInputBuilder().setName(name));
        function.getOutputList().forEach(name -> body.addOutputBuilder().setName(name));
        GraphProto rewritten = rewrite(body.build());
        FunctionProto.Builder result = function.toBuilder().clearNode();
        for (TensorProto tensor : rewritten.getInitializerList()) {
            result.addNode(operator("Constant", names.fresh(tensor.getName() + "_constant"), List.of())
                    .addOutput(tensor.getName())
                    .addAttribute(Attributes.tensor("value", tensor)));
        }
        return result.addAllNode(rewritten.getNodeList()).build();
    }

    private GraphProto rewrite(GraphProto graph, @Nullable Scope outer) {
        Scope scope = new Scope(outer, graph, true);
        List<NodeProto> nodes = new ArrayList<>(graph.getNodeCount());
        for (NodeProto node : graph.getNodeList()) {
            rewrite(node, scope, nodes);
        }
        GraphProto.Builder result = graph.toBuilder().clearNode().addAllNode(nodes);
        scope.added.forEach(result::addInitializer);
        return Unused.remove(result, scope.released);
    }

    private void rewrite(NodeProto node, Scope scope, List<NodeProto> into) {
        if (!OnnxModel.isDefaultDomain(node.getDomain())) {
            skipIfNever(node);
            into.add(node);
            return;
        }
        switch (node.getOpType()) {
            case "MatMul" -> matMul(node, scope, into);
            case "Gemm" -> gemm(node, scope, into);
            case "Gather" -> gather(node, scope, into);
            default -> {
                skipIfNever(node);
                into.add(withBodiesRewritten(node, scope));
            }
        }
    }

    private NodeProto withBodiesRewritten(NodeProto node, Scope scope) {
        if (!Attributes.hasBody(node)) {
            return node;
        }
        NodeProto.Builder result = node.toBuilder().clearAttribute();
        for (AttributeProto attribute : node.getAttributeList()) {
            AttributeProto.Builder changed = attribute.toBuilder();
            if (attribute.hasG()) {
                changed.setG(rewrite(attribute.getG(), scope));
            }
            for (int i = 0; i < attribute.getGraphsCount(); i++) {
                changed.setGraphs(i, rewrite(attribute.getGraphs(i), scope));
            }
            result.addAttribute(changed);
        }
        return result.build();
    }

    private void matMul(NodeProto node, Scope scope, List<NodeProto> into) {
        try {
            Constant weights = weights(node, scope);
            RoundedWeights rounded = matrix(node, weights, false, 1f);
            product(node, node.getOutput(0), rounded, scope, into);
        } catch (Unroundable e) {
            skip(node, e, into);
        }
    }

    /** {@code Gemm} is {@code alpha * A * B + beta * C}: alpha goes into the weights, beta into a constant {@code C}. */
    private void gemm(NodeProto node, Scope scope, List<NodeProto> into) {
        try {
            Constant weights = weights(node, scope);
            if (Attributes.integer(node, "transA", 0) != 0) {
                throw new Unroundable("its activation is transposed (transA=1)");
            }
            float beta = Attributes.real(node, "beta", 1f);
            boolean hasBias = node.getInputCount() > 2 && !node.getInput(2).isEmpty() && beta != 0;
            String bias = hasBias ? bias(node, scope, beta) : "";
            RoundedWeights rounded = matrix(
                    node, weights, Attributes.integer(node, "transB", 0) != 0, Attributes.real(node, "alpha", 1f));
            if (beta == 0 && node.getInputCount() > 2) {
                scope.release(node.getInput(2));
            }
            String productOutput = hasBias ? names.fresh(node.getOutput(0) + "_product") : node.getOutput(0);
            product(node, productOutput, rounded, scope, into);
            if (hasBias) {
                into.add(operator("Add", names.fresh(Names.label(node) + "_bias"), List.of(productOutput, bias))
                        .addOutput(node.getOutput(0))
                        .build());
            }
        } catch (Unroundable e) {
            skip(node, e, into);
        }
    }

    private String bias(NodeProto node, Scope scope, float beta) throws Unroundable {
        if (beta == 1f) {
            return node.getInput(2);
        }
        TensorProto scaled = LinearLayer.scaledBias(node, scope, beta, names);
        scope.added.add(scaled);
        scope.release(node.getInput(2));
        return scaled.getName();
    }

    /** The constant second factor of a product, if it is one that can be rewritten. */
    private Constant weights(NodeProto node, Scope scope) throws Unroundable {
        checkNotExcluded(node);
        Constant weights = scope.constant(node.getInput(1));
        if (weights == null) {
            throw new Unroundable("both factors are activations, so there are no weights to store in 8 bits");
        }
        LinearLayer.plainFloats(weights);
        if (weights.tensor().getDimsCount() != 2) {
            throw new Unroundable("its weights have " + weights.tensor().getDimsCount() + " dimensions instead of 2");
        }
        return weights;
    }

    private void checkNotExcluded(NodeProto node) throws Unroundable {
        if (scheme.exclude().contains(Names.label(node))) {
            throw new Unroundable("excluded by the option exclude");
        }
        if (node.getAttributeList().stream().anyMatch(a -> !a.getRefAttrName().isEmpty())) {
            throw new Unroundable("its attributes are filled in by the callers of a function");
        }
    }

    private RoundedWeights matrix(NodeProto node, Constant weights, boolean transposed, float factor)
            throws Unroundable {
        String name = node.getInput(1);
        String form = (transposed ? "transposed " : "") + factor;
        RoundedWeights rounded = weights.owner().rounded.get(form + " " + name);
        if (rounded == null) {
            long[] dims = Tensors.dims(weights.tensor());
            int rows = Math.toIntExact(dims[transposed ? 1 : 0]);
            int columns = Math.toIntExact(dims[transposed ? 0 : 1]);
            rounded = RoundedWeights.matrix(
                            Tensors.floats(weights.tensor()),
                            rows,
                            columns,
                            transposed,
                            factor,
                            scheme.perChannel(),
                            scheme.reduceRange(),
                            suffix -> names.fresh(name + suffix))
                    .stored(scratch);
            keep(weights.owner(), form + " " + name, rounded);
        }
        done(node, weights, name, rounded);
        return rounded;
    }

    private static void keep(Scope owner, String key, RoundedWeights rounded) {
        owner.rounded.put(key, rounded);
        owner.added.add(rounded.values());
        owner.added.add(rounded.scale());
        owner.added.add(rounded.zeroPoint());
    }

    private void done(NodeProto node, Constant weights, String name, RoundedWeights rounded) {
        weights.owner().released.add(name);
        layers.add(new Layer(
                Names.label(node),
                node.getOpType(),
                Tensors.elements(weights.tensor()),
                rounded.sqnrDb(),
                rounded.cosine()));
    }

    private void product(NodeProto node, String output, RoundedWeights weights, Scope scope, List<NodeProto> into) {
        String label = Names.label(node);
        QuantizedActivation activation = quantize(node.getInput(0), scope, into);
        String integers = names.fresh(output + "_int32");
        String floats = names.fresh(output + "_unscaled");
        String scales = names.fresh(output + "_scales");
        into.add(operator(
                        "MatMulInteger",
                        names.fresh(label + "_int8"),
                        List.of(
                                activation.values(),
                                weights.values().getName(),
                                activation.zeroPoint(),
                                weights.zeroPoint().getName()))
                .addOutput(integers)
                .build());
        into.add(operator("Cast", names.fresh(label + "_to_float"), List.of(integers))
                .addOutput(floats)
                .addAttribute(Attributes.integer("to", TensorProto.DataType.FLOAT_VALUE))
                .build());
        into.add(operator(
                        "Mul",
                        names.fresh(label + "_scales"),
                        List.of(activation.scale(), weights.scale().getName()))
                .addOutput(scales)
                .build());
        into.add(operator("Mul", names.fresh(label + "_dequantize"), List.of(floats, scales))
                .addOutput(output)
                .build());
    }

    private QuantizedActivation quantize(String activation, Scope scope, List<NodeProto> into) {
        QuantizedActivation known = scope.activation(activation);
        if (known != null) {
            return known;
        }
        QuantizedActivation quantized = new QuantizedActivation(
                names.fresh(activation + "_uint8"),
                names.fresh(activation + "_scale"),
                names.fresh(activation + "_zero_point"));
        into.add(operator("DynamicQuantizeLinear", names.fresh(activation + "_quantize"), List.of(activation))
                .addOutput(quantized.values())
                .addOutput(quantized.scale())
                .addOutput(quantized.zeroPoint())
                .build());
        scope.activations.put(activation, quantized);
        return quantized;
    }

    private void gather(NodeProto node, Scope scope, List<NodeProto> into) {
        Constant table = scope.constant(node.getInput(0));
        if (table == null || table.tensor().getDataType() != ElementType.FLOAT32.number()) {
            into.add(node);
            return;
        }
        try {
            checkNotExcluded(node);
            LinearLayer.plainFloats(table);
            if (!scheme.embeddings()) {
                throw new Unroundable("the option embeddings is off");
            }
            String name = node.getInput(0);
            RoundedWeights rounded = table.owner().rounded.get("table " + name);
            if (rounded == null) {
                rounded = RoundedWeights.table(table.tensor(), suffix -> names.fresh(name + suffix))
                        .stored(scratch);
                keep(table.owner(), "table " + name, rounded);
            }
            String integers = names.fresh(node.getOutput(0) + "_uint8");
            into.add(node.toBuilder()
                    .setInput(0, rounded.values().getName())
                    .setOutput(0, integers)
                    .build());
            into.add(operator(
                            "DequantizeLinear",
                            names.fresh(Names.label(node) + "_dequantize"),
                            List.of(
                                    integers,
                                    rounded.scale().getName(),
                                    rounded.zeroPoint().getName()))
                    .addOutput(node.getOutput(0))
                    .build());
            done(node, table, name, rounded);
        } catch (Unroundable e) {
            skip(node, e, into);
        }
    }

    private void skipIfNever(NodeProto node) {
        boolean isStandard = OnnxModel.isDefaultDomain(node.getDomain());
        String reason = NEVER.get(isStandard ? node.getOpType() : node.getDomain() + "." + node.getOpType());
        if (reason != null) {
            skipped.add(new Skipped(Names.label(node), node.getOpType(), reason));
        }
    }

    private void skip(NodeProto node, Unroundable reason, List<NodeProto> into) {
        skipped.add(new Skipped(Names.label(node), node.getOpType(), String.valueOf(reason.getMessage())));
        into.add(node);
    }

    private static NodeProto.Builder operator(String type, String name, List<String> inputs) {
        return NodeProto.newBuilder().setOpType(type).setName(name).addAllInput(inputs);
    }
}
