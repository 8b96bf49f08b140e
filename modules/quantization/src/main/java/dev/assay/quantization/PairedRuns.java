package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs two models on the same examples and compares tensors of the same names. Only one side is kept, and of that no more
 * than a budget: what does not fit is looked at again in a further pair of runs.
 */
final class PairedRuns {
    private final OnnxModel reference;
    private final OnnxModel test;
    private final Activations activations;
    private final long budgetBytes;

    PairedRuns(OnnxModel reference, OnnxModel test, Activations activations, long budgetBytes) {
        this.reference = reference;
        this.test = test;
        this.activations = activations;
        this.budgetBytes = budgetBytes;
    }

    /** The comparison of each tensor. */
    Map<String, TensorComparison> compare(Set<String> tensors) throws ActivationsUnavailable {
        Map<String, TensorComparison> compared = new HashMap<>();
        Set<String> open = new LinkedHashSet<>(tensors);
        while (!open.isEmpty()) {
            Kept kept = new Kept(open);
            activations.observe(
                    reference, List.copyOf(open), (example, name, shape, values) -> kept.add(example, name, values));
            List<String> complete = List.copyOf(kept.examples.keySet());
            complete.forEach(name -> compared.put(name, new TensorComparison()));
            activations.observe(test, complete, (example, name, shape, values) -> {
                TensorComparison comparison = compared.get(name);
                float[] before = kept.examples.getOrDefault(name, Map.of()).get(example);
                if (comparison != null && before != null) {
                    comparison.add(before, values);
                }
            });
            complete.forEach(open::remove);
        }
        return compared;
    }

    /** Tensors of the reference by name and example, the first ones of them all. */
    private final class Kept {
        private final Map<String, Map<Integer, float[]>> examples = new LinkedHashMap<>();
        private final Set<String> cut = new HashSet<>();
        private long bytes;

        Kept(Set<String> tensors) {
            tensors.forEach(tensor -> examples.put(tensor, new HashMap<>()));
        }

        void add(int example, String name, float[] values) {
            Map<Integer, float[]> known = examples.get(name);
            if (known == null || cut.contains(name)) {
                return;
            }
            known.put(example, values.clone());
            bytes += size(values);
            while (bytes > budgetBytes) {
                String last = lastFilled();
                Map<Integer, float[]> filled = examples.getOrDefault(last, Map.of());
                if (last.equals(firstFilled())) {
                    // Alone it is too large: it is compared on the examples that fit, the first one at least.
                    cut.add(last);
                    if (filled.size() > 1) {
                        bytes -= size(values);
                        filled.remove(example);
                    }
                    return;
                }
                filled.values().forEach(value -> bytes -= size(value));
                examples.remove(last);
            }
        }

        private static long size(float[] values) {
            return (long) Float.BYTES * values.length;
        }

        private String lastFilled() {
            String last = "";
            for (Map.Entry<String, Map<Integer, float[]>> entry : examples.entrySet()) {
                last = entry.getValue().isEmpty() ? last : entry.getKey();
            }
            return last;
        }

        private String firstFilled() {
            for (Map.Entry<String, Map<Integer, float[]>> entry : examples.entrySet()) {
                if (!entry.getValue().isEmpty()) {
                    return entry.getKey();
                }
            }
            return "";
        }
    }
}
