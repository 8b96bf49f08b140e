package dev.assay.guidance.claims;

import dev.assay.guidance.claims.Working.Sheet;
import java.util.Map;
import java.util.function.Supplier;

/** Models and statistics: parameter counts, vocabularies, means, accuracies, normalisation. */
final class LearningArithmetic {
    private static final String LESSONS = "the lessons";
    private static final String PAPER = "the abstract";

    static final Map<String, Supplier<Sheet>> ALL = Map.ofEntries(
            Map.entry("vocabulary", LearningArithmetic::vocabulary),
            Map.entry("low-rank-share", LearningArithmetic::lowRankShare),
            Map.entry("parameter-counts", LearningArithmetic::parameterCounts),
            Map.entry("dropout-mean", LearningArithmetic::dropoutMean),
            Map.entry("normalisation-is-affine", LearningArithmetic::normalisationIsAffine),
            Map.entry("temperature", LearningArithmetic::temperature),
            Map.entry("effect-size", LearningArithmetic::effectSize),
            Map.entry("significance", LearningArithmetic::significance),
            Map.entry("held-out-accuracy", LearningArithmetic::heldOutAccuracy),
            Map.entry("mini-batch-noise", LearningArithmetic::miniBatchNoise));

    private LearningArithmetic() {}

    private static Quantity bare(double value) {
        return Quantity.of(value, "");
    }

    private static Sheet vocabulary() {
        Working w = new Working();
        Quantity qwen = w.given("Vocabulary of Qwen2.5", 151_936, "", "GenZ model set");
        Quantity llama = w.given("Vocabulary of Llama 3", 128_256, "", "recalled");
        Quantity most = w.given("Largest stated", 100_000, "", LESSONS);
        w.step("Qwen2.5 over the stated largest", qwen.over(most), "x");
        w.step("Llama 3 over the stated largest", llama.over(most), "x");
        w.stated("Vocabulary, against 32,000 to 100,000", 66_000, "", qwen, 34_000, ClaimVerdict.STALE);
        return w.sheet();
    }

    private static Sheet lowRankShare() {
        Working w = new Working();
        Quantity rank = w.given("Rank", 8, "", "a usual choice");
        Quantity in = w.given("Inputs of the layer", 4096, "", "an 8-billion-parameter model");
        Quantity out = w.given("Outputs of the layer", 4096, "", "an 8-billion-parameter model");
        Quantity share =
                w.step("Parameters that are trained", rank.times(in.plus(out)).over(in.times(out)), "%");
        w.atMost("Share, to be a fraction", 10, "%", share);
        return w.sheet();
    }

    private static Sheet parameterCounts() {
        Working w = new Working();
        Quantity words = w.given("Vocabulary", 50_257, "", "GPT-2 and GPT-3 (recalled)");
        Quantity layers2 = w.given("Layers, GPT-2 XL", 48, "", "GPT-2 paper (recalled)");
        Quantity width2 = w.given("Width, GPT-2 XL", 1600, "", "GPT-2 paper (recalled)");
        Quantity layers3 = w.given("Layers, GPT-3", 96, "", "GPT-3 paper (recalled)");
        Quantity width3 = w.given("Width, GPT-3", 12_288, "", "GPT-3 paper (recalled)");
        Quantity two = w.step(
                "Parameters, GPT-2 XL",
                bare(12).times(layers2).times(width2.squared()).plus(words.times(width2)),
                "");
        Quantity three = w.step(
                "Parameters, GPT-3",
                bare(12).times(layers3).times(width3.squared()).plus(words.times(width3)),
                "");
        w.stated("GPT-2", 1.5e9, "", two, 0.1e9);
        w.stated("GPT-3", 175e9, "", three, 0.5e9);
        return w.sheet();
    }

