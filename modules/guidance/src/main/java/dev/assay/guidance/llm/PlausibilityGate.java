package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.Prose;

/**
 * Whether a claimed decoding speed is possible: every token of one sequence reads the active weights once, so
 * {@code tok/s * bytes} is bandwidth that the device must have.
 *
 * @param tokensPerSecond claimed, of one sequence
 * @param bytesPerToken   active weights and cache
 * @param bytesPerSecond  peak of the device
 */
public record PlausibilityGate(double tokensPerSecond, double bytesPerToken, double bytesPerSecond) {
    /** Above the peak by more than this, no rounding explains it. */
    public static final double TOLERANCE = 1.05;

    /** No published decode reaches more of its peak than this. */
    public static final double OPTIMISTIC = 0.9;

    public PlausibilityGate {
        new InputCheck()
                .above0("claimedTokensPerSecond", "the claimed speed", tokensPerSecond, "tokens/s", 1e9)
                .above0("bytesPerToken", "the amount read per token", bytesPerToken, "bytes", 1e17)
                .above0("bytesPerSecond", "the bandwidth", bytesPerSecond, "bytes/s", 1e17)
                .done();
    }

    /** What the arithmetic says. */
    public enum Verdict {
        IMPLAUSIBLE,
        DOUBTFUL,
        PLAUSIBLE
    }

    /** Bandwidth that the claim needs. */
    public double neededBytesPerSecond() {
        return tokensPerSecond * bytesPerToken;
    }

    /** Share of the peak that the claim needs; above 1 it cannot be. */
    public double share() {
        return neededBytesPerSecond() / bytesPerSecond;
    }

    /** The most that one sequence can reach. */
    public double mostTokensPerSecond() {
        return bytesPerSecond / bytesPerToken;
    }

    public Verdict verdict() {
        double share = share();
        return share > TOLERANCE ? Verdict.IMPLAUSIBLE : share > OPTIMISTIC ? Verdict.DOUBTFUL : Verdict.PLAUSIBLE;
    }

    /** The verdict with its arithmetic and what to ask. */
    public String sentence() {
        String claim = Prose.number(tokensPerSecond) + " tokens per second at " + Prose.bytes(bytesPerToken)
                + " per token need " + Prose.number(neededBytesPerSecond() / 1e9) + " GB/s; the device has "
                + Prose.number(bytesPerSecond / 1e9) + " GB/s";
        return switch (verdict()) {
            case IMPLAUSIBLE ->
                "Not possible: " + claim + ", enough for " + Prose.number(mostTokensPerSecond())
                        + ". Ask for the model file, the batch and whether tokens were drafted ahead.";
            case DOUBTFUL ->
                "Doubtful: " + claim + ", and no published decode uses more than nine tenths of a peak. Ask how it was"
                        + " measured.";
            case PLAUSIBLE -> "Possible: " + claim + ", of which " + Prose.number(100 * share()) + " % would be used.";
        };
    }
}
