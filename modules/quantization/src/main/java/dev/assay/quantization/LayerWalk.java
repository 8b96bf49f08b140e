package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what each rewritten node gives in the whole rewritten model with what it gave in the original, on real inputs,
 * so that errors of the layers before count as they do in use.
 *
 * <p>The figures are those of the reference tool's debugger ({@code onnxruntime.quantization.qdq_loss_debug}): the ratio
 * of signal to noise, {@code 10 log10(sum a^2 / sum (a - b)^2)}, here over all examples, and the cosine. A layer is
 * <em>bad</em> when its output falls below {@link #THRESHOLD_DB}, or holds NaN, while everything that it reads is above:
 * there the error is made, not passed on.
 *
 * <p>Tensors are matched by name. Where the output of a node was replaced by that of an activation function behind it,
 * that one is compared; where nothing matches, there are no figures.
 */
public final class LayerWalk {
    /** Signal to noise in dB below which an output is bad: the noise has a third of the signal's amplitude. */
    public static final double THRESHOLD_DB = 10;

    private static final Set<String> READ_ALL = Set.of("Add", "Mul", "Concat");
    private static final Set<String> FOLDED = Set.of("Relu", "Clip");

    /**
     * One rewritten node.
     *
     * @param node          as in the report
     * @param op            operator before the rewrite
     * @param inputSqnrDb   the lowest of its activations; null when nothing differs or can be compared
     * @param outputSqnrDb  of its first output; null when nothing differs or it cannot be compared
     * @param outputCosine  likewise; null only when it cannot be compared
     * @param examples      examples compared
     */
    public record Layer(
            String node,
            String op,
            @Nullable Double inputSqnrDb,
            @Nullable Double outputSqnrDb,
            @Nullable Double outputCosine,
            int examples) {}

    /**
     * The comparison of a model.
     *
     * @param layers   rewritten nodes in the order of the report
     * @param firstBad name of the first bad layer in graph order, or null
     * @param finding  the same in one sentence
     */
    public record Result(List<Layer> layers, @Nullable String firstBad, String finding) {
        public Result {
            layers = List.copyOf(layers);
        }
    }

    private final GraphProto reference;
    private final Set<String> known;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> constants = new HashSet<>();
    private final Map<String, List<NodeProto>> readers = new HashMap<>();

    private LayerWalk(GraphProto reference, GraphProto rewritten) {
        this.reference = reference;
        this.known = made(rewritten);
        reference.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
        for (int i = 0; i < reference.getNodeCount(); i++) {
            NodeProto node = reference.getNode(i);
            numbers.putIfAbsent(Names.label(node), i);
            if (node.getOpType().equals("Constant")) {
                constants.addAll(node.getOutputList());
            }
            node.getInputList()
                    .forEach(input -> readers.computeIfAbsent(input, name -> new ArrayList<>())
                            .add(node));
        }
    }

    /**
     * Runs both models on all examples and compares the nodes of a report. The reference's tensors are kept, as many at a
     * time as the budget allows, so a small budget costs more runs, not figures; a tensor that does not fit alone is
     * compared on the first examples.
     *
     * @param report      of the rewrite
     * @param activations real inputs, for both models
     * @param budgetBytes of tensors to keep at a time
     * @throws ActivationsUnavailable when one of the models cannot be run on the examples
     */
    public static Result compare(
            OnnxModel reference,
            OnnxModel rewritten,
            QuantizationReport report,
            Activations activations,
            long budgetBytes)
            throws ActivationsUnavailable {
        LayerWalk walk =
                new LayerWalk(reference.proto().getGraph(), rewritten.proto().getGraph());
        Set<String> tensors = new LinkedHashSet<>();
        for (QuantizationReport.Layer layer : report.layers()) {
            String output = walk.output(layer);
            if (output != null) {
                tensors.addAll(walk.inputs(layer));
                tensors.add(output);
            }
        }
        Map<String, TensorComparison> compared =
                new PairedRuns(reference, rewritten, activations, budgetBytes).compare(tensors);
        return walk.result(report, compared);
    }

    private static Set<String> made(GraphProto graph) {
        Set<String> names = new HashSet<>();
        graph.getInputList().forEach(input -> names.add(input.getName()));
        graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
        return names;
    }

    private @Nullable NodeProto node(QuantizationReport.Layer layer) {
        Integer number = numbers.get(layer.node());
        return number == null ? null : reference.getNode(number);
    }

    /** The tensor to compare for the output of a node, or null. */
    private @Nullable String output(QuantizationReport.Layer layer) {
        NodeProto node = node(layer);
        return node == null || node.getOutputCount() == 0 ? null : common(node.getOutput(0));
    }

    /** The activations that a node reads; a table that is looked up in is none. */
    private List<String> inputs(QuantizationReport.Layer layer) {
        NodeProto node = node(layer);
        if (node == null) {
            return List.of();
        }
        int read = READ_ALL.contains(node.getOpType()) ? node.getInputCount() : Math.min(1, node.getInputCount());
        return node.getInputList().subList(0, read).stream()
                .filter(input -> !input.isEmpty() && !constants.contains(input))
                .map(this::common)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The tensor itself, or what an activation function that was replaced made of it, if the rewritten model has it. */
    private @Nullable String common(String tensor) {
        if (known.contains(tensor)) {
            return tensor;
        }
        List<NodeProto> next = readers.getOrDefault(tensor, List.of());
        if (next.size() == 1 && FOLDED.contains(next.get(0).getOpType())) {
            String behind = next.get(0).getOutput(0);
            return known.contains(behind) ? behind : null;
        }
        return null;
    }

    private Result result(QuantizationReport report, Map<String, TensorComparison> compared) {
        List<Layer> layers = new ArrayList<>();
        Layer first = null;
        Layer low = null;
        for (QuantizationReport.Layer layer : report.layers()) {
            String tensor = output(layer);
            TensorComparison output = tensor == null ? null : compared.get(tensor);
            Double input = inputs(layer).stream()
                    .map(compared::get)
                    .filter(Objects::nonNull)
                    .map(TensorComparison::sqnrDb)
                    .filter(Objects::nonNull)
                    .min(Double::compare)
                    .orElse(null);
            Layer walked = output == null || output.examples() == 0
                    ? new Layer(layer.node(), layer.op(), input, null, null, 0)
                    : new Layer(layer.node(), layer.op(), input, output.sqnrDb(), output.cosine(), output.examples());
            layers.add(walked);
            if (output == null || output.isAbove(THRESHOLD_DB)) {
                continue;
            }
            low = earlier(low, walked);
            boolean cause = inputs(layer).stream()
                    .map(compared::get)
                    .allMatch(read -> read == null || read.isAbove(THRESHOLD_DB));
            first = cause ? earlier(first, walked) : first;
        }
        return new Result(layers, first == null ? null : first.node(), finding(first, low));
    }

    private Layer earlier(@Nullable Layer known, Layer other) {
        if (known == null) {
            return other;
        }
        return numbers.getOrDefault(other.node(), Integer.MAX_VALUE)
                        < numbers.getOrDefault(known.node(), Integer.MAX_VALUE)
                ? other
                : known;
    }

    private static String finding(@Nullable Layer first, @Nullable Layer low) {
        if (first != null) {
            return String.format(
                    Locale.ROOT,
                    "The first bad layer is %s (%s): what it reads is close to fp32, and its output %s.",
                    first.node(),
                    first.op(),
                    first.outputSqnrDb() == null
                            ? "is not, or holds NaN"
                            : String.format(
                                    Locale.ROOT,
                                    "has %.1f dB of signal over noise, below %.0f dB",
                                    first.outputSqnrDb(),
                                    THRESHOLD_DB));
        }
        if (low != null) {
            return String.format(
                    Locale.ROOT,
                    "No single layer is bad: errors add up until %s (%s) is the first below %.0f dB.",
                    low.node(),
                    low.op(),
                    THRESHOLD_DB);
        }
        return String.format(Locale.ROOT, "No layer that was compared falls below %.0f dB.", THRESHOLD_DB);
    }
}
