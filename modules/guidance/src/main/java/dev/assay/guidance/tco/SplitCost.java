package dev.assay.guidance.tco;

import dev.assay.guidance.InputCheck;

/**
 * A cost relative to a price list, one part per token and one part per hour: {@code C / C_api = v + f / u}.
 *
 * @param variable v, paid for every token
 * @param fixed    f, paid for every hour, at full utilisation
 */
public record SplitCost(double variable, double fixed) {
    public SplitCost {
        new InputCheck()
                .from0("variable", "the part per token", variable, "", 1e6)
                .above0("fixed", "the part per hour", fixed, "", 1e6)
                .done();
    }

    /**
     * The split that two statements imply: a break-even at {@code breakEven} and {@code ratio} times the price at {@code
     * utilisation}.
     *
     * @throws dev.assay.guidance.InvalidGuidanceInput when no split does both
     */
    public static SplitCost through(double breakEven, double ratio, double utilisation) {
        new InputCheck()
                .share("breakEven", "the break-even", breakEven)
                .share("utilisation", "the utilisation", utilisation)
                .above0("ratio", "the ratio", ratio, "", 1e9)
                .that(
                        utilisation != breakEven,
                        "utilisation",
                        "Two statements about the same utilisation say one thing; give two different ones.")
                .done();
        double fixed = (ratio - 1) / (1 / utilisation - 1 / breakEven);
        double variable = 1 - fixed / breakEven;
        new InputCheck()
                .that(
                        fixed > 0 && variable >= 0,
                        "ratio",
                        "No cost per token and per hour fits both statements; one of them must be wrong.")
                .done();
        return new SplitCost(variable, fixed);
    }

    /** Cost over the price list's at a utilisation. */
    public double ratio(double utilisation) {
        new InputCheck().share("utilisation", "the utilisation", utilisation).done();
        return variable + fixed / utilisation;
    }

    /** Where both cost the same, above 1 when they never do; infinite when the part per token alone is too dear. */
    public double breakEven() {
        return variable >= 1 ? Double.POSITIVE_INFINITY : fixed / (1 - variable);
    }
}
