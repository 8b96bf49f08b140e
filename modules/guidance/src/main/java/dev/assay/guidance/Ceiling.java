package dev.assay.guidance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a piece of hardware with the conditions it holds under. Two of them compare only under like conditions.
 *
 * @param kind       what is limited
 * @param precision  {@code fp32}, {@code int8}, ... for arithmetic; empty otherwise
 * @param sparsity   whether structured zeros are counted; arithmetic only
 * @param accumulate type of the sums where it changes the rate; empty when unknown or without effect
 * @param powerMode  mode or setting that it needs; empty for the usual one
 * @param boundary   what watts include; null for anything else
 * @param scope      {@code device}, or {@code rack} for a cabinet of many
 * @param value      in {@code unit}; null when unknown
 * @param asOf       when it was published or read
 * @param standing   whether the product computes with it
 */
public record Ceiling(
        Kind kind,
        String precision,
        Sparsity sparsity,
        String accumulate,
        String powerMode,
        @Nullable PowerBoundary boundary,
        String scope,
        @Nullable Double value,
        String unit,
        Basis basis,
        Grade grade,
        List<String> sources,
        String asOf,
        Standing standing,
        String note) {

    /** What is limited. */
    public enum Kind {
        COMPUTE("peak"),
        MEMORY("memory"),
        MEMORY_BANDWIDTH("memory bandwidth"),
        ON_CHIP_MEMORY("on-chip memory"),
        HOST_LINK("host link, one direction"),
        DESIGN_POWER("power by design"),
        POWER("power under load"),
        IDLE_POWER("power when idle");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Whether a peak counts zeros that need not be multiplied. */
    public enum Sparsity {
        DENSE,
        SPARSE,
        NONE
    }

    /** How the product treats a figure. */
    public enum Standing {
        /** Rules and predictions use it. */
        REFERENCE,
        /** True under another condition. */
        VARIANT,
        /** Somebody prints it, and other sources contradict it. */
        DISPUTED
    }

    /** Whether a recommendation that rests on it must carry a banner: neither a grade A nor two sources. */
    public boolean weak() {
        return value != null && grade != Grade.A && sources.size() < 2;
    }

    /** Why it is weak, as the end of a sentence. */
    public String weakness() {
        return Footing.weakness(basis, grade, sources.size());
    }

    /** {@code int8 peak, sparse, 25 W}. */
    public String name() {
        StringBuilder name = new StringBuilder(kind == Kind.COMPUTE ? precision + " peak" : kind.label());
        if (kind == Kind.COMPUTE) {
            name.append(sparsity == Sparsity.SPARSE ? ", with sparsity" : ", dense");
        }
        if (!accumulate.isEmpty()) {
            name.append(", sums in ").append(accumulate);
        }
        if (!powerMode.isEmpty()) {
            name.append(", ").append(powerMode);
        }
        if (boundary != null) {
            name.append(", ").append(boundary.label());
        }
        return scope.equals("device")
                ? name.toString()
                : name.append(", whole ").append(scope).toString();
    }

    /** The same under conditions that were written down apart from it. */
    Ceiling under(Ceiling conditions) {
        return new Ceiling(
                kind,
                precision,
                sparsity,
                conditions.accumulate,
                conditions.powerMode,
                boundary,
                conditions.scope,
                value,
                unit,
                basis,
                grade,
                sources,
                asOf,
                standing,
                note);
    }
}
