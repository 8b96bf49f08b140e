package dev.assay.guidance;

/**
 * A power figure with its boundary.
 *
 * @param kind  {@code DESIGN}: the most it is rated for; {@code LOADED}: typical or measured under load
 * @param watts above zero
 */
public record PowerFigure(
        Kind kind, double watts, PowerBoundary boundary, Basis basis, Grade grade, String source, String note) {
    /** What the watts describe. */
    public enum Kind {
        DESIGN,
        LOADED
    }
}
