package dev.assay.worker.job;

import dev.assay.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Scores outputs against labels. */
final class Scores {
    private final String metric;
    private final List<Integer> labels;
    private final List<float[]> rows = new ArrayList<>();

    Scores(String metric, List<Integer> labels) {
        this.metric = metric;
        this.labels = labels;
    }

    /** Takes the first output of one input: {@code batch x ... }. */
    void add(Map<String, Tensor> input, Tensor output) {
        int batch =
                output.shape().isEmpty() ? 1 : Math.toIntExact(output.shape().get(0));
        float[] values = output.toFloats();
        int length = values.length / Math.max(1, batch);
        for (int b = 0; b < batch; b++) {
            float[] row = Arrays.copyOfRange(values, b * length, (b + 1) * length);
            if (metric.equals("knn") && output.shape().size() == 3) {
                row = meanOverTokens(row, Math.toIntExact(output.shape().get(1)), AttentionMask.of(input), b);
            }
            rows.add(row);
        }
    }

    String metric() {
        return metric;
    }

    int n() {
        return Math.min(rows.size(), labels.size());
    }

    /** Share of right answers, 0 to 1. */
    double value() {
        return right().cardinality() / (double) n();
    }

    /** Which examples were answered right. */
    BitSet right() {
        BitSet right = new BitSet(n());
        for (int i = 0; i < n(); i++) {
            int answer = metric.equals("knn") ? nearestLabel(i) : largest(rows.get(i));
            right.set(i, answer == labels.get(i));
        }
        return right;
    }

    /** How many examples these scores get right and the others do not. */
    int rightAlone(Scores other) {
        BitSet alone = right();
        alone.andNot(other.right());
        return alone.cardinality();
    }

    private int nearestLabel(int query) {
        double best = Double.NEGATIVE_INFINITY;
        int label = Integer.MIN_VALUE;
        for (int i = 0; i < n(); i++) {
            double similarity = cosine(rows.get(query), rows.get(i));
            if (i != query && similarity > best) {
                best = similarity;
                label = labels.get(i);
            }
        }
        return label;
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return aa == 0 || bb == 0 ? 0 : dot / Math.sqrt(aa * bb);
    }

    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    private static float[] meanOverTokens(float[] values, int tokens, AttentionMask mask, int row) {
        int width = values.length / tokens;
        double[] sum = new double[width];
        int counted = 0;
        for (int token = 0; token < tokens; token++) {
            if (mask.attends(row, token, tokens)) {
                counted++;
                for (int i = 0; i < width; i++) {
                    sum[i] += values[token * width + i];
                }
            }
        }
        float[] mean = new float[width];
        for (int i = 0; i < width; i++) {
            mean[i] = (float) (sum[i] / Math.max(1, counted));
        }
        return mean;
    }
}
