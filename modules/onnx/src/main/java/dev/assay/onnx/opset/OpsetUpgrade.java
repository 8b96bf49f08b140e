package dev.assay.onnx.opset;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Attributes;
import dev.assay.onnx.edit.Names;
import dev.assay.onnx.opset.NodeUpgrade.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Raises the version of a model's standard operators, from 7 up to 21, so that it computes the same.
 *
 * <p>Every definition that changed on the way is followed version by version: attributes become inputs, defaults that
 * changed are written out, renamed operators are renamed. Bodies of control flow and the model's own functions are raised
 * with the graph; other domains are left alone. The version of the file format is raised to the one that belongs to the
 * operator set.
 */
public final class OpsetUpgrade {
    /** The oldest version to start from. */
    public static final int OLDEST = 7;

    /** The newest version to go to. */
    public static final int NEWEST = 21;

    /** From this version of the file format on, an initializer is an input only if the caller may replace it. */
    private static final long IR_WITH_FREE_INITIALIZERS = 4;

    private final ModelProto model;
    private final int target;
    private final Names names;
    private final NodeUpgrade.Facts facts;
    private final List<Obstacle> obstacles = new ArrayList<>();

    private OpsetUpgrade(ModelProto model, int target) {
        this.model = model;
        this.target = target;
        this.names = new Names(model);
        this.facts = ModelScan.of(model);
    }

    /**
     * The model in which the standard operators have at least the given version; the model itself where they have.
     *
     * @throws CannotUpgrade            if a node would mean something else, or its history is not known
     * @throws IllegalArgumentException if the version is beyond {@link #NEWEST}
     */
    public static OnnxModel to(OnnxModel model, int opset) throws CannotUpgrade {
        if (model.opset() >= opset) {
            return model;
        }
        OpsetUpgrade upgrade = new OpsetUpgrade(model.proto(), checked(opset));
        ModelProto result = upgrade.run(model.opset());
        if (!upgrade.obstacles.isEmpty()) {
            throw new CannotUpgrade(model.opset(), opset, upgrade.obstacles);
        }
        return OnnxModel.of(result);
    }

    /** The nodes that keep a model from being raised, in graph order; empty when it may. */
    public static List<Obstacle> obstacles(OnnxModel model, int opset) {
        if (model.opset() >= opset) {
            return List.of();
        }
        OpsetUpgrade upgrade = new OpsetUpgrade(model.proto(), checked(opset));
        upgrade.run(model.opset());
        return List.copyOf(upgrade.obstacles);
    }

    /**
     * The model with at least the given version of the file format. Initializers that files before version 4 had to repeat
     * as inputs are repeated no longer: they are constants.
     */
    public static OnnxModel toFormat(OnnxModel model, long irVersion) {
        if (model.proto().getIrVersion() >= irVersion) {
            return model;
        }
        ModelProto.Builder result = model.proto().toBuilder();
        raiseFormat(result, irVersion);
        return OnnxModel.of(result.build());
    }

    private static int checked(int opset) {
        if (opset > NEWEST) {
            throw new IllegalArgumentException("operator sets beyond " + NEWEST + " are not known: " + opset);
        }
        return opset;
    }

    private ModelProto run(long from) {
        if (from < OLDEST) {
            obstacles.add(new Obstacle(
                    model.getGraph().getName(),
                    "operator set " + from,
                    "versions before " + OLDEST + " broadcast and infer by other rules"));
            return model;
        }
        ModelProto.Builder result = model.toBuilder();
        result.setGraph(raise(model.getGraph(), KnownValues.ofMain(model, from), (int) from));
        for (int i = 0; i < model.getFunctionsCount(); i++) {
            result.setFunctions(i, raise(model.getFunctions(i)));
        }
        for (int i = 0; i < result.getOpsetImportCount(); i++) {
            if (OnnxModel.isDefaultDomain(result.getOpsetImport(i).getDomain())) {
                result.getOpsetImportBuilder(i).setVersion(target);
            }
        }
        raiseFormat(result, formatOf(target));
        return result.build();
    }

    /** The version of the file format that appeared with, or last before, an operator set. */
    private static long formatOf(int opset) {
        return switch (opset) {
            case 7, 8 -> 3;
            case 9 -> 4;
            case 10 -> 5;
            case 11 -> 6;
            case 12, 13, 14 -> 7;
            case 15, 16, 17, 18 -> 8;
            case 19, 20 -> 9;
            default -> 10;
        };
    }

