package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Made-up activations for models that are never run, and a record of what was asked for. */
final class RecordedActivations implements Activations {
    private final Map<String, Integer> widths;
    private final int rows;
    private final float offset;
    private final List<String> asked = new ArrayList<>();

    /** One row per example of each named tensor. */
    RecordedActivations(Map<String, Integer> widths, int rows) {
        this(widths, rows, 0);
    }

    /** Ten rows that hold a number, or NaN, plus noise. */
    RecordedActivations(Map<String, Integer> widths, float offset) {
        this(widths, 10, offset);
    }

    private RecordedActivations(Map<String, Integer> widths, int rows, float offset) {
        this.widths = widths;
        this.rows = rows;
        this.offset = offset;
    }

    /** The tensors in the order in which they were asked for. */
    List<String> asked() {
        return asked;
    }

    @Override
    public int examples() {
        return rows;
    }

    @Override
    public void observe(OnnxModel model, List<String> tensors, Observer observer) {
        asked.addAll(tensors);
        for (int example = 0; example < rows; example++) {
            for (String tensor : tensors) {
                int width = widths.get(tensor);
                Random random = new Random(31L * example + tensor.hashCode());
                float[] values = new float[width];
                for (int i = 0; i < width; i++) {
                    values[i] = (float) random.nextGaussian() + offset;
                }
                observer.tensor(example, tensor, List.of(1L, (long) width), values);
            }
        }
    }
}
