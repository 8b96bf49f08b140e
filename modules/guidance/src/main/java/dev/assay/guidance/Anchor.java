package dev.assay.guidance;

import org.jspecify.annotations.Nullable;

/**
 * A published measurement beside the ceiling that bounds it.
 *
 * @param measured    in {@code unit}: {@code inference/s}, {@code token/s} or {@code ms} per inference
 * @param perItem     operations (in 10^9) or bytes (in 10^9) of one inference or token; null when unknown
 * @param perItemUnit {@code GOP} or {@code GB}; empty when unknown
 * @param ceiling     label of the ceiling; empty when unknown
 * @param nominal     the ceiling, in TOPS or GB/s; null when unknown
 * @param achieved    what the measurement amounts to in the same unit; computed, null when unknown
 * @param efficiency  achieved over nominal, from 0 to 1; computed, null when unknown
 */
public record Anchor(
        String workload,
        double measured,
        String unit,
        @Nullable Double perItem,
        String perItemUnit,
        String ceiling,
        @Nullable Double nominal,
        @Nullable Double achieved,
        @Nullable Double efficiency,
        Grade grade,
        String source,
        String asOf,
        String note) {

    /** Computes what a measurement achieves of a ceiling. */
    static Anchor of(
            String workload,
            double measured,
            String unit,
            @Nullable Double perItem,
            String perItemUnit,
            @Nullable Figure ceiling,
            Grade grade,
            String source,
            String asOf,
            String note) {
        double perSecond = unit.equals("ms") ? 1000 / measured : measured;
        Double achieved = perItem == null
                ? null
                // GOP/s over 1000 are TOPS; GB/s stay.
                : perItem * perSecond / (perItemUnit.equals("GOP") ? 1000 : 1);
        Double nominal = ceiling == null ? null : ceiling.value();
        return new Anchor(
                workload,
                measured,
                unit,
                perItem,
                perItemUnit,
                ceiling == null ? "" : ceiling.kind().label(),
                nominal,
                achieved,
                achieved == null || nominal == null ? null : achieved / nominal,
                grade,
                source,
                asOf,
                note);
    }
}
