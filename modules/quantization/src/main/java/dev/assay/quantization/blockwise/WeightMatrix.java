package dev.assay.quantization.blockwise;

import java.nio.FloatBuffer;

/**
 * A matrix {@code [rows, columns]} where it stands in memory; blocks run along the rows' index, within a column.
 *
 * @param values       only read at absolute places
 * @param rowStride    distance in the buffer from one row to the next
 * @param columnStride distance in the buffer from one column to the next
 * @param factor       multiplies every weight
 */
public record WeightMatrix(FloatBuffer values, int rows, int columns, int rowStride, int columnStride, float factor) {

    /** A matrix whose rows follow each other in the buffer. */
    public static WeightMatrix rowMajor(FloatBuffer values, int rows, int columns, float factor) {
        return new WeightMatrix(values, rows, columns, columns, 1, factor);
    }

    /** A matrix whose columns follow each other in the buffer. */
    public static WeightMatrix columnMajor(FloatBuffer values, int rows, int columns, float factor) {
        return new WeightMatrix(values, rows, columns, 1, rows, factor);
    }

    public float get(int row, int column) {
        return values.get(row * rowStride + column * columnStride) * factor;
    }

    /** Whether no weight is NaN or infinite. */
    public boolean isFinite() {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (!Float.isFinite(get(row, column))) {
                    return false;
                }
            }
        }
        return true;
    }
}
