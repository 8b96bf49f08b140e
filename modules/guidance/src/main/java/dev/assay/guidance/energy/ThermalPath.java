package dev.assay.guidance.energy;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.Prose;

/**
 * A device as one heat capacity behind one resistance: {@code dT/dt = (P - (T - T_a) / R) / C}.
 *
 * @param kelvinPerWatt  R, from the chip to the air
 * @param joulesPerKelvin C, of chip and heat sink
 * @param ambientCelsius T_a
 * @param limitCelsius   temperature at which the device slows down
 */
public record ThermalPath(double kelvinPerWatt, double joulesPerKelvin, double ambientCelsius, double limitCelsius) {
    public ThermalPath {
        new InputCheck()
                .above0("kelvinPerWatt", "the thermal resistance", kelvinPerWatt, "K/W", 1e6)
                .above0("joulesPerKelvin", "the heat capacity", joulesPerKelvin, "J/K", 1e9)
                .that(
                        ambientCelsius >= -90 && ambientCelsius <= 150,
                        "ambientCelsius",
                        "Air of " + Prose.number(ambientCelsius)
                                + " degrees Celsius is none a device works in; check the" + " unit.")
                .that(
                        limitCelsius > ambientCelsius && limitCelsius <= 300,
                        "limitCelsius",
                        "The limit of " + Prose.number(limitCelsius)
                                + " degrees Celsius must lie above the air's and below 300; check the unit.")
                .done();
    }

    /** Power that can be kept for ever: {@code (T_max - T_a) / R}. */
    public double sustainedWatts() {
        return (limitCelsius - ambientCelsius) / kelvinPerWatt;
    }

    /** {@code R * C}, s: after this time a step has gone 63 % of its way. */
    public double timeConstantSeconds() {
        return kelvinPerWatt * joulesPerKelvin;
    }

    /** Temperature after a time at constant power, from the temperature of the air. */
    public double celsius(double watts, double seconds) {
        power(watts);
        new InputCheck().from0("seconds", "the time", seconds, "s", 1e9).done();
        return ambientCelsius + watts * kelvinPerWatt * -Math.expm1(-seconds / timeConstantSeconds());
    }

    /** Time from cold to the limit at constant power; infinite when it is never reached. */
    public double secondsToLimit(double watts) {
        power(watts);
        double end = watts * kelvinPerWatt;
        double rise = limitCelsius - ambientCelsius;
        return end <= rise ? Double.POSITIVE_INFINITY : -timeConstantSeconds() * Math.log1p(-rise / end);
    }

    /**
     * Share of the cool rate that is left once the limit is reached: {@code (P_s / P)^x}. Power goes with the third power
     * of the clock where voltage follows it (x = 1/3) and with the first where it does not (x = 1); a soak tells which.
     *
     * @param exponent between 1/3 and 1
     */
    public double throttledRate(double watts, double exponent) {
        power(watts);
        new InputCheck()
                .that(
                        exponent >= 0.33 && exponent <= 1,
                        "exponent",
                        "The exponent lies between 1/3 (voltage follows the clock) and 1 (it does not).")
                .done();
        return watts <= sustainedWatts() ? 1 : Math.pow(sustainedWatts() / watts, exponent);
    }

    private static void power(double watts) {
        new InputCheck().above0("watts", "the power", watts, "W", 1e9).done();
    }
}
