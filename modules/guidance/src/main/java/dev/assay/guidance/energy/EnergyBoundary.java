package dev.assay.guidance.energy;

import dev.assay.guidance.PowerBoundary;
import dev.assay.protocol.MeasurementDetails.Energy;

/**
 * What a power figure includes.
 *
 * @param label what the meter or the source calls it; two figures compare only when kind and label agree
 */
public record EnergyBoundary(Kind kind, String label) {
    /** From the widest to the narrowest, and what was not measured at all. */
    public enum Kind {
        WALL("at the wall socket, supply losses included"),
        BOARD("the board behind its supply"),
        MODULE("an add-in module without its host"),
        RAIL("a supply rail of the board"),
        PACKAGE("the processor package"),
        ESTIMATE("an estimate, not measured"),
        UNSTATED("not stated by the source");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /** What the word includes. */
        public String meaning() {
            return meaning;
        }

        private String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public EnergyBoundary(Kind kind) {
        this(kind, kind.word());
    }

    /** The boundary of a figure in a profile. */
    public static EnergyBoundary of(PowerBoundary boundary) {
        return new EnergyBoundary(
                switch (boundary) {
                    case WALL -> Kind.WALL;
                    case BOARD -> Kind.BOARD;
                    case MODULE -> Kind.MODULE;
                    case PACKAGE -> Kind.PACKAGE;
                    case UNSTATED -> Kind.UNSTATED;
                });
    }

    /** The boundary of a run: RAPL sees packages; a board's sensor sees the whole board only on its input rail. */
    public static EnergyBoundary of(Energy stored) {
        Kind kind = stored.meter().equals("rapl")
                ? Kind.PACKAGE
                : stored.boundary().endsWith("_IN") ? Kind.BOARD : Kind.RAIL;
        return new EnergyBoundary(kind, stored.boundary());
    }

    /** {@code package (package-0 + dram)}, {@code wall}. */
    public String text() {
        return label.equals(kind.word()) ? label : kind.word() + " (" + label + ")";
    }
}
