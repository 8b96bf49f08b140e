package dev.assay.guidance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One number of a profile with what it rests on.
 *
 * @param value   in {@code unit}; null when unknown
 * @param unit    {@link FigureKind#unit()}
 * @param basis   where it comes from
 * @param grade   {@link Basis#MEMORY} is always D; {@link Basis#DERIVED} at best the profile's grade
 * @param source  the sources in one line; empty when it was recalled
 * @param note    what a reader must know about this number; may be empty
 * @param sources the documents that print it, or that print what it was derived from; empty when it was recalled
 * @param asOf    date of the newest of these documents, or the month in which they were read: {@code 2026-07}
 */
public record Figure(
        FigureKind kind,
        @Nullable Double value,
        String unit,
        Basis basis,
        Grade grade,
        String source,
        String note,
        List<String> sources,
        String asOf) {

    /**
     * Whether a recommendation that rests on this figure must carry a banner: it has neither a source of grade A nor two
     * independent ones. An absent figure is not weak, it is absent.
     */
    public boolean weak() {
        return value != null && grade != Grade.A && sources.size() < 2;
    }

    /** Why the figure is weak, as the end of a sentence: {@code rests on one source (vendor document)}. */
    public String weakness() {
        return Footing.weakness(basis, grade, sources.size());
    }
}
