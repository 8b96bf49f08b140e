package dev.assay.learning.space;

import dev.assay.quantization.Affine;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table of vectors in fewer bits, and what that costs the search.
 *
 * @param table the vectors that the bits stand for
 * @param bytes what the table takes, scales included, names not
 */
public record RoundedTable(VectorTable table, long bytes) {
    /** How numbers are stored. */
    public enum Form {
        /** As they are, 32 bits. */
        FLOAT32,
        /** Eight bits, symmetric, one scale for each vector. */
        INT8,
        /** The sign alone, one bit; a vector's length is lost, which the cosine does not miss. */
        BINARY
    }

    /** Rounds every vector; the table that is given stays as it is. */
    public static RoundedTable of(VectorTable table, Form form) {
        int dimensions = table.dimensions();
        float[] values = new float[table.size() * dimensions];
        for (int row = 0; row < table.size(); row++) {
            float[] vector = table.vector(table.names().get(row));
            round(vector, form);
            System.arraycopy(vector, 0, values, row * dimensions, dimensions);
        }
        long perVector = switch (form) {
            case FLOAT32 -> 4L * dimensions;
            case INT8 -> dimensions + 4L;
            case BINARY -> Math.ceilDiv(dimensions, 8);
        };
        return new RoundedTable(new VectorTable(table.names(), values, dimensions), perVector * table.size());
    }

    private static void round(float[] vector, Form form) {
        switch (form) {
            case FLOAT32 -> {}
            case INT8 -> {
                float min = 0;
                float max = 0;
                for (float value : vector) {
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                }
                Affine map = Affine.of(min, max, Affine.Range.INT8_SYMMETRIC, true);
                for (int i = 0; i < vector.length; i++) {
                    vector[i] = map.dequantize(map.quantize(vector[i], Affine.Range.INT8_SYMMETRIC));
                }
            }
            case BINARY -> {
                for (int i = 0; i < vector.length; i++) {
                    vector[i] = vector[i] < 0 ? -1 : 1;
                }
            }
        }
    }

    /**
     * Recall: of the {@code k} true neighbours of each word, the part that the rounded table finds among its own {@code k},
     * on average over the words.
     */
    public double recall(VectorTable original, List<String> words, int k) {
        if (words.isEmpty() || k < 1) {
            throw new IllegalArgumentException("Recall needs at least one word and one neighbour.");
        }
        double sum = 0;
        for (String word : words) {
            Set<Integer> truth = places(original.neighbours(word, k));
            int all = truth.size();
            truth.retainAll(places(table.neighbours(word, k)));
            sum += all == 0 ? 1 : (double) truth.size() / all;
        }
        return sum / words.size();
    }

    private static Set<Integer> places(List<VectorTable.Neighbour> neighbours) {
        Set<Integer> places = new HashSet<>();
        neighbours.forEach(neighbour -> places.add(neighbour.place()));
        return places;
    }
}
