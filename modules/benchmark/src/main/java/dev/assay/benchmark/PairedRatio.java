package dev.assay.benchmark;

import java.util.List;

/**
 * The ratio of two speeds that were measured in turns: the median of the ratios of neighbouring blocks, with a 95 %
 * interval.
 *
 * <p>The interval is formed by two order statistics of those ratios, ranks r and n + 1 - r with the largest r such that
 * {@code P(Bin(n, 1/2) <= r - 1) <= 0.025} (Conover, Practical Nonparametric Statistics, section 3.2; the same ranks as
 * those of the sign test). It assumes no distribution; what changes slowly hits both blocks of a pair and drops out of
 * their ratio. Coverage is at least 95 %, for 12 pairs 96.1 %, for 24 pairs 97.7 %.
 *
 * @param ratio median over the pairs of second / first
 * @param low   lower end
 * @param high  upper end
 * @param pairs how many there were
 */
public record PairedRatio(double ratio, double low, double high, int pairs) {
    /** Fewest pairs for which such an interval exists. */
    public static final int LEAST_PAIRS = 6;

    private static final double TAIL = 0.025;

    /**
     * Compares the blocks.
     *
     * @param blocks of each pair the median of the first and of the second side, all above zero
     * @throws IllegalArgumentException with fewer than {@value #LEAST_PAIRS} pairs
     */
    public static PairedRatio of(List<List<Double>> blocks) {
        int n = blocks.size();
        if (n < LEAST_PAIRS) {
            throw new IllegalArgumentException(
                    "An interval of the ratio takes " + LEAST_PAIRS + " pairs of blocks, not " + n + ".");
        }
        double[] ratios = blocks.stream()
                .mapToDouble(pair -> pair.get(1) / pair.get(0))
                .sorted()
                .toArray();
        int rank = rank(n);
        return new PairedRatio(Medians.of(ratios), ratios[rank - 1], ratios[n - rank], n);
    }

    /** Whether the interval leaves open which side is faster. */
    public boolean noDifferenceShown() {
        return low <= 1 && high >= 1;
    }

    /** The largest rank that is no more than 2.5 % likely to lie above the median; 1 is the smallest ratio. */
    static int rank(int n) {
        double term = Math.exp(-n * Math.log(2));
        double below = term;
        int rank = 0;
        if (term == 0) { // more pairs than a double can count down from: the normal approximation is exact enough
            return (int) Math.floor((n - 1.96 * Math.sqrt(n)) / 2);
        }
        while (below <= TAIL) {
            rank++;
            term *= (n - rank + 1.0) / rank;
            below += term;
        }
        return rank;
    }
}
