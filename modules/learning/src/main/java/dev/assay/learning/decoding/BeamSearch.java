package dev.assay.learning.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keeps the most probable beginnings instead of one. At each step every beginning is continued with its most probable
 * tokens, and the {@code width} best of all continuations survive; one that takes the end token is finished and leaves its
 * place to others. With one beam it is greedy decoding; with enough beams it is an exhaustive search.
 */
public final class BeamSearch {
    private BeamSearch() {}

    /**
     * How to search.
     *
     * @param width         beams; at least 1
     * @param steps         most tokens to add
     * @param endToken      finishes a beam; -1 for none
     * @param lengthPenalty finished texts are compared by {@code sum of ln p / length ^ lengthPenalty}, with the length in
     *                      added tokens; 0 compares sums, which favours short texts. As in Hugging Face's {@code generate}
     */
    public record Options(int width, int steps, int endToken, double lengthPenalty) {
        public Options {
            if (width < 1 || steps < 0 || !Double.isFinite(lengthPenalty)) {
                throw new IllegalArgumentException(
                        "A beam search has at least one beam, no negative number of steps and a finite length penalty.");
            }
        }
    }

    /** What became of a continuation. */
    public enum Fate {
        /** Went on to the next step. */
        SURVIVED,
        /** Was not among the best. */
        PRUNED,
        /** Took the end token. */
        FINISHED
    }

    /**
     * A continuation that was looked at.
     *
     * @param id             its place in the list of nodes
     * @param parent         the node that it continues; -1 for the beginning
     * @param depth          tokens added up to here, from 1
     * @param logProbability natural logarithm of the token's probability behind its parent
     * @param sum            of all of them up to here
     */
    public record Node(int id, int parent, int depth, int token, double logProbability, double sum, Fate fate) {}

    /**
     * A text that came out.
     *
     * @param node  its last node
     * @param score what texts are compared by
     */
    public record Outcome(int node, List<Integer> tokens, double sum, double score, boolean finished) {
        public Outcome {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * The tree, and what came out of it.
     *
     * @param nodes    by number: for each step and beam the {@code 2 * width} most probable tokens
     * @param outcomes best first; finished texts, and those that survived the last step
     */
    public record Tree(List<Node> nodes, List<Outcome> outcomes) {
        public Tree {
            nodes = List.copyOf(nodes);
            outcomes = List.copyOf(outcomes);
        }
    }

    private record Beam(int node, List<Integer> text, double sum) {}

    private record Continuation(Beam beam, int token, double logProbability) {
        double sum() {
            return beam.sum() + logProbability;
        }
    }

    /** Searches from a beginning. Equally good continuations are taken in the order of their beams and tokens. */
    public static Tree search(LanguageModel model, int[] prefix, Options options) {
        List<Node> nodes = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        List<Beam> beams = List.of(new Beam(-1, Arrays.stream(prefix).boxed().toList(), 0));
        for (int depth = 1; depth <= options.steps() && !beams.isEmpty(); depth++) {
            List<double[]> logits =
                    model.logits(beams.stream().map(BeamSearch::array).toList());
            List<Continuation> continuations = new ArrayList<>();
            for (int b = 0; b < beams.size(); b++) {
                continuations.addAll(continuations(beams.get(b), logits.get(b), 2 * options.width()));
            }
            continuations.sort(Comparator.comparingDouble((Continuation c) -> -c.sum()));
            List<Beam> survivors = new ArrayList<>();
            for (Continuation c : continuations) {
                boolean open = survivors.size() < options.width();
                Fate fate = open ? (c.token() == options.endToken() ? Fate.FINISHED : Fate.SURVIVED) : Fate.PRUNED;
                Node node =
                        new Node(nodes.size(), c.beam().node(), depth, c.token(), c.logProbability(), c.sum(), fate);
                nodes.add(node);
                if (fate == Fate.PRUNED) {
                    continue;
                }
                List<Integer> text = new ArrayList<>(c.beam().text());
                text.add(c.token());
                if (fate == Fate.FINISHED) {
                    outcomes.add(outcome(node, text, prefix.length, options, true));
                } else {
                    survivors.add(new Beam(node.id(), text, c.sum()));
                }
            }
            beams = survivors;
        }
        for (Beam beam : beams) {
            if (beam.node() >= 0) {
                outcomes.add(outcome(nodes.get(beam.node()), beam.text(), prefix.length, options, false));
            }
        }
        outcomes.sort(Comparator.comparingDouble((Outcome o) -> -o.score()));
        return new Tree(nodes, outcomes);
    }

    private static int[] array(Beam beam) {
        return beam.text().stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Continuation> continuations(Beam beam, double[] logits, int most) {
        double[] logarithms = Softmax.logarithms(logits);
        return IntStream.range(0, logits.length)
                .filter(token -> logarithms[token] > Double.NEGATIVE_INFINITY)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -logarithms[token]))
                .limit(most)
                .map(token -> new Continuation(beam, token, logarithms[token]))
                .toList();
    }

    private static Outcome outcome(Node node, List<Integer> text, int prefix, Options options, boolean finished) {
        List<Integer> added = text.subList(prefix, text.size());
        double score = node.sum() / Math.pow(added.size(), options.lengthPenalty());
        return new Outcome(node.id(), added, node.sum(), score, finished);
    }
}
