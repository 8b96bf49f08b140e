package dev.assay.worker.job;

import dev.assay.runtime.Tensor;
import dev.assay.runtime.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several samples joined along the first axis. */
final class Batches {
    private static final long MOST_BYTES = 64L << 20;

    private Batches() {}

    /** Whether the first axis of every input and output is left open by the model. */
    static boolean canGrow(List<TensorSpec> inputs, List<TensorSpec> outputs) {
        return !inputs.isEmpty()
                && inputs.stream().allMatch(Batches::isOpen)
                && outputs.stream().allMatch(Batches::isOpen);
    }

    private static boolean isOpen(TensorSpec spec) {
        return !spec.shape().isEmpty() && spec.shape().get(0) < 0;
    }

    /**
     * Joins samples.
     *
     * @param groups for each batch the indices of its samples
     * @return as many of the batches as fit into {@value #MOST_BYTES} bytes; none when not even one does
     */
    static List<Map<String, Tensor>> of(List<Map<String, Tensor>> samples, int[][] groups) {
        List<Map<String, Tensor>> batches = new ArrayList<>();
        long bytes = 0;
        for (int[] group : groups) {
            long size = group.length
                    * samples.get(0).values().stream()
                            .mapToLong(tensor -> tensor.data().limit())
                            .sum();
            bytes += size;
            if (bytes > MOST_BYTES) {
                break;
            }
            Map<String, Tensor> batch = new LinkedHashMap<>();
            for (String name : samples.get(0).keySet()) {
                batch.put(name, join(samples, name, group));
            }
            batches.add(batch);
        }
        return batches;
    }

    private static Tensor join(List<Map<String, Tensor>> samples, String name, int... group) {
        List<Tensor> parts = new ArrayList<>();
        for (int index : group) {
            Tensor part = samples.get(index).get(name);
            if (part == null) {
                throw new IllegalArgumentException("A sample has no input " + name);
            }
            parts.add(part);
        }
        List<Long> shape = new ArrayList<>(parts.get(0).shape());
        shape.set(0, shape.get(0) * group.length);
        Tensor joined = Tensor.zeros(parts.get(0).type(), shape);
        ByteBuffer to = joined.data().duplicate();
        parts.forEach(part -> to.put(part.data().duplicate().rewind()));
        return joined;
    }
}