    private static void raiseFormat(ModelProto.Builder model, long irVersion) {
        if (model.getIrVersion() >= irVersion) {
            return;
        }
        if (model.getIrVersion() < IR_WITH_FREE_INITIALIZERS && irVersion >= IR_WITH_FREE_INITIALIZERS) {
            GraphProto.Builder graph = model.getGraphBuilder();
            Set<String> initializers = graph.getInitializerList().stream()
                    .map(TensorProto::getName)
                    .collect(Collectors.toSet());
            var inputs = graph.getInputList().stream()
                    .filter(input -> !initializers.contains(input.getName()))
                    .toList();
            graph.clearInput().addAllInput(inputs);
        }
        model.setIrVersion(irVersion);
    }

    private GraphProto raise(GraphProto graph, KnownValues values, int from) {
        Map<TensorProto, String> constants = new HashMap<>();
        List<TensorProto> added = new ArrayList<>();
        List<NodeProto> nodes = new ArrayList<>(graph.getNodeCount());
        Function<TensorProto, String> keep = tensor -> constants.computeIfAbsent(tensor, key -> {
            String name = names.fresh("opset" + target + "_constant");
            added.add(tensor.toBuilder().setName(name).build());
            return name;
        });
        for (NodeProto node : graph.getNodeList()) {
            nodes.addAll(raise(node, values, from, keep));
        }
        return graph.toBuilder()
                .clearNode()
                .addAllNode(nodes)
                .addAllInitializer(added)
                .build();
    }

    /** Functions have no initializers: their new constants are nodes. */
    private FunctionProto raise(FunctionProto function) {
        int from = 0;
        FunctionProto.Builder result = function.toBuilder();
        for (OperatorSetIdProto.Builder set : result.getOpsetImportBuilderList()) {
            if (OnnxModel.isDefaultDomain(set.getDomain()) && set.getVersion() < target) {
                from = (int) set.getVersion();
                set.setVersion(target);
            }
        }
        if (from == 0) {
            return function;
        }
        KnownValues values = KnownValues.ofFunction(function.getNodeList());
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto node : function.getNodeList()) {
            List<NodeProto> constants = new ArrayList<>();
            List<NodeProto> raised = raise(node, values, from, tensor -> {
                String name = names.fresh("opset" + target + "_constant");
                constants.add(NodeProto.newBuilder()
                        .setOpType("Constant")
                        .setName(names.fresh(name + "_node"))
                        .addOutput(name)
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("value")
                                .setType(AttributeProto.AttributeType.TENSOR)
                                .setT(tensor))
                        .build());
                return name;
            });
            nodes.addAll(constants);
            nodes.addAll(raised);
        }
        return result.clearNode().addAllNode(nodes).build();
    }

    private List<NodeProto> raise(
            NodeProto original, KnownValues values, int from, Function<TensorProto, String> constants) {
        NodeProto node = withBodiesRaised(original, values, from);
        if (!OnnxModel.isDefaultDomain(node.getDomain())) {
            return List.of(node);
        }
        NodeUpgrade upgrade = new NodeUpgrade(node, target, values, names, facts, constants);
        try {
            if (!Steps.knows(node.getOpType())) {
                throw new Refused("what later operator sets changed in it is not known here");
            }
            for (int version = from + 1; version <= target; version++) {
                NodeUpgrade.Step step = Steps.at(upgrade.node.getOpType(), version);
                if (step != null) {
                    step.apply(upgrade);
                }
            }
            return upgrade.result();
        } catch (Refused e) {
            obstacles.add(new Obstacle(Names.label(node), node.getOpType(), String.valueOf(e.getMessage())));
            return List.of(node);
        }
    }

    private NodeProto withBodiesRaised(NodeProto node, KnownValues values, int from) {
        if (!Attributes.hasBody(node)) {
            return node;
        }
        NodeProto.Builder result = node.toBuilder();
        for (AttributeProto.Builder attribute : result.getAttributeBuilderList()) {
            if (attribute.hasG()) {
                attribute.setG(raise(attribute.getG(), values.inside(attribute.getG()), from));
            }
            for (int i = 0; i < attribute.getGraphsCount(); i++) {
                GraphProto body = attribute.getGraphs(i);
                attribute.setGraphs(i, raise(body, values.inside(body), from));
            }
        }
        return result.build();
    }
}
