package dev.assay.guidance.tco;

import dev.assay.guidance.InputCheck;
import java.util.List;

/**
 * Demand of a month as a forecast: one in ten months is below the first, half below the second, nine in ten below the
 * third.
 */
public record Volume(double p10, double p50, double p90) {
    public Volume {
        new InputCheck()
                .above0("p10", "the low demand", p10, "per month", 1e18)
                .above0("p50", "the middle demand", p50, "per month", 1e18)
                .above0("p90", "the high demand", p90, "per month", 1e18)
                .that(
                        p10 <= p50 && p50 <= p90,
                        "p50",
                        "The low demand must not exceed the middle one, nor the middle one the high one; sort the three.")
                .done();
    }

    /**
     * A month.
     *
     * @param machines     whole machines, each kept busy to at most {@code fullest}
     * @param utilisation  of these machines
     * @param machinesUsd  for all of them, used or not
     * @param apiUsd       for the same demand
     */
    public record Month(
            String name, double units, long machines, double utilisation, double machinesUsd, double apiUsd) {
        public boolean machinesPay() {
            return machinesUsd < apiUsd;
        }
    }

    /**
     * The three months. Machines come whole: below the first one's cost no demand makes it pay.
     *
     * @param fullest largest utilisation that still keeps the latency, above 0 and at most 1
     */
    public List<Month> months(TcoCase machine, double fullest) {
        new InputCheck().share("fullest", "the largest utilisation", fullest).done();
        return List.of(
                month("P10", p10, machine, fullest),
                month("P50", p50, machine, fullest),
                month("P90", p90, machine, fullest));
    }

    private static Month month(String name, double units, TcoCase machine, double fullest) {
        double capacity = machine.unitsPerMonth();
        long machines = Math.max(1, (long) Math.ceil(units / (capacity * fullest)));
        double utilisation = units / (capacity * machines);
        double hourly = machine.hosting().hour(utilisation).usd();
        return new Month(
                name,
                units,
                machines,
                utilisation,
                machines * hourly * Hosting.HOURS_PER_MONTH,
                units * machine.usdPerMillion() / 1e6);
    }
}
