package dev.assay.guidance;

import java.util.List;

/**
 * A price somebody asked on a date. Prices age in weeks: {@code observed} is shown with every use.
 *
 * @param usd      United States dollars; per hour for {@code RENTAL_PER_HOUR}
 * @param observed when and where, in words
 * @param sources  who printed it; empty when it was recalled
 */
public record PriceObservation(
        Kind kind,
        double usd,
        String observed,
        Basis basis,
        Grade grade,
        String source,
        String note,
        List<String> sources) {
    /** What the money buys. */
    public enum Kind {
        PURCHASE,
        RENTAL_PER_HOUR
    }

    /** Whether a recommendation that rests on it must carry a banner: neither a grade A nor two sources. */
    public boolean weak() {
        return grade != Grade.A && sources.size() < 2;
    }

    /** Why it is weak, as the end of a sentence. */
    public String weakness() {
        return Footing.weakness(basis, grade, sources.size());
    }
}
