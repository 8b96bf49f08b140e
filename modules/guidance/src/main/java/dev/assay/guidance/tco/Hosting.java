package dev.assay.guidance.tco;

import dev.assay.guidance.InputCheck;

/** What one machine costs by the hour. */
public sealed interface Hosting {
    double HOURS_PER_YEAR = 8760;
    double HOURS_PER_MONTH = 730;

    /**
     * Mean facility power over computing power of the world's data centres, 2025: unchanged for six years (Uptime
     * Institute, Global Data Center Survey 2025). A desk has about 1.
     */
    double DEFAULT_PUE = 1.54;

    /** Cost of an hour at a utilisation, in its parts. */
    Hour hour(double utilisation);

    /**
     * The parts of an hour's cost.
     *
     * @param capitalUsd    purchase over its life, or the rent
     * @param energyUsd     electricity with the facility's share; 0 where the rent includes it
     * @param operationsUsd people and rack, or what a rent leaves out
     */
    record Hour(double capitalUsd, double energyUsd, double operationsUsd) {
        public double usd() {
            return capitalUsd + energyUsd + operationsUsd;
        }
    }

    /**
     * A machine that was bought: {@code capex * (1 - residual) / (8760 * years) + P * PUE * price / 1000 + (ops + rack)
     * / 730}, where {@code P = P_idle + u * (P_load - P_idle)}.
     *
     * @param residualShare share of the price that is left at the end, 0 to below 1
     * @param pue           facility power over machine power, at least 1
     */
    record Owned(
            double purchaseUsd,
            double residualShare,
            double lifeYears,
            double idleWatts,
            double loadWatts,
            double pue,
            double usdPerKwh,
            double operationsUsdPerMonth,
            double rackUsdPerMonth)
            implements Hosting {
        public Owned {
            new InputCheck()
                    .above0("purchaseUsd", "the price", purchaseUsd, "USD", 1e12)
                    .that(
                            residualShare >= 0 && residualShare < 1,
                            "residualShare",
                            "The share of the price that is left at the end must lie between 0 and below 1; give 0 when"
                                    + " nothing is.")
                    .above0("lifeYears", "the life", lifeYears, "years", 100)
                    .from0("idleWatts", "the idle power", idleWatts, "W", 1e9)
                    .from0("loadWatts", "the power under load", loadWatts, "W", 1e9)
                    .that(
                            !(loadWatts < idleWatts),
                            "loadWatts",
                            "The power under load lies below the idle power; swap the two or correct one.")
                    .that(
                            pue >= 1 && pue <= 10,
                            "pue",
                            "The facility cannot use less than the machine: give a PUE of 1 (a desk) to 10; 1.54 is the"
                                    + " mean of data centres.")
                    .from0("usdPerKwh", "the price of electricity", usdPerKwh, "USD/kWh", 100)
                    .from0("operationsUsdPerMonth", "the cost of operations", operationsUsdPerMonth, "USD", 1e12)
                    .from0("rackUsdPerMonth", "the cost of the rack", rackUsdPerMonth, "USD", 1e12)
                    .done();
        }

        /** Mean power at a utilisation, W. */
        public double watts(double utilisation) {
            return idleWatts + utilisation * (loadWatts - idleWatts);
        }

        @Override
        public Hour hour(double utilisation) {
            return new Hour(
                    purchaseUsd * (1 - residualShare) / (HOURS_PER_YEAR * lifeYears),
                    watts(utilisation) * pue * usdPerKwh / 1000,
                    (operationsUsdPerMonth + rackUsdPerMonth) / HOURS_PER_MONTH);
        }
    }

    /**
     * A machine by the hour.
     *
     * @param extraShare what traffic and storage add to the rent; three to five tenths are common
     */
    record Rented(double usdPerHour, double extraShare) implements Hosting {
        public Rented {
            new InputCheck()
                    .above0("usdPerHour", "the rent", usdPerHour, "USD/h", 1e9)
                    .from0("extraShare", "what comes on top of the rent", extraShare, "", 100)
                    .done();
        }

        @Override
        public Hour hour(double utilisation) {
            return new Hour(usdPerHour, 0, usdPerHour * extraShare);
        }
    }
}
