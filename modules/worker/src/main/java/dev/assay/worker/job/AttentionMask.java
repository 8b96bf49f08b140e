package dev.assay.worker.job;

import dev.assay.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which positions of a padded sequence mean anything. A model computes values at padded positions too, but nobody reads
 * them, so they must count neither for fidelity nor for a score.
 */
record AttentionMask(@Nullable Tensor mask) {
    /** The mask among a model's inputs, by the name that exporters give it; none where there is no such input. */
    static AttentionMask of(Map<String, Tensor> inputs) {
        return new AttentionMask(inputs.entrySet().stream()
                .filter(input -> input.getKey().contains("mask"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null));
    }

    /** Whether {@code token} of example {@code row} is more than padding, in outputs with {@code tokens} positions. */
    boolean attends(int row, int token, int tokens) {
        return mask == null || mask.size() < (row + 1) * tokens || mask.at(row * tokens + token) != 0;
    }

    /**
     * Hands over a tensor within the model without the rows that belong to padding: {@code [batch, tokens, width]} becomes
     * {@code [1, attended, width]}, and {@code [batch * tokens, width]} becomes {@code [attended, width]}. Any other tensor
     * stays as it is: of attention scores the padded columns are what the mask acts on, and a scheme has to see them.
     */
    void rows(List<Long> shape, float[] values, BiConsumer<List<Long>, float[]> taker) {
        if (mask == null || mask.shape().size() != 2 || mask.size() < 2) {
            taker.accept(shape, values);
            return;
        }
        boolean sequence = shape.size() == 3 && shape.subList(0, 2).equals(mask.shape());
        boolean flattened = shape.size() == 2 && shape.get(0) == mask.size();
        if (!sequence && !flattened) {
            taker.accept(shape, values);
            return;
        }
        int width = values.length / mask.size();
        float[] kept = new float[values.length];
        int rows = 0;
        for (int row = 0; row < mask.size(); row++) {
            if (mask.at(row) != 0) {
                System.arraycopy(values, row * width, kept, rows++ * width, width);
            }
        }
        if (rows == mask.size() || rows == 0) {
            taker.accept(shape, values);
            return;
        }
        List<Long> left = sequence ? List.of(1L, (long) rows, (long) width) : List.of((long) rows, (long) width);
        taker.accept(left, Arrays.copyOf(kept, rows * width));
    }

    /** The values of an output {@code [batch, tokens, ...]} at attended positions; every value of any other output. */
    float[] attended(Tensor output) {
        float[] values = output.toFloats();
        List<Long> shape = output.shape();
        if (mask == null || shape.size() < 3 || !shape.subList(0, 2).equals(mask.shape())) {
            return values;
        }
        int batch = Math.toIntExact(shape.get(0));
        int tokens = Math.toIntExact(shape.get(1));
        int width = values.length / Math.max(1, batch * tokens);
        float[] kept = new float[values.length];
        int length = 0;
        for (int row = 0; row < batch; row++) {
            for (int token = 0; token < tokens; token++) {
                if (attends(row, token, tokens)) {
                    System.arraycopy(values, (row * tokens + token) * width, kept, length, width);
                    length += width;
                }
            }
        }
        return Arrays.copyOf(kept, length);
    }
}
