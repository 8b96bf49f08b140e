package dev.assay.learning.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Token after token, each drawn with a number from a seeded generator.
 *
 * @param prefix what was there before
 * @param seed   of {@link Random}, whose numbers are the same on every Java platform; one is drawn for each token, at
 *               temperature 0 too, so that two settings with the same seed can be compared token by token
 * @param steps  what was chosen from, and what was chosen
 * @param ended  whether the end token came before the last step
 */
public record Generation(List<Integer> prefix, long seed, List<Step> steps, boolean ended) {
    public Generation {
        prefix = List.copyOf(prefix);
        steps = List.copyOf(steps);
    }

    /**
     * One token.
     *
     * @param next           what it was drawn from
     * @param logProbability natural logarithm of the probability that the model itself gave it, before any setting
     */
    public record Step(NextToken next, NextToken.Draw draw, double logProbability) {}

    /**
     * Generates.
     *
     * @param steps    most tokens to add
     * @param endToken ends the text; -1 for none
     */
    public static Generation run(LanguageModel model, int[] prefix, Choice choice, long seed, int steps, int endToken) {
        Random random = new Random(seed);
        List<Step> made = new ArrayList<>();
        int[] text = prefix.clone();
        boolean ended = false;
        while (made.size() < steps && !ended) {
            double[] logits = model.logits(List.of(text)).getFirst();
            NextToken next = NextToken.of(logits, text, choice);
            NextToken.Draw draw = next.draw(random.nextDouble());
            made.add(new Step(next, draw, Softmax.logarithms(logits)[draw.token()]));
            text = Arrays.copyOf(text, text.length + 1);
            text[text.length - 1] = draw.token();
            ended = draw.token() == endToken;
        }
        return new Generation(Arrays.stream(prefix).boxed().toList(), seed, made, ended);
    }

    /** The tokens that were added. */
    public int[] tokens() {
        return steps.stream().mapToInt(step -> step.draw().token()).toArray();
    }

    /** Perplexity of what was added, in the eyes of the model itself. */
    public double perplexity() {
        return Softmax.textPerplexity(
                steps.stream().mapToDouble(Step::logProbability).toArray());
    }
}
