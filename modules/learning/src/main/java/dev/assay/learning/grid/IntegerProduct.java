package dev.assay.learning.grid;

import dev.assay.quantization.Affine;
import java.util.ArrayList;
import java.util.List;

/**
 * A product of two small matrices in integers, as a model in dynamic int8 computes it, with every step: the left side is
 * rounded as an activation ({@code DynamicQuantizeLinear}), the right side as weights (int8, symmetric, one scale), the
 * codes less their zero points are multiplied and added in 32 bits ({@code MatMulInteger}), and the sum is multiplied by
 * both scales.
 *
 * @param left   the activation in integers
 * @param right  codes of the weights, by rows
 * @param weight scale and zero point of the weights
 * @param cells  of the result, by rows
 */
public record IntegerProduct(DynamicInput left, List<Integer> right, Affine weight, List<Cell> cells) {
    public IntegerProduct {
        right = List.copyOf(right);
        cells = List.copyOf(cells);
    }

    /** One product of two codes less their zero points. */
    public record Term(int leftCode, int rightCode, int product) {}

    /**
     * One cell of the result.
     *
     * @param sum   of the products, 32 bits
     * @param value the sum times both scales
     * @param exact the same cell by real numbers
     */
    public record Cell(int row, int column, List<Term> terms, int sum, float value, double exact) {
        public Cell {
            terms = List.copyOf(terms);
        }
    }

    /**
     * Multiplies.
     *
     * @param left  {@code [rows][inner]}
     * @param right {@code [inner][columns]}
     */
    public static IntegerProduct of(float[][] left, float[][] right) {
        check(left, right);
        float[] activation = flat(left);
        float[] weights = flat(right);
        DynamicInput input = DynamicInput.of(activation);
        float min = 0;
        float max = 0;
        for (float weight : weights) {
            if (!Float.isFinite(weight)) {
                throw new IllegalArgumentException("NaN or infinity cannot be rounded to eight bits.");
            }
            min = Math.min(min, weight);
            max = Math.max(max, weight);
        }
        Affine.Range range = Affine.Range.INT8_SYMMETRIC;
        Affine map = Affine.of(min, max, range, true);
        List<Integer> codes = new ArrayList<>();
        for (float weight : weights) {
            codes.add(map.quantize(weight, range));
        }
        int inner = right.length;
        int columns = right[0].length;
        int[][] a = matrix(input.codes(), inner);
        int[][] b = matrix(codes, columns);
        int[][] sums = matMulInteger(a, b, input.zeroPoint(), map.zeroPoint());
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < columns; j++) {
                List<Term> terms = new ArrayList<>();
                double exact = 0;
                for (int n = 0; n < inner; n++) {
                    terms.add(new Term(a[i][n], b[n][j], (a[i][n] - input.zeroPoint()) * (b[n][j] - map.zeroPoint())));
                    exact += (double) left[i][n] * right[n][j];
                }
                float value = sums[i][j] * (input.scale() * map.scale());
                cells.add(new Cell(i, j, terms, sums[i][j], value, exact));
            }
        }
        return new IntegerProduct(input, codes, map, cells);
    }

    /** ONNX's {@code MatMulInteger}: {@code sum of (a - aZero) * (b - bZero)}, in 32 bits that wrap. */
    public static int[][] matMulInteger(int[][] a, int[][] b, int aZero, int bZero) {
        int[][] product = new int[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int n = 0; n < b.length; n++) {
                for (int j = 0; j < b[n].length; j++) {
                    product[i][j] += (a[i][n] - aZero) * (b[n][j] - bZero);
                }
            }
        }
        return product;
    }

    private static void check(float[][] left, float[][] right) {
        boolean fits = left.length > 0 && right.length > 0 && right[0].length > 0;
        for (float[] row : left) {
            fits &= row.length == right.length;
        }
        for (float[] row : right) {
            fits &= row.length == right[0].length;
        }
        if (!fits) {
            throw new IllegalArgumentException("The left matrix must have as many columns as the right one has rows.");
        }
    }

    private static float[] flat(float[][] rows) {
        float[] values = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
        }
        return values;
    }

    private static int[][] matrix(List<Integer> values, int columns) {
        int[][] matrix = new int[values.size() / columns][columns];
        for (int i = 0; i < values.size(); i++) {
            matrix[i / columns][i % columns] = values.get(i);
        }
        return matrix;
    }
}