    /** The mean over every pattern of kept inputs, weighted by its probability, of a sum of three inputs. */
    private static Sheet dropoutMean() {
        Working w = new Working();
        Quantity keep = w.given("Probability of keeping a neuron", 0.8, "", LESSONS);
        double[] inputs = {1.5, -0.5, 2};
        w.given("Three weighted inputs, their sum", inputs[0] + inputs[1] + inputs[2], "", "example: 1.5, -0.5 and 2");
        double p = keep.value();
        double mean = 0;
        for (int kept = 0; kept < 8; kept++) {
            double probability = 1;
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                boolean on = (kept >> i & 1) == 1;
                probability *= on ? p : 1 - p;
                sum += on ? inputs[i] : 0;
            }
            mean += probability * sum;
        }
        Quantity training = w.step("Mean over the 8 patterns of kept neurons", bare(mean), "");
        Quantity inference = w.step("All neurons, weights times the probability", keep.times(bare(3)), "");
        w.stated("Mean while training against inference", inference.value(), "", training, 1e-9);
        return w.sheet();
    }

    private static Sheet normalisationIsAffine() {
        Working w = new Working();
        Quantity x = w.given("Input", 3.2, "", "example");
        Quantity mean = w.given("Stored mean", 1.1, "", "example");
        Quantity variance = w.given("Stored variance plus epsilon", 0.49, "", "example");
        Quantity scale = w.given("Learned scale", 1.4, "", "example");
        Quantity shift = w.given("Learned shift", -0.3, "", "example");
        Quantity factor = w.step("Factor a", scale.over(variance.root()), "");
        Quantity offset = w.step("Offset b", shift.minus(factor.times(mean)), "");
        Quantity affine = w.step("a x + b", factor.times(x).plus(offset), "");
        Quantity normal = w.step(
                "Normalised, scaled, shifted",
                x.minus(mean).over(variance.root()).times(scale).plus(shift),
                "");
        w.stated("Both ways", normal.value(), "", affine, 1e-9);
        return w.sheet();
    }

    private static Sheet temperature() {
        Working w = new Working();
        w.given("Scores of three words, from", 2, "", "example: 2, 1 and 0");
        Quantity cold = w.step("Entropy at temperature 0.5, bits", bare(entropy(0.5)), "");
        Quantity usual = w.step("Entropy at temperature 1, bits", bare(entropy(1)), "");
        Quantity hot = w.step("Entropy at temperature 2, bits", bare(entropy(2)), "");
        w.atLeast("Entropy at 1, against 0.5", cold.value(), "", usual);
        w.atLeast("Entropy at 2, against 1", usual.value(), "", hot);
        return w.sheet();
    }

    private static double entropy(double temperature) {
        double[] scores = {2, 1, 0};
        double all = 0;
        for (double score : scores) {
            all += Math.exp(score / temperature);
        }
        double bits = 0;
        for (double score : scores) {
            double p = Math.exp(score / temperature) / all;
            bits -= p * Math.log(p) / Math.log(2);
        }
        return bits;
    }

    private static Quantity effect(Working w) {
        Quantity one = w.given("Mean, Beatles", 0.57, "", PAPER);
        Quantity oneSpread = w.given("Standard deviation, Beatles", 1.48, "", PAPER);
        Quantity other = w.given("Mean, Pink Floyd", 0.25, "", PAPER);
        Quantity otherSpread = w.given("Standard deviation, Pink Floyd", 0.97, "", PAPER);
        Quantity pooled = w.step(
                "Pooled standard deviation",
                oneSpread.squared().plus(otherSpread.squared()).over(2).root(),
                "");
        return w.step(
                "Difference in standard deviations, Beatles minus Pink Floyd",
                one.minus(other).over(pooled),
                "");
    }

    private static Sheet effectSize() {
        Working w = new Working();
        Quantity d = effect(w);
        w.stated("Size of the difference", 0.24, "", d, 0.02);
        return w.sheet();
    }

    private static Sheet significance() {
        Working w = new Working();
        Quantity d = effect(w);
        Quantity z = w.given("Two-sided 1 % point of the normal distribution", 2.58, "", "table");
        w.step(
                "Lines needed in each album for p < 0.01",
                bare(2).times(z.over(d).squared()),
                "");
        return w.sheet();
    }

    /** Wilson's interval: centre and half-width of the 95 % interval of a proportion. */
    private static Sheet heldOutAccuracy() {
        Working w = new Working();
        Quantity accuracy = w.given("Accuracy", 89, "%", PAPER);
        Quantity cases = w.given("Cases in the held-out set", 500, "", "assumed; the text gives none");
        Quantity z = w.given("95 % point of the normal distribution", 1.96, "", "table");
        Quantity square = w.step("z squared", z.squared(), "");
        Quantity spread = w.step(
                "Half-width",
                z.over(bare(1).plus(square.over(cases)))
                        .times(accuracy.times(Quantity.of(100, "%").minus(accuracy))
                                .over(cases)
                                .plus(square.over(bare(4).times(cases.squared())))
                                .root()),
                "%");
        Quantity centre = w.step(
                "Centre", accuracy.plus(square.over(bare(2).times(cases))).over(bare(1).plus(square.over(cases))), "%");
        w.step("Lowest accuracy that fits", centre.minus(spread), "%");
        w.step("Highest accuracy that fits", centre.plus(spread), "%");
        return w.sheet();
    }

    private static Sheet miniBatchNoise() {
        Working w = new Working();
        Quantity small = w.given("Small mini-batch", 32, "", LESSONS);
        Quantity large = w.given("Large mini-batch", 512, "", LESSONS);
        Quantity one = w.step("Noise of one sample, against a mini-batch of 32", small.root(), "x");
        Quantity many = w.step(
                "Noise of a mini-batch of 32, against one of 512",
                large.over(small).root(),
                "x");
        w.atLeast("One sample is noisier than a mini-batch", 1, "x", one);
        w.atLeast("A small mini-batch is noisier than a large one", 1, "x", many);
        return w.sheet();
    }
}
