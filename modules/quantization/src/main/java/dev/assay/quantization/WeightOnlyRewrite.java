package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import dev.assay.quantization.QuantizationReport.Layer;
import dev.assay.quantization.QuantizationReport.Skipped;
import dev.assay.quantization.RoundedWeights.Unroundable;
import dev.assay.quantization.Scope.Constant;
import dev.assay.quantization.WeightForms.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Stores the weights of products, and tables, in fewer bits and leaves activations as they are. Bodies of control flow are
 * rewritten too; weights stay in the graph that holds them.
 */
final class WeightOnlyRewrite {
    private static final String OTHER = "its weights are not those of a product; only MatMul, Gemm and tables shrink";
    private static final String DONE = "its weights are already quantized";
    private static final Map<String, String> NEVER = Map.ofEntries(
            Map.entry("Conv", OTHER),
            Map.entry("ConvTranspose", OTHER),
            Map.entry("LSTM", OTHER),
            Map.entry("GRU", OTHER),
            Map.entry("RNN", OTHER),
            Map.entry("MatMulInteger", DONE),
            Map.entry("QLinearMatMul", DONE),
            Map.entry("com.microsoft.MatMulNBits", DONE),
            Map.entry("com.microsoft.MatMulIntegerToFloat", DONE),
            Map.entry("com.microsoft.DynamicQuantizeMatMul", DONE),
            Map.entry("com.microsoft.GatherBlockQuantized", DONE),
            Map.entry("com.microsoft.FusedMatMul", "its product is fused with others; quantize before fusing"),
            Map.entry("com.microsoft.FusedGemm", "its product is fused with others; quantize before fusing"),
            Map.entry("com.microsoft.Attention", "its products are fused into one operator; quantize before fusing"));

    private final WeightForms forms;
    private final boolean embeddings;
    private final List<String> exclude;
    private final Names names;
    private final Map<String, String> producers;
    private final Map<Object, Stored> stored = new HashMap<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();
    private final Set<String> labels = new HashSet<>();
    private final Set<String> repeated = new TreeSet<>();
    private final Set<String> copied = new TreeSet<>();

    private WeightOnlyRewrite(WeightForms forms, boolean embeddings, List<String> exclude, ModelProto model) {
        this.forms = forms;
        this.embeddings = embeddings;
        this.exclude = exclude;
        this.names = new Names(model);
        this.producers = LinearLayer.producers(model.getGraph());
    }

    static Ground.Work rewrite(WeightForms forms, boolean embeddings, List<String> exclude, ModelProto model) {
        WeightOnlyRewrite rewrite = new WeightOnlyRewrite(forms, embeddings, exclude, model);
        GraphProto result = rewrite.rewrite(model.getGraph(), null);
        List<String> notes = new ArrayList<>();
        if (!rewrite.repeated.isEmpty()) {
            notes.add("Several nodes have the name " + String.join(", ", rewrite.repeated)
                    + "; an exclusion by that name means all of them.");
        }
        if (!rewrite.copied.isEmpty()) {
            notes.add("Weights from around a body now lie in each body that reads them, because the runtime fuses them"
                    + " only there; where several bodies share some, the form nbits makes a smaller file: "
                    + String.join(", ", rewrite.copied) + ".");
        }
        return new Ground.Work(result, rewrite.layers, rewrite.skipped, notes);
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
        boolean isStandard = OnnxModel.isDefaultDomain(node.getDomain());
        try {
            if (LinearLayer.isOne(node)) {
                remember(node);
                product(node, scope, into);
            } else if (isStandard && node.getOpType().equals("Gather")) {
                gather(node, scope, into);
            } else {
                String reason = NEVER.get(isStandard ? node.getOpType() : node.getDomain() + "." + node.getOpType());
                if (reason != null) {
                    skipped.add(new Skipped(Names.label(node), node.getOpType(), reason));
                }
                into.add(Bodies.map(node, body -> rewrite(body, scope)));
            }
        } catch (Unroundable e) {
            skipped.add(new Skipped(Names.label(node), node.getOpType(), String.valueOf(e.getMessage())));
            into.add(node);
        }
    }

    private void remember(NodeProto node) {
        if (!node.getName().isEmpty() && !labels.add(node.getName())) {
            repeated.add(node.getName());
        }
    }

    /** {@code Gemm} is {@code alpha * A * B + beta * C}: alpha is in the weights, beta goes into a constant {@code C}. */
    private void product(NodeProto node, Scope scope, List<NodeProto> into) throws Unroundable {
        LinearLayer layer = LinearLayer.of(node, scope, exclude, producers);
        boolean isGemm = node.getOpType().equals("Gemm");
        boolean hasThird =
                isGemm && node.getInputCount() > 2 && !node.getInput(2).isEmpty();
        float beta = isGemm ? Attributes.real(node, "beta", 1f) : 1f;
        boolean hasBias = hasThird && beta != 0;
        TensorProto scaledBias = hasBias && beta != 1f ? LinearLayer.scaledBias(node, scope, beta, names) : null;
        record Key(LinearLayer.Key weights, Scope place) {}
        Scope place = forms.isBesideReader() ? scope : layer.weights().owner();
        Key key = new Key(layer.key(), place);
        Stored weights = stored.get(key);
        if (weights == null) {
            weights = forms.matrix(layer, suffix -> names.fresh(layer.weightName() + suffix));
            stored.put(key, weights);
            place.added.addAll(weights.tensors());
            if (place != layer.weights().owner()) {
                copied.add(layer.weightName());
            }
        }
        String output = node.getOutput(0);
        String product = hasBias ? names.fresh(output + "_product") : output;
        weights.reader().read(node, product, names, into);
        if (hasBias) {
            String bias = node.getInput(2);
            if (scaledBias != null) {
                scope.added.add(scaledBias);
                scope.release(bias);
                bias = scaledBias.getName();
            }
            into.add(WeightForms.operator(
                            "Add", names.fresh(Names.label(node) + "_bias"), List.of(product, bias), output)
                    .build());
        } else if (hasThird) {
            scope.release(node.getInput(2));
        }
        done(node, layer.weights(), layer.weightName(), weights);
    }

    private void gather(NodeProto node, Scope scope, List<NodeProto> into) throws Unroundable {
        Constant table = scope.constant(node.getInput(0));
        if (table == null || table.tensor().getDataType() != ElementType.FLOAT32.number()) {
            into.add(node);
            return;
        }
        remember(node);
        LinearLayer.checkNotExcluded(node, exclude);
        TensorProto tensor = LinearLayer.plainFloats(table);
        if (!embeddings) {
            throw new Unroundable("the option embeddings is off");
        }
        String name = node.getInput(0);
        record Key(Scope owner, String name, long axis) {}
        Key key = new Key(table.owner(), name, Attributes.integer(node, "axis", 0));
        Stored weights = stored.get(key);
        if (weights == null) {
            weights = forms.table(node, tensor, suffix -> names.fresh(name + suffix));
            stored.put(key, weights);
            table.owner().added.addAll(weights.tensors());
        }
        weights.reader().read(node, node.getOutput(0), names, into);
        done(node, table, name, weights);
    }

    private void done(NodeProto node, Constant constant, String name, Stored weights) {
        constant.owner().released.add(name);
        layers.add(new Layer(
                Names.label(node),
                node.getOpType(),
                Tensors.elements(constant.tensor()),
                weights.sqnrDb(),
                weights.cosine()));
    }
}
