package dev.assay.guidance.tco;

import dev.assay.guidance.InputCheck;
import java.util.OptionalDouble;

/**
 * A change that costs once and saves every month.
 *
 * @param oneOffUsd           work and purchases
 * @param delayMonths         how much later everything else becomes, because the people were busy
 * @param delayUsdPerMonth    what a month of delay costs
 * @param savingUsdPerMonth   may be negative
 */
public record Migration(double oneOffUsd, double delayMonths, double delayUsdPerMonth, double savingUsdPerMonth) {
    public Migration {
        new InputCheck()
                .from0("oneOffUsd", "the cost of the change", oneOffUsd, "USD", 1e15)
                .from0("delayMonths", "the delay", delayMonths, "months", 1200)
                .from0("delayUsdPerMonth", "the cost of a month's delay", delayUsdPerMonth, "USD", 1e15)
                .that(
                        Double.isFinite(savingUsdPerMonth),
                        "savingUsdPerMonth",
                        "The saving per month is no number; give one in USD.")
                .done();
    }

    /** Everything that must be earned back. */
    public double investedUsd() {
        return oneOffUsd + delayMonths * delayUsdPerMonth;
    }

    /** {@code (migration + delay) / monthly saving}; empty when nothing is saved. */
    public OptionalDouble breakEvenMonths() {
        return savingUsdPerMonth > 0 ? OptionalDouble.of(investedUsd() / savingUsdPerMonth) : OptionalDouble.empty();
    }

    /** Invested money over the saving of a day (a year has 365); empty when nothing is saved. */
    public OptionalDouble paybackDays() {
        return savingUsdPerMonth > 0
                ? OptionalDouble.of(investedUsd() / (savingUsdPerMonth * 12 / 365))
                : OptionalDouble.empty();
    }

    /** What a payback of so many days implies that the change cost. */
    public static double impliedCostUsd(double paybackDays, double savingUsdPerYear) {
        new InputCheck()
                .from0("paybackDays", "the payback", paybackDays, "days", 1e6)
                .above0("savingUsdPerYear", "the saving", savingUsdPerYear, "USD", 1e15)
                .done();
        return savingUsdPerYear * paybackDays / 365;
    }

    /**
     * Net present value: savings at the end of each month after the delay, discounted monthly at the twelfth root of a
     * yearly rate, less what was invested.
     */
    public double netPresentUsd(double yearlyRate, int horizonMonths) {
        new InputCheck()
                .that(
                        yearlyRate > -1 && yearlyRate <= 10,
                        "yearlyRate",
                        "A yearly rate of that size cannot be; 0.08 stands for 8 %.")
                .from0("horizonMonths", "the horizon", horizonMonths, "months", 1200)
                .done();
        double monthly = Math.pow(1 + yearlyRate, 1 / 12.0);
        double value = -investedUsd();
        for (int month = (int) Math.ceil(delayMonths) + 1; month <= horizonMonths; month++) {
            value += savingUsdPerMonth / Math.pow(monthly, month);
        }
        return value;
    }
}
