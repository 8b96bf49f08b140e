package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.edit.Names;
import dev.assay.quantization.RoundedWeights.Unroundable;
import dev.assay.quantization.blockwise.BlockFormat;
import dev.assay.quantization.blockwise.BlockMatrix;
import dev.assay.quantization.blockwise.BlockRounding;
import dev.assay.quantization.blockwise.Gptq;
import dev.assay.quantization.blockwise.InverseFactor;
import dev.assay.quantization.blockwise.SecondMoments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rounds the weights of the main graph after what their layers are fed.
 *
 * <p>Layers that read the same tensor share its second moments. These are gathered for as many tensors at a time as a bound
 * of memory allows, with one run over the examples each time. What cannot be observed, such as the inside of bodies, is
 * rounded from the weights alone.
 */
final class GptqRounding implements BlockForms.MatrixRounding {
    /** Room for second moments; one input beyond it is still taken, alone. */
    private static final long MOMENTS_BYTES = 256L << 20;

    private final BlockFormat format;
    private final BlockRounding rounding;
    private final BlockRounding alone;
    private final IdentityHashMap<TensorProto, Done> done = new IdentityHashMap<>();
    private final Set<String> unobserved = new TreeSet<>();
    private final Set<String> notFinite = new TreeSet<>();
    private long rows;

    private record Done(boolean transposed, float factor, BlockMatrix matrix) {}

    /** The layers that are fed by the same tensors. */
    private record Group(Set<String> inputs, List<LinearLayer> layers) {
        int size() {
            return layers.getFirst().matrix().rows();
        }
    }

    /**
     * Nothing rounded yet.
     *
     * @param rounding chooses the scales of blocks whose weights were corrected
     * @param alone    rounds what cannot be observed
     */
    GptqRounding(BlockFormat format, BlockRounding rounding, BlockRounding alone) {
        this.format = format;
        this.rounding = rounding;
        this.alone = alone;
    }

    /** Observes the inputs of every layer of the main graph and rounds its weights. */
    void prepare(OnnxModel model, List<String> exclude, Activations activations) throws ActivationsUnavailable {
        List<Group> waiting = groups(model.proto().getGraph(), exclude);
        while (!waiting.isEmpty()) {
            List<Group> now = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty()
                    && (now.isEmpty()
                            || bytes + SecondMoments.bytes(waiting.getFirst().size()) <= MOMENTS_BYTES)) {
                bytes += SecondMoments.bytes(waiting.getFirst().size());
                now.add(waiting.removeFirst());
            }
            observe(model, now, activations);
        }
    }

    private void observe(OnnxModel model, List<Group> groups, Activations activations) throws ActivationsUnavailable {
        List<SecondMoments> moments = new ArrayList<>();
        Map<String, List<SecondMoments>> byInput = new LinkedHashMap<>();
        for (Group group : groups) {
            SecondMoments fresh = new SecondMoments(group.size());
            moments.add(fresh);
            group.inputs.forEach(input ->
                    byInput.computeIfAbsent(input, name -> new ArrayList<>()).add(fresh));
        }
        activations.observe(
                model,
                List.copyOf(byInput.keySet()),
                (example, name, shape, values) ->
                        byInput.getOrDefault(name, List.of()).forEach(sums -> sums.add(values)));
        for (int i = 0; i < groups.size(); i++) {
            // Let go of each at once: the factor takes as much memory again.
            SecondMoments fed = moments.set(i, new SecondMoments(1));
            if (fed.rows() == 0) {
                groups.get(i).layers.forEach(layer -> unobserved.add(Names.label(layer.node())));
            } else if (!fed.isFinite()) {
                groups.get(i).layers.forEach(layer -> notFinite.add(Names.label(layer.node())));
            } else {
                round(groups.get(i), fed);
            }
        }
    }

    private void round(Group group, SecondMoments fed) {
        rows = Math.max(rows, fed.rows());
        InverseFactor factor = InverseFactor.of(fed);
        for (LinearLayer layer : group.layers) {
            done.put(
                    layer.weights().tensor(),
                    new Done(
                            layer.transposed(),
                            layer.matrix().factor(),
                            Gptq.round(layer.matrix(), factor, format, rounding)));
        }
    }

    private static List<Group> groups(GraphProto graph, List<String> exclude) {
        Scope scope = new Scope(null, graph, true);
        Map<String, String> producers = LinearLayer.producers(graph);
        Map<LinearLayer.Key, LinearLayer> layers = new LinkedHashMap<>();
        Map<LinearLayer.Key, Set<String>> inputs = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            LinearLayer layer = LinearLayer.isOne(node) ? layer(node, scope, exclude, producers) : null;
            if (layer != null && scope.constant(layer.activation()) == null) {
                layers.putIfAbsent(layer.key(), layer);
                inputs.computeIfAbsent(layer.key(), key -> new TreeSet<>()).add(layer.activation());
            }
        }
        Map<Set<String>, Group> groups = new LinkedHashMap<>();
        layers.forEach((key, layer) -> groups.computeIfAbsent(
                        inputs.getOrDefault(key, Set.of()), names -> new Group(names, new ArrayList<>()))
                .layers
                .add(layer));
        return new ArrayList<>(groups.values());
    }

    /** The layer that a node is; null when it is left in floating point, which the rewrite itself reports. */
    private static @Nullable LinearLayer layer(
            NodeProto node, Scope scope, List<String> exclude, Map<String, String> producers) {
        try {
            return LinearLayer.of(node, scope, exclude, producers);
        } catch (Unroundable e) {
            return null;
        }
    }

    @Override
    public BlockMatrix round(LinearLayer layer) {
        Done known = done.get(layer.weights().tensor());
        if (known != null
                && known.transposed == layer.transposed()
                && known.factor == layer.matrix().factor()) {
            return known.matrix;
        }
        if (!notFinite.contains(Names.label(layer.node()))) {
            unobserved.add(Names.label(layer.node()));
        }
        return BlockMatrix.round(layer.matrix(), format, alone);
    }

    /** What to say in the report, once all is rounded. */
    List<String> notes(int examples) {
        List<String> notes = new ArrayList<>();
        if (!done.isEmpty()) {
            notes.add("The rounding of " + done.size() + " matrices was corrected after up to " + rows + " rows of "
                    + examples + " examples; it aims at the outputs of layers, so the weights themselves may be further"
                    + " from the originals than plain rounding leaves them.");
        }
        if (!unobserved.isEmpty()) {
            notes.add("What these layers are fed could not be observed, so their weights were rounded by their own"
                    + " squared error: " + String.join(", ", unobserved) + ".");
        }
        if (!notFinite.isEmpty()) {
            notes.add(
                    "These layers were fed NaN or infinity, so their weights were rounded by their own squared error: "
                            + String.join(", ", notFinite) + ".");
        }
        return notes;
    }
}
