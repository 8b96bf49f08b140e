package dev.assay.learning.space;

import dev.assay.quantization.FidelityMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Names with vectors of the same length, searched one by one: exact, and quick enough for some hundred thousand of them.
 * Closeness is the cosine; of equally close ones the earlier is taken. Sums are kept in double. The vectors are used where
 * they stand and must not be changed.
 */
public final class VectorTable {
    private final List<String> names;
    private final float[] values;
    private final int dimensions;
    private final double[] squares;
    private final Map<String, Integer> places;

    /**
     * A table.
     *
     * @param names      different from each other
     * @param values     {@code [names, dimensions]}, by rows; finite
     * @param dimensions at least 1
     */
    public VectorTable(List<String> names, float[] values, int dimensions) {
        if (dimensions < 1 || (long) names.size() * dimensions != values.length) {
            throw new IllegalArgumentException(
                    values.length + " numbers do not make " + names.size() + " vectors of length " + dimensions + ".");
        }
        this.names = List.copyOf(names);
        this.values = values;
        this.dimensions = dimensions;
        this.squares = new double[names.size()];
        this.places = HashMap.newHashMap(names.size());
        for (int i = 0; i < squares.length; i++) {
            squares[i] = dot(i, i);
            if (!Double.isFinite(squares[i])) {
                throw new IllegalArgumentException("The vector of " + names.get(i) + " contains NaN or infinity.");
            }
            if (places.put(names.get(i), i) != null) {
                throw new IllegalArgumentException("The name " + names.get(i) + " occurs twice.");
            }
        }
    }

    /** A vector found. */
    public record Neighbour(String name, int place, double cosine) {}

    /**
     * What {@code a is to b as c is to ?} gives.
     *
     * @param neighbours of {@code b - a + c}, closest first
     * @param excluded   whether {@code a}, {@code b} and {@code c} were left out of them
     */
    public record Analogy(List<Neighbour> neighbours, boolean excluded) {
        public Analogy {
            neighbours = List.copyOf(neighbours);
        }
    }

    /** How the vectors of an analogy are added. */
    public enum Addition {
        /** As they stand: long vectors weigh more. */
        PLAIN,
        /** Each scaled to length 1 first, as gensim's {@code most_similar} does. */
        UNIT
    }

    public int size() {
        return names.size();
    }

    public int dimensions() {
        return dimensions;
    }

    public List<String> names() {
        return names;
    }

    /** Whether there is such a name. */
    public boolean contains(String name) {
        return places.containsKey(name);
    }

    /** Place of a name. */
    public int place(String name) {
        Integer place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("There is no vector for " + name + ".");
        }
        return place;
    }

    /** A copy of a vector. */
    public float[] vector(String name) {
        int from = place(name) * dimensions;
        return Arrays.copyOfRange(values, from, from + dimensions);
    }

    /** Length of a vector. */
    public double norm(String name) {
        return Math.sqrt(squares[place(name)]);
    }

    /** Cosine of two vectors; 0 when one of them is zero. */
    public double cosine(String first, String second) {
        return cosine(place(first), place(second));
    }

    private double cosine(int a, int b) {
        return FidelityMeter.cosine(dot(a, b), squares[a], squares[b]);
    }

    private double dot(int a, int b) {
        double sum = 0;
        for (int i = 0; i < dimensions; i++) {
            sum += (double) values[a * dimensions + i] * values[b * dimensions + i];
        }
        return sum;
    }

    /** The closest to a name, itself left out. */
    public List<Neighbour> neighbours(String name, int count) {
        return nearest(vector(name), count, Set.of(place(name)));
    }

    /**
     * The closest to any vector.
     *
     * @param query   of length {@link #dimensions}
     * @param exclude places to leave out
     */
    public List<Neighbour> nearest(float[] query, int count, Set<Integer> exclude) {
        if (query.length != dimensions) {
            throw new IllegalArgumentException(
                    "A vector of length " + query.length + " has no neighbours of length " + dimensions + ".");
        }
        double square = 0;
        for (float value : query) {
            square += (double) value * value;
        }
        Comparator<Neighbour> worstFirst = Comparator.comparingDouble(Neighbour::cosine)
                .thenComparing(Comparator.comparingInt(Neighbour::place).reversed());
        PriorityQueue<Neighbour> best = new PriorityQueue<>(worstFirst);
        for (int place = 0; place < names.size() && count > 0; place++) {
            double dot = 0;
            int from = place * dimensions;
            for (int i = 0; i < dimensions; i++) {
                dot += (double) query[i] * values[from + i];
            }
            double cosine = FidelityMeter.cosine(dot, square, squares[place]);
            boolean better = best.size() < count || cosine > best.element().cosine();
            if (better && !exclude.contains(place)) {
                best.add(new Neighbour(names.get(place), place, cosine));
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        List<Neighbour> sorted = new ArrayList<>(best);
        sorted.sort(worstFirst.reversed());
        return sorted;
    }

    /**
     * Answers {@code a is to b as c is to ?} by the neighbours of {@code b - a + c}. Source: Mikolov, Yih, Zweig, Linguistic
     * Regularities in Continuous Space Word Representations, 2013, who leave the three words out; without that the answer is
     * often one of them.
     */
    public Analogy analogy(String a, String b, String c, int count, boolean excludeInputs, Addition addition) {
        float[] target = new float[dimensions];
        add(target, b, 1, addition);
        add(target, a, -1, addition);
        add(target, c, 1, addition);
        Set<Integer> exclude = new HashSet<>();
        if (excludeInputs) {
            exclude.addAll(List.of(a, b, c).stream().map(this::place).toList());
        }
        return new Analogy(nearest(target, count, exclude), excludeInputs);
    }

    private void add(float[] target, String name, int sign, Addition addition) {
        float[] vector = vector(name);
        double length = addition == Addition.UNIT ? Math.max(norm(name), Double.MIN_NORMAL) : 1;
        for (int i = 0; i < dimensions; i++) {
            target[i] += (float) (sign * vector[i] / length);
        }
    }

    /** Where names stand between two others: the cosine with {@code to - from}; above 0 is nearer to {@code to}. */
    public List<Neighbour> alongAxis(String from, String to, List<String> which) {
        float[] start = vector(from);
        float[] axis = vector(to);
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            axis[i] -= start[i];
            square += (double) axis[i] * axis[i];
        }
        List<Neighbour> found = new ArrayList<>();
        for (String name : which) {
            int place = place(name);
            double dot = 0;
            for (int i = 0; i < dimensions; i++) {
                dot += (double) axis[i] * values[place * dimensions + i];
            }
            found.add(new Neighbour(name, place, FidelityMeter.cosine(dot, square, squares[place])));
        }
        return found;
    }

    /** All cosines of some names with each other: symmetric, from -1 to 1, with 1 on the diagonal. */
    public double[][] cosines(List<String> which) {
        int[] at = which.stream().mapToInt(this::place).toArray();
        double[][] matrix = new double[at.length][at.length];
        for (int i = 0; i < at.length; i++) {
            matrix[i][i] = 1;
            for (int j = 0; j < i; j++) {
                matrix[i][j] = cosine(at[i], at[j]);
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }

    /** The vectors of some names as rows, to be projected. */
    public double[][] rows(List<String> which) {
        double[][] rows = new double[which.size()][dimensions];
        for (int r = 0; r < rows.length; r++) {
            float[] vector = vector(which.get(r));
            for (int i = 0; i < dimensions; i++) {
                rows[r][i] = vector[i];
            }
        }
        return rows;
    }
}
