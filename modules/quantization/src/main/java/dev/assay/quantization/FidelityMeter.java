package dev.assay.quantization;

import org.jspecify.annotations.Nullable;

/**
 * Compares the outputs of a changed model with those of the original on the same inputs.
 *
 * <p>Feed one call of {@link #add} per input, with all outputs of that input laid out one after the other; read
 * {@link #fidelity()} at the end. Sums are kept in double precision. Not safe for use by several threads.
 */
public final class FidelityMeter {
    private int inputs;
    private double cosineSum;
    private double cosineMin = Double.POSITIVE_INFINITY;
    private double signal;
    private double noise;
    private double maxAbs;
    private long rows;
    private long agreeingRows;
    private boolean finite = true;

    /**
     * The comparison so far.
     *
     * @param cosine        mean over inputs of the cosine of reference and test, outputs flattened
     * @param cosineMin     the lowest of them
     * @param sqnrDb        {@code 10 log10(sum ref^2 / sum (ref - test)^2)} over all inputs; null when nothing differs
     * @param maxAbs        largest absolute difference of one element
     * @param top1Agreement share of rows whose largest element is at the same place; null unless rows were compared
     * @param inputs        inputs compared
     * @param finite        false when either side held NaN or an infinity; the other figures are then without meaning
     */
    public record Fidelity(
            double cosine,
            double cosineMin,
            @Nullable Double sqnrDb,
            double maxAbs,
            @Nullable Double top1Agreement,
            int inputs,
            boolean finite) {}

    /** Compares one input's outputs, without looking for a largest class. */
    public void add(float[] reference, float[] test) {
        add(reference, test, 0);
    }

    /**
     * Compares one input's outputs.
     *
     * @param lastAxis number of classes: the arrays are taken as rows of that length, whose largest elements (the first,
     *                 where several are equal) are compared; 0 for outputs that are not scores of classes
     */
    public void add(float[] reference, float[] test, int lastAxis) {
        if (reference.length != test.length) {
            throw new IllegalArgumentException("The reference has " + reference.length + " elements, the test "
                    + test.length + "; only outputs of the same shape can be compared.");
        }
        if (lastAxis < 0 || (lastAxis > 0 && reference.length % lastAxis != 0)) {
            throw new IllegalArgumentException(
                    reference.length + " elements do not divide into rows of " + lastAxis + ".");
        }
        double dot = 0;
        double referenceSquares = 0;
        double testSquares = 0;
        for (int i = 0; i < reference.length; i++) {
            double r = reference[i];
            double t = test[i];
            double difference = r - t;
            dot += r * t;
            referenceSquares += r * r;
            testSquares += t * t;
            noise += difference * difference;
            maxAbs = Math.max(maxAbs, Math.abs(difference));
            finite &= Double.isFinite(r) && Double.isFinite(t);
        }
        signal += referenceSquares;
        double cosine = cosine(dot, referenceSquares, testSquares);
        cosineSum += cosine;
        cosineMin = Math.min(cosineMin, cosine);
        inputs++;
        for (int row = 0; lastAxis > 0 && row < reference.length; row += lastAxis) {
            rows++;
            if (largest(reference, row, lastAxis) == largest(test, row, lastAxis)) {
                agreeingRows++;
            }
        }
    }

    /** The comparison of all inputs added so far; at least one. */
    public Fidelity fidelity() {
        if (inputs == 0) {
            throw new IllegalStateException("Nothing was compared; add at least one input first.");
        }
        return new Fidelity(
                cosineSum / inputs,
                cosineMin,
                noise == 0 ? null : 10 * Math.log10(signal / noise),
                maxAbs,
                rows == 0 ? null : (double) agreeingRows / rows,
                inputs,
                finite);
    }

    /** Cosine from its three sums: 1 for two zero vectors, 0 when only one is zero; rounding never takes it beyond 1. */
    public static double cosine(double dot, double aSquares, double bSquares) {
        if (aSquares == 0 && bSquares == 0) {
            return 1;
        }
        if (aSquares == 0 || bSquares == 0) {
            return 0;
        }
        double cosine = dot / (Math.sqrt(aSquares) * Math.sqrt(bSquares));
        return Math.min(1, Math.max(-1, cosine));
    }

    private static int largest(float[] values, int from, int length) {
        int best = from;
        for (int i = from + 1; i < from + length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}
