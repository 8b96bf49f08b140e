package dev.assay.guidance;

import java.util.List;

/**
 * A power figure with its boundary.
 *
 * @param kind    {@code DESIGN}: the most it is rated for; {@code LOADED}: typical or measured under load
 * @param watts   above zero
 * @param sources the documents behind it; empty when it was recalled
 * @param asOf    date of the newest of them, or the month in which they were read
 */
public record PowerFigure(
        Kind kind,
        double watts,
        PowerBoundary boundary,
        Basis basis,
        Grade grade,
        String source,
        String note,
        List<String> sources,
        String asOf) {
    /** What the watts describe. */
    public enum Kind {
        DESIGN,
        LOADED
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
