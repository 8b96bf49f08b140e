package dev.assay.learning.attention;

import java.util.ArrayList;
import java.util.List;

/**
 * Two matrices of weights compared, cell by cell: of one text in two precisions, or of two texts over the tokens that they
 * share.
 *
 * @param cells   one for each pair of shared tokens, by rows
 * @param largest the cell with the largest difference, the first of equal ones
 * @param meanAbs mean of the differences without their sign
 */
public record MatrixDifference(List<Cell> cells, Cell largest, double meanAbs) {
    public MatrixDifference {
        cells = List.copyOf(cells);
    }

    /** A cell of either matrix: places in the first and in the second. */
    public record Cell(int firstRow, int firstColumn, int secondRow, int secondColumn, double first, double second) {
        /** The second less the first. */
        public double difference() {
            return second - first;
        }
    }

    /** A token at its place in both texts. */
    public record Shared(int first, int second) {}

    /** Compares matrices of the same shape. */
    public static MatrixDifference of(double[][] first, double[][] second) {
        if (first.length != second.length || first[0].length != second[0].length) {
            throw new IllegalArgumentException("Matrices of different shapes can be compared by shared tokens only.");
        }
        return of(first, second, same(first.length), same(first[0].length));
    }

    /** Compares the cells of shared tokens; at least one token must be shared. */
    public static MatrixDifference of(double[][] first, double[][] second, List<Shared> tokens) {
        return of(first, second, tokens, tokens);
    }

    private static MatrixDifference of(double[][] first, double[][] second, List<Shared> rows, List<Shared> columns) {
        List<Cell> cells = new ArrayList<>();
        double sum = 0;
        Cell largest = null;
        for (Shared row : rows) {
            for (Shared column : columns) {
                Cell cell = new Cell(
                        row.first(),
                        column.first(),
                        row.second(),
                        column.second(),
                        first[row.first()][column.first()],
                        second[row.second()][column.second()]);
                cells.add(cell);
                sum += Math.abs(cell.difference());
                if (largest == null || Math.abs(cell.difference()) > Math.abs(largest.difference())) {
                    largest = cell;
                }
            }
        }
        if (largest == null) {
            throw new IllegalArgumentException("The texts share no token, so nothing can be compared.");
        }
        return new MatrixDifference(cells, largest, sum / cells.size());
    }

    private static List<Shared> same(int length) {
        List<Shared> places = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            places.add(new Shared(i, i));
        }
        return places;
    }

    /**
     * Tokens that two texts share in the same order: a longest common subsequence, early places first. Takes time in
     * proportion to the product of the lengths.
     */
    public static List<Shared> shared(List<String> first, List<String> second) {
        int[][] length = new int[first.size() + 1][second.size() + 1];
        for (int i = first.size() - 1; i >= 0; i--) {
            for (int j = second.size() - 1; j >= 0; j--) {
                length[i][j] = first.get(i).equals(second.get(j))
                        ? length[i + 1][j + 1] + 1
                        : Math.max(length[i + 1][j], length[i][j + 1]);
            }
        }
        List<Shared> places = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < first.size() && j < second.size()) {
            if (first.get(i).equals(second.get(j))) {
                places.add(new Shared(i++, j++));
            } else if (length[i + 1][j] >= length[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return places;
    }
}
