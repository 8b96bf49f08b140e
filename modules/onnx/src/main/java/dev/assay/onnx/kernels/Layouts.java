package dev.assay.onnx.kernels;

import dev.assay.onnx.shape.NodeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where pictures change their layout. Convolutions in single precision work on blocks of channels, quantized ones with the
 * channels last; the runtime puts a conversion where a value passes to a kernel that knows neither.
 */
final class Layouts {
    /** Channels of a block; with fewer results than this a convolution keeps the layout of the file. */
    private static final long BLOCK = 16;

    private static final Set<String> FOLLOWING = Set.of(
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Add",
            "Sum",
            "Mul",
            "Concat",
            "Relu",
            "LeakyRelu",
            "Sigmoid",
            "Tanh",
            "Clip",
            "HardSigmoid",
            "BatchNormalization",
            "Resize",
            "Upsample");

    /** Operators that work on any layout, so that a change of it moves past them. */
    private static final Set<String> AGNOSTIC = Set.of(
            "QuantizeLinear",
            "DequantizeLinear",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Max",
            "Min",
            "Sum",
            "Relu",
            "LeakyRelu",
            "Sigmoid",
            "HardSigmoid",
            "Tanh",
            "Clip",
            "Erf",
            "Pow",
            "Sqrt",
            "Concat",
            "Slice",
            "Split",
            "Pad",
            "Identity");

    private final List<Reorder> reorders = new ArrayList<>();
    private final Map<String, Boolean> blocked = new LinkedHashMap<>();

    Layouts(Wires wires, Fusion fusion) {
        blocks(wires, fusion);
        channelsLast(wires, fusion, reorders);
    }

    /** The conversions, those to and from blocks first. */
    List<Reorder> reorders() {
        return reorders;
    }

    /** Whether a value is kept in blocks of channels. */
    boolean isBlocked(String value) {
        return blocked.getOrDefault(value, false);
    }

    /**
     * One conversion.
     *
     * @param value   what is converted
     * @param divisor how many times fewer bytes than the file's type it has
     */
    record Reorder(String op, String value, int divisor) {}

    private void blocks(Wires wires, Fusion fusion) {
        Set<String> plain = new HashSet<>();
        for (int i = 0; i < wires.size(); i++) {
            if (wires.isFolded(i) || fusion.isQuantized(i) || wires.node(i).getOutputCount() == 0) {
                continue;
            }
            NodeView view = wires.at(i).node();
            boolean convolution = view.op().equals("Conv");
            boolean inside = fusion.head(i) != i;
            List<String> values = view.node().getInputList().stream()
                    .filter(name -> !name.isEmpty() && !wires.isConstant(name))
                    .toList();
            boolean all = !values.isEmpty() && values.stream().allMatch(name -> blocked.getOrDefault(name, false));
            boolean takes = false;
            if (convolution) {
                long[] weights = view.in(1).dims();
                takes = weights != null && weights[0] >= BLOCK && weights.length == 4;
                boolean few = weights != null && weights[1] < BLOCK && view.integer("group", 1) == 1;
                if (takes && !all && !few && plain.add("in " + values.getFirst())) {
                    reorders.add(new Reorder("ReorderInput", values.getFirst(), 1));
                }
            } else if (FOLLOWING.contains(view.op())) {
                boolean binary = view.op().equals("Add") || view.op().equals("Mul");
                boolean onlyValues = !binary || values.size() == view.node().getInputCount();
                takes = all && (onlyValues || inside);
            }
            if (takes) {
                blocked.put(view.node().getOutput(0), true);
            } else if (!convolution) {
                for (String value : values) {
                    if (blocked.getOrDefault(value, false) && !inside && plain.add("out " + value)) {
                        reorders.add(new Reorder("ReorderOutput", value, 1));
                    }
                }
            }
            if (inside && blocked.getOrDefault(view.node().getInput(0), false)) {
                blocked.put(view.node().getOutput(0), true);
            }
        }
        for (String value : blocked.keySet()) {
            if (wires.isOutput(value) && plain.add("out " + value)) {
                reorders.add(new Reorder("ReorderOutput", value, 1));
            }
        }
    }

    private static void channelsLast(Wires wires, Fusion fusion, List<Reorder> into) {
        Set<String> last = new LinkedHashSet<>();
        Set<String> done = new HashSet<>();
        for (int i = 0; i < wires.size(); i++) {
            if (wires.isFolded(i) || wires.node(i).getOutputCount() == 0) {
                continue;
            }
            List<String> values = wires.node(i).getInputList().stream()
                    .filter(name -> !name.isEmpty() && !wires.isConstant(name))
                    .toList();
            boolean any = values.stream().anyMatch(last::contains);
            boolean quantized = fusion.isQuantized(i);
            if (quantized && wires.op(i).equals("Conv")) {
                String input = wires.node(i).getInput(0);
                if (!last.contains(input) && done.add("in " + input)) {
                    into.add(new Reorder("Transpose", input, Float.BYTES));
                }
                last.add(wires.node(i).getOutput(0));
            } else if (any && (AGNOSTIC.contains(wires.op(i)) || quantized)) {
                last.addAll(wires.node(i).getOutputList());
            } else if (any) {
                for (String value : values) {
                    if (last.contains(value) && done.add("out " + value)) {
                        into.add(new Reorder("Transpose", value, 1));
                    }
                }
            }
        }
        for (String value : last) {
            if (wires.isOutput(value) && done.add("out " + value)) {
                into.add(new Reorder("Transpose", value, 1));
            }
        }
    }
}
