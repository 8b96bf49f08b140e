package dev.assay.learning.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What may come next and how probable it is.
 *
 * @param candidates  the whole vocabulary, most probable first, equally probable tokens by number
 * @param kept        how many of them were kept; those come first
 * @param entropyBits of the probabilities before anything was left out
 * @param perplexity  {@code 2 ^ entropyBits}
 */
public record NextToken(List<Candidate> candidates, int kept, double entropyBits, double perplexity) {
    /** Sums of probabilities this close to a limit count as having reached it; more than rounding, less than a token. */
    private static final double ROUNDING = 1e-12;

    public NextToken {
        candidates = List.copyOf(candidates);
    }

    /**
     * Applies the rules.
     *
     * @param logits  scores by token
     * @param history tokens that penalties count
     */
    public static NextToken of(double[] logits, int[] history, Choice choice) {
        double[] penalised = choice.penalties().apply(logits, history);
        double[] probabilities = Softmax.of(penalised, choice.temperature());
        int[] order = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -probabilities[token]))
                .mapToInt(Integer::intValue)
                .toArray();
        int afterK = choice.topK() == 0 ? order.length : Math.min(order.length, choice.topK());
        int afterP = topP(order, probabilities, afterK, choice.topP());
        int kept = minP(order, probabilities, afterP, choice.minP());
        double mass = mass(order, probabilities, kept);
        List<Candidate> candidates = new ArrayList<>(order.length);
        double cumulative = 0;
        for (int rank = 0; rank < order.length; rank++) {
            int token = order[rank];
            cumulative += probabilities[token];
            Candidate.Rule dropped = null;
            if (rank >= afterK) {
                dropped = Candidate.Rule.TOP_K;
            } else if (rank >= afterP) {
                dropped = Candidate.Rule.TOP_P;
            } else if (rank >= kept) {
                dropped = Candidate.Rule.MIN_P;
            }
            candidates.add(new Candidate(
                    token,
                    logits[token],
                    penalised[token],
                    probabilities[token],
                    Math.min(1, cumulative),
                    dropped,
                    dropped == null ? probabilities[token] / mass : 0));
        }
        double entropy = Softmax.entropyBits(probabilities);
        return new NextToken(candidates, kept, entropy, Math.pow(2, entropy));
    }

    private static int topP(int[] order, double[] probabilities, int kept, double limit) {
        if (limit == 1) {
            return kept;
        }
        double mass = mass(order, probabilities, kept);
        double sum = 0;
        for (int rank = 0; rank < kept; rank++) {
            sum += probabilities[order[rank]];
            if (sum / mass >= limit - ROUNDING) {
                return rank + 1;
            }
        }
        return kept;
    }

    private static int minP(int[] order, double[] probabilities, int kept, double share) {
        double limit = share * probabilities[order[0]];
        int left = kept;
        while (left > 1 && probabilities[order[left - 1]] < limit - ROUNDING * limit) {
            left--;
        }
        return left;
    }

    private static double mass(int[] order, double[] probabilities, int kept) {
        return Arrays.stream(order, 0, kept)
                .mapToDouble(token -> probabilities[token])
                .sum();
    }

    /**
     * Draws a token: the kept tokens lie side by side on the line from 0 to 1, the most probable first, each as wide as its
     * chance; the one under the number is taken.
     *
     * @param uniform from 0 to below 1
     */
    public Draw draw(double uniform) {
        if (!(uniform >= 0 && uniform < 1)) {
            throw new IllegalArgumentException("A draw needs a number from 0 to below 1, not " + uniform + ".");
        }
        double from = 0;
        for (int rank = 0; rank < kept; rank++) {
            Candidate candidate = candidates.get(rank);
            double to = from + candidate.chance();
            // Behind the last boundary there is nothing but what rounding has lost.
            if (uniform < to || rank == kept - 1) {
                return new Draw(candidate.token(), rank, uniform, from, Math.max(to, uniform));
            }
            from = to;
        }
        throw new IllegalStateException("At least one token is always kept");
    }

    /**
     * A token that was drawn.
     *
     * @param rank    its place among the kept ones, from 0
     * @param uniform the number that was drawn
     * @param from    where the token begins on the line
     * @param to      where it ends
     */
    public record Draw(int token, int rank, double uniform, double from, double to) {}
}
