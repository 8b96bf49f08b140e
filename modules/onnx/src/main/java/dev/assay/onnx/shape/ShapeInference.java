package dev.assay.onnx.shape;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.tensor.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks a graph in order and tells the shape of every value for given input dimensions. Arithmetic on shapes is folded,
 * an {@code If} whose condition is constant is followed into its branch. What depends on data stays unknown; nothing is
 * guessed.
 */
public final class ShapeInference {
    private static final long DEFAULT_SEQUENCE = 128;

    /** Elements of folded constants to keep in all; a hostile file could otherwise fill the memory with them. */
    private static final long MAX_KEPT_ELEMENTS = 4_000_000;

    private static final Map<String, Rule> RULES = new HashMap<>();

    static {
        RULES.putAll(ElementwiseRules.rules());
        RULES.putAll(LayoutRules.rules());
        RULES.putAll(LayerRules.rules());
    }

    private final long opset;
    private final Map<String, Long> dimensions;
    private final Map<String, Long> assumed = new TreeMap<>();
    private final List<Inferred> nodes = new ArrayList<>();
    private long keptElements;

    /**
     * A node with what is known of its inputs and outputs.
     *
     * @param reason why the outputs are not known; null when they are
     */
    public record Inferred(
            NodeView node, List<Value> outputs, @Nullable String reason) {}

    /**
     * The result for a graph.
     *
     * @param nodes   in graph order, those of followed branches included
     * @param assumed the value used for each dynamic dimension of the inputs; a dimension without a name is called
     *                {@code input[axis]}
     */
    public record Result(List<Inferred> nodes, Map<String, Long> assumed) {}

    private ShapeInference(long opset, Map<String, Long> dimensions) {
        this.opset = opset;
        this.dimensions = dimensions;
    }

    /**
     * Infers a main graph.
     *
     * @param opset      version of the default operator set
     * @param dimensions values for dynamic dimensions by name; without one, names that speak of a sequence get 128 and
     *                   all others 1
     * @throws IllegalArgumentException if a given dimension is below 1
     */
    public static Result infer(GraphProto graph, long opset, Map<String, Long> dimensions) {
        dimensions.forEach((name, size) -> {
            if (size < 1) {
                throw new IllegalArgumentException("The dimension " + name + " cannot be " + size
                        + "; nothing was changed, give a size of 1 or more.");
            }
        });
        ShapeInference inference = new ShapeInference(opset, dimensions);
        inference.walk(graph, new HashMap<>(), inference.nodes);
        return new Result(List.copyOf(inference.nodes), inference.assumed);
    }

    /** Walks a graph whose surroundings define {@code outer}; the result holds those and its own values. */
    private Map<String, Value> walk(GraphProto graph, Map<String, Value> outer, List<Inferred> into) {
        Map<String, Value> values = new HashMap<>(outer);
        Map<String, ValueInfoProto> declared = new HashMap<>();
        graph.getValueInfoList().forEach(value -> declared.put(value.getName(), value));
        graph.getOutputList().forEach(value -> declared.put(value.getName(), value));
        graph.getInputList().forEach(input -> values.put(input.getName(), input(input)));
        for (TensorProto initializer : graph.getInitializerList()) {
            values.put(initializer.getName(), Value.stored(initializer));
        }
        graph.getSparseInitializerList()
                .forEach(sparse -> values.put(
                        sparse.getValues().getName(),
                        Value.of(
                                ElementType.of(sparse.getValues().getDataType()).orElse(null),
                                sparse.getDimsList().stream()
                                        .mapToLong(Long::longValue)
                                        .toArray())));
        for (NodeProto node : graph.getNodeList()) {
            List<Value> inputs = node.getInputList().stream()
                    .map(name -> values.getOrDefault(name, Value.UNKNOWN))
                    .toList();
            NodeView view = new NodeView(node, inputs, opset);
            Inferred inferred = infer(view, values, into);
            List<Value> outputs = new ArrayList<>();
            for (int i = 0; i < node.getOutputCount(); i++) {
                Value value = i < inferred.outputs().size() ? inferred.outputs().get(i) : Value.UNKNOWN;
                if (value.dims() == null) {
                    value = declared(declared.get(node.getOutput(i)), value);
                }
                value = withinBudget(value);
                outputs.add(value);
                values.put(node.getOutput(i), value);
            }
            if (!isFollowed(node, view)) {
                into.add(new Inferred(view, outputs, inferred.reason()));
            }
        }
        return values;
    }

    private Value withinBudget(Value value) {
        if (!value.isConstant()) {
            return value;
        }
        keptElements += value.elements();
        return keptElements > MAX_KEPT_ELEMENTS ? value.withoutElements() : value;
    }

