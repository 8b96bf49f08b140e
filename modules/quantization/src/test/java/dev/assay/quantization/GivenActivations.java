package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Activations that no model computed: random ones that depend on the name alone, except those that are given. */
final class GivenActivations implements Activations {
    private final Map<String, float[]> given = new HashMap<>();
    private final List<List<String>> passes = new ArrayList<>();
    private final int examples;

    GivenActivations(int examples) {
        this.examples = examples;
    }

    GivenActivations with(String tensor, float... values) {
        given.put(tensor, values);
        return this;
    }

    /** What was asked for, call by call. */
    List<List<String>> passes() {
        return passes;
    }

    @Override
    public int examples() {
        return examples;
    }

    @Override
    public void observe(OnnxModel model, List<String> tensors, Observer observer) {
        passes.add(tensors);
        for (int example = 0; example < examples; example++) {
            for (String tensor : tensors) {
                float[] values = given.get(tensor);
                if (values == null) {
                    Random random = new Random(tensor.hashCode() + example);
                    values = new float[32];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) random.nextGaussian();
                    }
                }
                observer.tensor(example, tensor, List.of((long) values.length), values.clone());
            }
        }
    }
}
