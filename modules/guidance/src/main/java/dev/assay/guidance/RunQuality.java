package dev.assay.guidance;

import static dev.assay.guidance.Prose.number;
import static dev.assay.guidance.Prose.text;

import dev.assay.guidance.statistics.PairedLoss;
import dev.assay.guidance.statistics.Proportion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of a rewritten model are worth beside those of fp32.
 *
 * @param metric   such as {@code top1}; null without labels
 * @param value    share of right answers; null without labels
 * @param fp32     that of fp32 on the same examples; null without labels
 * @param examples labelled ones
 * @param lost     examples that only fp32 gets right; null where they were not counted
 * @param gained   examples that only the rewritten model gets right; likewise
 * @param agreement share of inputs whose largest class is that of fp32; null where it does not apply
 * @param inputs   how many of them were compared
 */
public record RunQuality(
        @Nullable String metric,
        @Nullable Double value,
        @Nullable Double fp32,
        int examples,
        @Nullable Integer lost,
        @Nullable Integer gained,
        @Nullable Double agreement,
        int inputs) {
    /** Fewer inputs in agreement than this share, at the lower end of its interval, are not called the same. */
    private static final double AGREEMENT = 0.98;

    /** The loss against fp32 with its bounds; null without labels. */
    public @Nullable PairedLoss loss() {
        if (value == null || fp32 == null || examples <= 0) {
            return null;
        }
        return lost == null || gained == null
                ? PairedLoss.ofScores(fp32, value, examples)
                : PairedLoss.of(lost, gained, examples);
    }

    /** What it shows, each in a sentence that says which test it is; empty when nothing was compared. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        PairedLoss loss = loss();
        if (loss != null) {
            sentences.add(lossInWords(loss));
        }
        if (agreement != null && inputs > 0) {
            Proportion share = Proportion.of(Math.round(agreement * inputs), inputs);
            sentences.add(text(
                    "Its largest class is that of fp32 on %s of %d inputs, at least %s (Wilson, 95 %%), %s the %s that counts"
                            + " as the same.",
                    number(share.share()),
                    inputs,
                    number(share.low()),
                    share.low() >= AGREEMENT ? "not below" : "not yet",
                    number(AGREEMENT)));
        }
        return sentences;
    }

    private String lossInWords(PairedLoss loss) {
        String points = loss.loss() > 0
                ? text("loses %s points", number(100 * loss.loss()))
                : loss.loss() < 0 ? text("gains %s points", number(-100 * loss.loss())) : "loses nothing";
        String verdict = loss.nonInferior(PairedLoss.MARGIN)
                ? text("non-inferior: the loss stays below 1 point (at most %s, 95 %%)", number(100 * loss.high()))
                : loss.inferior(PairedLoss.MARGIN)
                        ? text("inferior: the loss is more than 1 point (at least %s, 95 %%)", number(100 * loss.low()))
                        : text("not shown to be non-inferior: the loss may be %s points", number(100 * loss.high()));
        String test = loss.paired()
                ? text("McNemar p = %s", number(loss.pEqual()))
                : "the examples on which the two differ were not kept, so the worst case is counted";
        return text("Of %d labelled examples it %s, %s; %s.", examples, points, verdict, test);
    }
}
