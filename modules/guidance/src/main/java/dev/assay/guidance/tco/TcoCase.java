package dev.assay.guidance.tco;

import dev.assay.guidance.InputCheck;
import java.util.OptionalDouble;

/**
 * One machine against a price per million: {@code C_1M = 1e6 * H / (3600 * X * u)}.
 *
 * @param unitsPerSecond  what the machine serves at the latency that is asked for, not at its peak; tokens or inferences
 * @param utilisation     served over what could be served, above 0 and at most 1
 * @param usdPerMillion   what the alternative asks for a million of the same units
 */
public record TcoCase(Hosting hosting, double unitsPerSecond, double utilisation, double usdPerMillion) {
    public TcoCase {
        new InputCheck()
                .above0("unitsPerSecond", "the throughput", unitsPerSecond, "per second", 1e12)
                .share("utilisation", "the utilisation", utilisation)
                .above0("usdPerMillion", "the price to compare with", usdPerMillion, "USD per million", 1e9)
                .done();
    }

    /** Cost of a million on the machine. */
    public double ownUsdPerMillion() {
        return hosting.hour(utilisation).usd() * 1e6 / (3600 * unitsPerSecond * utilisation);
    }

    /** Cost on the machine over cost of the alternative; below 1 the machine is cheaper. */
    public double ratio() {
        return ownUsdPerMillion() / usdPerMillion;
    }

    /**
     * The utilisation at which both cost the same; empty when not even a full machine gets there. Part of the hour's cost
     * grows with the load, so the equation is {@code H0 + u * H1 = 3600 * X * u * c}.
     */
    public OptionalDouble breakEvenUtilisation() {
        double still = hosting.hour(0).usd();
        double moving = hosting.hour(1).usd() - still;
        double earned = 3600 * unitsPerSecond * usdPerMillion / 1e6 - moving;
        double utilisation = still / earned;
        return earned > 0 && utilisation <= 1 ? OptionalDouble.of(utilisation) : OptionalDouble.empty();
    }

    /** The largest part of an hour's capacity that a month can sell. */
    public double unitsPerMonth() {
        return unitsPerSecond * 3600 * Hosting.HOURS_PER_MONTH;
    }

    /** What the machine costs in a month, used or not. */
    public double monthlyUsd() {
        return hosting.hour(utilisation).usd() * Hosting.HOURS_PER_MONTH;
    }
}
