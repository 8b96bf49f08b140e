package dev.assay.learning;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that the product brings along, ready to be run.
 *
 * @param name       how commands and addresses call it, such as {@code digits-mlp}
 * @param summary    what it does and what it teaches, in plain sentences
 * @param source     where it comes from, precise enough to make it again
 * @param file       the ONNX file; its SHA-256 was compared with {@code sha256} when the list was opened
 * @param sha256     lower-case hexadecimal
 * @param dimensions a usual size for each dynamic dimension, by its name in the graph
 * @param dataset    inputs that carry meaning, or null when there are none
 * @param accuracy   what the unchanged fp32 model scores on {@code dataset}, or null without labels
 */
public record BuiltInModel(
        String name,
        String title,
        String summary,
        String licence,
        String source,
        Path file,
        String sha256,
        Map<String, Long> dimensions,
        @Nullable BuiltInDataset dataset,
        @Nullable Accuracy accuracy) {

    public BuiltInModel {
        dimensions = Map.copyOf(dimensions);
    }

    /**
     * A score against labels.
     *
     * @param metric {@code top1} or {@code knn}, as in {@link BuiltInDataset#metric()}
     * @param value  share of right answers, 0 to 1
     * @param n      how many examples were answered
     */
    public record Accuracy(String metric, double value, int n) {}
}
