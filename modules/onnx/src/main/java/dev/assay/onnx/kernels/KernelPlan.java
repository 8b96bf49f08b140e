package dev.assay.onnx.kernels;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.Flops;
import dev.assay.onnx.GraphCost.NotCounted;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.kernels.Kernel.Arithmetic;
import dev.assay.onnx.kernels.Kernel.Kind;
import dev.assay.onnx.shape.NodeView;
import dev.assay.onnx.shape.ShapeInference;
import dev.assay.onnx.shape.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The kernels that one inference runs through, with their work: what {@link dev.assay.onnx.GraphCost} counts node by
 * node, after the runtime has folded constants and fused what it can.
 *
 * <p>A quantized group counts its values at the stored eight bits; the conversion of its result, and of its input where
 * that happens inside, is a {@link Kind#QUANTIZE} entry of its own that is not dispatched.
 *
 * @param kernels           in graph order
 * @param notCounted        nodes whose work is not known
 * @param assumedDimensions value used for each dynamic dimension of the inputs
 */
public record KernelPlan(List<Kernel> kernels, List<NotCounted> notCounted, Map<String, Long> assumedDimensions) {
    private static final Set<Kind> CONVERSIONS = Set.of(Kind.QUANTIZE, Kind.DEQUANTIZE, Kind.REQUANTIZE, Kind.WINDOW);

    public KernelPlan {
        kernels = List.copyOf(kernels);
        notCounted = List.copyOf(notCounted);
    }

    /**
     * Plans a model.
     *
     * @param dimensions values for dynamic dimensions by name; see {@link ShapeInference#infer}
     */
    public static KernelPlan of(OnnxModel model, Map<String, Long> dimensions) {
        ShapeInference.Result shapes = ShapeInference.infer(model.proto().getGraph(), model.opset(), dimensions);
        if (shapes.nodes().isEmpty()) {
            return new KernelPlan(List.of(), List.of(), shapes.assumed());
        }
        return new Planner(new Wires(model, shapes)).plan(shapes.assumed());
    }

    /** Bytes of the constants that every inference reads. */
    public long weightBytes() {
        return kernels.stream().mapToLong(Kernel::weightBytes).sum();
    }

    /** Operations of the products and convolutions and all else that computes; conversions are not among them. */
    public long operations() {
        return kernels.stream()
                .filter(kernel -> !CONVERSIONS.contains(kernel.kind()))
                .mapToLong(Kernel::operations)
                .reduce(0, (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b);
    }

    private static final class Planner {
        private final Wires wires;
        private final Fusion fusion;
        private final Layouts layouts;
        private final List<Kernel> kernels = new ArrayList<>();
        private final List<NotCounted> notCounted = new ArrayList<>();

        Planner(Wires wires) {
            this.wires = wires;
            this.fusion = new Fusion(wires);
            this.layouts = new Layouts(wires, fusion);
        }

        KernelPlan plan(Map<String, Long> assumed) {
            List<List<Integer>> groups = new ArrayList<>();
            for (int i = 0; i < wires.size(); i++) {
                groups.add(new ArrayList<>());
            }
            for (int i = 0; i < wires.size(); i++) {
                groups.get(fusion.head(i)).add(i);
            }
            for (int i = 0; i < wires.size(); i++) {
                boolean gone = groups.get(i).isEmpty() || wires.isFolded(i) || fusion.isLookedThrough(i);
                if (!gone && !Kinds.REMOVED.contains(wires.op(i))) {
                    for (int copy = 0; copy < copies(i); copy++) {
                        add(i, groups.get(i));
                    }
                }
            }
            for (Layouts.Reorder reorder : layouts.reorders()) {
                kernels.add(new Kernel(
                        reorder.value(),
                        reorder.op(),
                        Kind.MOVEMENT,
                        Arithmetic.FLOAT,
                        0,
                        Math.max(0, wires.value(reorder.value()).elements()),
                        0,
                        2 * bytes(reorder.value()) / reorder.divisor(),
                        true,
                        0));
            }
            return new KernelPlan(kernels, notCounted, assumed);
        }

        /** Each reader of a conversion gets one of its own, so that groups can be found around it. */
        private long copies(int node) {
            if (!wires.op(node).equals("DequantizeLinear")) {
                return 1;
            }
            long readers = wires.readers(node).stream()
                    .filter(reader -> !fusion.isQuantized(reader))
                    .map(fusion::head)
                    .distinct()
                    .count();
            return Math.max(1, readers);
        }

        private void add(int head, List<Integer> members) {
            NodeProto node = wires.node(head);
            NodeView view = wires.at(head).node();
            List<Value> outputs = wires.at(head).outputs();
            boolean known = !outputs.isEmpty() && outputs.getFirst().dims() != null;
            Kind kind = Kinds.of(view, members.stream().map(wires::op).toList());
            OptionalLong operations = known ? operations(view, outputs, kind) : OptionalLong.empty();
            if (operations.isEmpty()) {
                String reason = wires.at(head).reason();
                notCounted.add(new NotCounted(
                        label(node),
                        node.getOpType(),
                        reason == null ? "there is no cost formula for this operator" : reason));
                return;
            }
            boolean quantized = fusion.isQuantized(head);
            Arithmetic arithmetic = kind == Kind.POOL && !quantized && !layouts.isBlocked(node.getInput(0))
                    ? Arithmetic.PLAIN
                    : Kinds.arithmetic(view, quantized);
            long[] bytes = bytes(members, view, kind, quantized);
            boolean elements = switch (kind) {
                case ELEMENT, MATH, MOVEMENT, NORMALIZATION, QUANTIZE, DEQUANTIZE -> true;
                default -> false;
            };
            boolean tiny = elements && outputs.getFirst().elements() <= 1;
            kernels.add(new Kernel(
                    label(node),
                    node.getOpType(),
                    tiny ? Kind.VIEW : kind,
                    arithmetic,
                    operations.getAsLong(),
                    Lanes.filled(view, kind, arithmetic, operations.getAsLong(), outputs.getFirst()),
                    bytes[0],
                    bytes[1],
                    true,
                    members.size()));
            long[] result = outputs.getFirst().dims();
            if (kind == Kind.PRODUCT && result != null && result.length > 2 && biased(members)) {
                view(node, "Reshape");
                view(node, "Reshape");
            }
            boolean sums = kind == Kind.PRODUCT || kind == Kind.CONVOLUTION || kind == Kind.GROUPED;
            if (arithmetic == Arithmetic.INT8 && sums) {
                convert(node, Kind.REQUANTIZE, outputs.getFirst().elements());
            }
            if (arithmetic == Arithmetic.INT8 && kind == Kind.CONVOLUTION) {
                window(node, view, outputs.getFirst());
            }
            for (int member : members) {
                if (member != head && wires.op(member).equals("DynamicQuantizeLinear")) {
                    convert(
                            wires.node(member),
                            Kind.QUANTIZE,
                            Math.max(0, wires.at(member).node().in(0).elements()));
                }
            }
        }

        /** A product with more than two dimensions takes its bias between two changes of shape. */
        private boolean biased(List<Integer> members) {
            return members.size() > 1
                    && wires.op(members.getFirst()).equals("MatMul")
                    && members.stream().anyMatch(member -> wires.op(member).equals("Add"));
        }

        private void view(NodeProto node, String op) {
            kernels.add(new Kernel(label(node), op, Kind.VIEW, Arithmetic.FLOAT, 0, 0, 0, 0, true, 0));
        }

        /** Quantized convolutions copy what each result sees side by side; those of one point need not. */
        private void window(NodeProto node, NodeView view, Value output) {
            long[] weights = view.in(1).dims();
            long[] out = output.dims();
            if (weights == null || out == null || weights.length < 3) {
                return;
            }
            long size = 1;
            for (int axis = 2; axis < weights.length; axis++) {
                size *= weights[axis];
            }
            long pieces = size * output.elements() / Math.max(1, out[1]);
            if (size > 1) {
                kernels.add(new Kernel(
                        label(node), node.getOpType(), Kind.WINDOW, Arithmetic.INT8, pieces, pieces, 0, 0, false, 0));
            }
        }

        private void convert(NodeProto node, Kind kind, long elements) {
            kernels.add(new Kernel(
                    label(node), node.getOpType(), kind, Arithmetic.INT8, elements, elements, 0, 0, false, 0));
        }

        private static OptionalLong operations(NodeView view, List<Value> outputs, Kind kind) {
            if (kind == Kind.VIEW || kind == Kind.MOVEMENT) {
                return OptionalLong.of(0);
            }
            long out = outputs.getFirst().elements();
            return switch (view.op()) {
                case "ReduceMean" -> {
                    long in = view.in(0).elements();
                    yield in < 0 ? OptionalLong.empty() : OptionalLong.of(kind == Kind.NORMALIZATION ? 8 * in : in);
                }
                case "Erf",
                        "Gelu",
                        "FastGelu",
                        "BiasGelu",
                        "QuickGelu",
                        "Tanh",
                        "Sigmoid",
                        "Exp",
                        "Log",
                        "Sin",
                        "Cos" -> OptionalLong.of(5 * out);
                case "BatchNormalization" -> OptionalLong.of(2 * out);
                default -> Flops.of(view, outputs);
            };
        }

        /** Bytes of constants and of other values that cross the border of a group. */
        private long[] bytes(List<Integer> members, NodeView head, Kind kind, boolean quantized) {
            if (kind == Kind.VIEW) {
                return new long[] {0, 0};
            }
            Set<String> reads = new LinkedHashSet<>();
            Set<String> writes = new LinkedHashSet<>();
            for (int member : members) {
                NodeProto node = wires.node(member);
                for (String input : node.getInputList()) {
                    int maker = wires.maker(input);
                    if (input.isEmpty() || (maker != Wires.NONE && members.contains(maker))) {
                        continue;
                    }
                    boolean throughDequantize =
                            maker != Wires.NONE && quantized && wires.op(maker).equals("DequantizeLinear");
                    reads.add(throughDequantize ? wires.node(maker).getInput(0) : input);
                }
                for (String output : node.getOutputList()) {
                    boolean outside = wires.isOutput(output)
                            || wires.readers(output).stream().anyMatch(reader -> !members.contains(reader));
                    if (outside) {
                        writes.add(output);
                    }
                }
            }
            long written = writes.stream().mapToLong(this::bytes).sum();
            long weights = 0;
            long values = written;
            for (String read : reads) {
                long size = bytes(read);
                if (Kinds.PARTIAL.contains(head.op())) {
                    size = Math.min(size, written);
                }
                if (wires.isConstant(read)) {
                    weights += size;
                } else {
                    values += size;
                }
            }
            return new long[] {weights, values};
        }

        private long bytes(String value) {
            return wires.value(value).bytes();
        }

        private static String label(NodeProto node) {
            if (!node.getName().isEmpty()) {
                return node.getName();
            }
            return node.getOutputCount() > 0 ? node.getOutput(0) : node.getOpType();
        }
    }
}
