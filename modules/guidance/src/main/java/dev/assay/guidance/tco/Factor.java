package dev.assay.guidance.tco;

import dev.assay.guidance.tco.Hosting.Owned;
import dev.assay.guidance.tco.Hosting.Rented;
import java.util.Arrays;
import java.util.List;

/** A figure of a case that may be wrong or may change. */
public enum Factor {
    UTILISATION("utilisation", "", 1e-9, 1),
    THROUGHPUT("throughput", "per second", 1e-9, 1e12),
    ALTERNATIVE("price of the alternative", "USD per million", 1e-9, 1e9),
    RENT("rent", "USD/h", 1e-9, 1e9),
    EXTRAS("traffic and storage", "times the rent", 0, 100),
    PURCHASE("purchase price", "USD", 1e-6, 1e12),
    LIFE("life", "years", 1e-3, 100),
    ELECTRICITY("price of electricity", "USD/kWh", 0, 100),
    PUE("PUE", "", 1, 10),
    OPERATIONS("operations and rack", "USD per month", 0, 1e12);

    private final String label;
    private final String unit;
    private final double least;
    private final double most;

    Factor(String label, String unit, double least, double most) {
        this.label = label;
        this.unit = unit;
        this.least = least;
        this.most = most;
    }

    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }

    double least() {
        return least;
    }

    double most() {
        return most;
    }

    /** The factors that a case has. */
    public static List<Factor> of(TcoCase machine) {
        boolean owned = machine.hosting() instanceof Owned;
        return Arrays.stream(values())
                .filter(factor -> switch (factor) {
                    case UTILISATION, THROUGHPUT, ALTERNATIVE -> true;
                    case RENT, EXTRAS -> !owned;
                    case PURCHASE, LIFE, ELECTRICITY, PUE, OPERATIONS -> owned;
                })
                .toList();
    }

    /**
     * The figure as the case has it.
     *
     * @throws IllegalArgumentException when the case has no such figure, see {@link #of}
     */
    public double valueIn(TcoCase machine) {
        return switch (this) {
            case UTILISATION -> machine.utilisation();
            case THROUGHPUT -> machine.unitsPerSecond();
            case ALTERNATIVE -> machine.usdPerMillion();
            case RENT -> rented(machine).usdPerHour();
            case EXTRAS -> rented(machine).extraShare();
            case PURCHASE -> owned(machine).purchaseUsd();
            case LIFE -> owned(machine).lifeYears();
            case ELECTRICITY -> owned(machine).usdPerKwh();
            case PUE -> owned(machine).pue();
            case OPERATIONS ->
                owned(machine).operationsUsdPerMonth() + owned(machine).rackUsdPerMonth();
        };
    }

    private Owned owned(TcoCase machine) {
        if (machine.hosting() instanceof Owned owned) {
            return owned;
        }
        throw new IllegalArgumentException("A rented machine has no " + label);
    }

    private Rented rented(TcoCase machine) {
        if (machine.hosting() instanceof Rented rented) {
            return rented;
        }
        throw new IllegalArgumentException("A machine of one's own has no " + label);
    }

    /** The case with another figure; a factor that it does not have changes nothing. */
    public TcoCase with(TcoCase machine, double value) {
        Hosting hosting = switch (machine.hosting()) {
            case Owned o ->
                new Owned(
                        this == PURCHASE ? value : o.purchaseUsd(),
                        o.residualShare(),
                        this == LIFE ? value : o.lifeYears(),
                        o.idleWatts(),
                        o.loadWatts(),
                        this == PUE ? value : o.pue(),
                        this == ELECTRICITY ? value : o.usdPerKwh(),
                        this == OPERATIONS ? value : o.operationsUsdPerMonth(),
                        this == OPERATIONS ? 0 : o.rackUsdPerMonth());
            case Rented r -> new Rented(this == RENT ? value : r.usdPerHour(), this == EXTRAS ? value : r.extraShare());
        };
        return new TcoCase(
                hosting,
                this == THROUGHPUT ? value : machine.unitsPerSecond(),
                this == UTILISATION ? value : machine.utilisation(),
                this == ALTERNATIVE ? value : machine.usdPerMillion());
    }
}
