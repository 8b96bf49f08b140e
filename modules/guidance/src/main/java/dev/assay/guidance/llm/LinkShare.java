package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.Prose;

/**
 * How much of a time the link takes.
 *
 * @param linkSeconds  moving the data
 * @param totalSeconds of what the share is taken: a token, a request, a load
 */
public record LinkShare(double linkSeconds, double totalSeconds) {
    /** Above this share the link decides. */
    public static final double BOUND = 0.5;

    /** Above this share it is worth a look. */
    public static final double NOTABLE = 0.1;

    public LinkShare {
        new InputCheck()
                .from0("linkSeconds", "the time on the link", linkSeconds, "s", 1e9)
                .above0("totalSeconds", "the whole time", totalSeconds, "s", 1e9)
                .done();
    }

    /** What the share means. */
    public enum Verdict {
        LINK_BOUND,
        NOTABLE,
        NEGLIGIBLE
    }

    /** From 0 on; above 1 when the data cannot have passed in the time given. */
    public double share() {
        return linkSeconds / totalSeconds;
    }

    public Verdict verdict() {
        double share = share();
        return share > BOUND ? Verdict.LINK_BOUND : share > NOTABLE ? Verdict.NOTABLE : Verdict.NEGLIGIBLE;
    }

    /** The share in words: {@code 0.31 ms of 144 ms, 0.2 %: the link does not matter}. */
    public String sentence() {
        String share = Prose.number(100 * share()) + " %";
        String amount =
                Prose.ms(linkSeconds * 1e3) + " of " + Prose.ms(totalSeconds * 1e3) + " (" + share + ") is the link: ";
        return amount
                + switch (verdict()) {
                    case LINK_BOUND -> "it decides.";
                    case NOTABLE -> "worth a look, but something else decides.";
                    case NEGLIGIBLE -> "it does not matter.";
                };
    }
}
