package dev.assay.guidance;

import org.jspecify.annotations.Nullable;

/**
 * One number of a profile with what it rests on.
 *
 * @param value  in {@code unit}; null when unknown
 * @param unit   {@link FigureKind#unit()}
 * @param basis  where it comes from
 * @param grade  {@link Basis#MEMORY} is always D; {@link Basis#DERIVED} at best the profile's grade
 * @param source names of the documents behind the profile
 * @param note   what a reader must know about this number; may be empty
 */
public record Figure(
        FigureKind kind, @Nullable Double value, String unit, Basis basis, Grade grade, String source, String note) {}
