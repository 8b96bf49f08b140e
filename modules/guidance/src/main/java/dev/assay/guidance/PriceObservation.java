package dev.assay.guidance;

/**
 * A price somebody asked on a date. Prices age in weeks: {@code observed} is shown with every use.
 *
 * @param usd      United States dollars; per hour for {@code RENTAL_PER_HOUR}
 * @param observed when and where, in words
 */
public record PriceObservation(
        Kind kind, double usd, String observed, Basis basis, Grade grade, String source, String note) {
    /** What the money buys. */
    public enum Kind {
        PURCHASE,
        RENTAL_PER_HOUR
    }
}
