package dev.assay.guidance.energy;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.Prose;

/**
 * A device that infers now and then: {@code P = P_idle + r * t * (P_load - P_idle)}.
 *
 * @param inference     power and time of one inference
 * @param ratePerSecond inferences per second on average; the device must keep up
 */
public record DutyCycle(InferenceEnergy inference, double ratePerSecond) {
    public DutyCycle {
        new InputCheck()
                .from0("ratePerSecond", "the rate", ratePerSecond, "per second", 1e9)
                .that(
                        !(ratePerSecond * inference.seconds() > 1),
                        "ratePerSecond",
                        "At " + Prose.number(ratePerSecond) + " inferences per second of "
                                + Prose.ms(inference.seconds() * 1e3) + " each the device would have to be busy "
                                + Prose.number(100 * ratePerSecond * inference.seconds())
                                + " % of the time; it can do at most " + Prose.number(1 / inference.seconds())
                                + " per second.")
                .done();
    }

    /** A state between inferences that draws less and costs energy to leave. */
    public record Sleep(double watts, double wakeJoules) {
        public Sleep {
            new InputCheck()
                    .from0("sleepWatts", "the power asleep", watts, "W", 1e9)
                    .from0("wakeJoules", "the energy of waking", wakeJoules, "J", 1e12)
                    .done();
        }
    }

    /** Busy share of the time. */
    public double busyShare() {
        return ratePerSecond * inference.seconds();
    }

    /** Mean power without sleep. */
    public double watts() {
        return inference.idleWatts() + busyShare() * (inference.loadWatts() - inference.idleWatts());
    }

    /** Mean power when the device sleeps after every inference and wakes for the next. */
    public double watts(Sleep sleep) {
        check(sleep);
        return busyShare() * inference.loadWatts()
                + (1 - busyShare()) * sleep.watts()
                + ratePerSecond * sleep.wakeJoules();
    }

    /** Gap between two inferences above which sleeping saves energy: {@code E_w / (P_idle - P_sleep)}. */
    public double breakEvenGapSeconds(Sleep sleep) {
        check(sleep);
        return sleep.wakeJoules() / (inference.idleWatts() - sleep.watts());
    }

    /** Mean gap between the end of one inference and the start of the next; infinite at a rate of 0. */
    public double gapSeconds() {
        return ratePerSecond == 0 ? Double.POSITIVE_INFINITY : 1 / ratePerSecond - inference.seconds();
    }

    /** Whether sleeping between inferences saves energy at this rate. */
    public boolean sleepPays(Sleep sleep) {
        return gapSeconds() > breakEvenGapSeconds(sleep);
    }

    /**
     * How long a battery lasts at a mean power: {@code Wh * efficiency / P}.
     *
     * @param efficiency of battery and converters, above 0 and at most 1
     */
    public static double lifeHours(double batteryWattHours, double efficiency, double watts) {
        new InputCheck()
                .above0("batteryWattHours", "the battery", batteryWattHours, "Wh", 1e9)
                .share("batteryEfficiency", "the share of the battery that arrives", efficiency)
                .above0("watts", "the mean power", watts, "W", 1e9)
                .done();
        return batteryWattHours * efficiency / watts;
    }

    private void check(Sleep sleep) {
        new InputCheck()
                .that(
                        sleep.watts() < inference.idleWatts(),
                        "sleepWatts",
                        "Asleep the device draws as much as idle or more, so sleeping never pays; give a power below "
                                + Prose.number(inference.idleWatts()) + " W.")
                .done();
    }
}