    private Inferred infer(NodeView view, Map<String, Value> values, List<Inferred> into) {
        NodeProto node = view.node();
        boolean standard = node.getDomain().isEmpty()
                || node.getDomain().equals("ai.onnx")
                || node.getDomain().equals("com.microsoft");
        try {
            if (standard && node.getOpType().equals("If")) {
                return new Inferred(view, branches(view, values, into), conditionReason(view));
            }
            Rule rule = standard ? RULES.get(node.getOpType()) : null;
            return rule == null
                    ? new Inferred(view, List.of(), missingRule(node, standard))
                    : new Inferred(view, rule.outputs(view), null);
        } catch (Unknowable e) {
            return new Inferred(view, List.of(), e.getMessage());
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            // A graph whose attributes do not fit its shapes, such as an axis that does not exist.
            return new Inferred(view, List.of(), "its attributes and inputs do not fit together");
        }
    }

    private static String missingRule(NodeProto node, boolean standard) {
        return switch (node.getOpType()) {
            case "Loop", "Scan", "SequenceMap" -> "how often its body runs is known only at run time";
            case "NonZero", "NonMaxSuppression", "Unique", "Compress" -> "the size of its result depends on the data";
            default ->
                standard
                        ? "there is no shape rule for this operator"
                        : "it calls a function of the model or a custom operator";
        };
    }

    private static boolean isFollowed(NodeProto node, NodeView view) {
        return node.getOpType().equals("If") && view.in(0).isConstant();
    }

    private static @Nullable String conditionReason(NodeView view) {
        return view.in(0).isConstant() ? null : "which of its branches runs is known only at run time";
    }

    /** Outputs of the branch that a constant condition selects, else what both branches agree on. */
    private List<Value> branches(NodeView view, Map<String, Value> values, List<Inferred> into) {
        if (view.in(0).isConstant()) {
            boolean yes = view.in(0).asIntegers()[0] != 0;
            return branch(view, yes ? "then_branch" : "else_branch", values, into);
        }
        List<Value> left = branch(view, "then_branch", values, new ArrayList<>());
        List<Value> right = branch(view, "else_branch", values, new ArrayList<>());
        List<Value> agreed = new ArrayList<>();
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            long[] dims = left.get(i).dims();
            agreed.add(
                    dims != null && Arrays.equals(dims, right.get(i).dims())
                            ? Value.of(left.get(i).type(), dims)
                            : Value.UNKNOWN);
        }
        return agreed;
    }

    private List<Value> branch(NodeView view, String name, Map<String, Value> values, List<Inferred> into) {
        AttributeProto attribute = view.attribute(name);
        if (attribute == null) {
            throw new Unknowable("it has no " + name);
        }
        Map<String, Value> inside = walk(attribute.getG(), values, into);
        return attribute.getG().getOutputList().stream()
                .map(output -> inside.getOrDefault(output.getName(), Value.UNKNOWN))
                .toList();
    }

    private Value input(ValueInfoProto input) {
        if (!input.getType().hasTensorType() || !input.getType().getTensorType().hasShape()) {
            return Value.UNKNOWN;
        }
        TypeProto.Tensor type = input.getType().getTensorType();
        long[] dims = new long[type.getShape().getDimCount()];
        for (int axis = 0; axis < dims.length; axis++) {
            TensorShapeProto.Dimension dim = type.getShape().getDim(axis);
            boolean fixed = dim.hasDimValue() && dim.getDimValue() >= 0;
            dims[axis] = fixed ? dim.getDimValue() : assume(dim.getDimParam(), input.getName(), axis);
        }
        return ofOr(type, dims, Value.UNKNOWN);
    }

    private static Value ofOr(TypeProto.Tensor type, long[] dims, Value otherwise) {
        try {
            return Value.of(ElementType.of(type.getElemType()).orElse(null), dims);
        } catch (Unknowable tooLarge) {
            return otherwise; // sizes that no machine holds are as good as no declaration
        }
    }

    private long assume(String name, String input, int axis) {
        String key = name.isEmpty() || name.equals("?") ? input + "[" + axis + "]" : name;
        long size = dimensions.getOrDefault(key, speaksOfSequence(name) ? DEFAULT_SEQUENCE : 1L);
        assumed.put(key, size);
        return size;
    }

    private static boolean speaksOfSequence(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("seq") || lower.contains("length") || lower.contains("token");
    }

    /** What the file itself says of a value, if it says it completely. */
    private Value declared(@Nullable ValueInfoProto declaration, Value otherwise) {
        if (declaration == null || !declaration.getType().getTensorType().hasShape()) {
            return otherwise;
        }
        TypeProto.Tensor type = declaration.getType().getTensorType();
        long[] dims = new long[type.getShape().getDimCount()];
        for (int axis = 0; axis < dims.length; axis++) {
            TensorShapeProto.Dimension dim = type.getShape().getDim(axis);
            Long size = dim.hasDimValue() ? Long.valueOf(dim.getDimValue()) : assumed.get(dim.getDimParam());
            if (size == null || size < 0) {
                return otherwise;
            }
            dims[axis] = size;
        }
        return ofOr(type, dims, otherwise);
    }
}
