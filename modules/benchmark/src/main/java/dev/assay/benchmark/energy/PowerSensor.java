package dev.assay.benchmark.energy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sensors that show the present power, such as the INA chips on boards; integrated by the trapezoid rule from reading to
 * reading.
 */
public final class PowerSensor implements EnergyMeter {
    /** One rail: microwatts in one file, or millivolts in one and milliamperes in another. */
    record Rail(Path powerOrVoltage, @Nullable Path current) {
        double watts() throws IOException {
            double first = Sysfs.required(powerOrVoltage);
            return current == null ? first / 1e6 : first * Sysfs.required(current) / 1e6;
        }
    }

    private final String boundary;
    private final List<Rail> rails;
    private double lastWatts = Double.NaN;
    private long lastNanos;
    private double joules;

    PowerSensor(String boundary, List<Rail> rails) {
        this.boundary = boundary;
        this.rails = List.copyOf(rails);
    }

    @Override
    public String kind() {
        return "ina";
    }

    @Override
    public String boundary() {
        return boundary;
    }

    @Override
    public double joules(long nanos) throws IOException {
        double watts = 0;
        for (Rail rail : rails) {
            watts += rail.watts();
        }
        if (!Double.isNaN(lastWatts)) {
            joules += (watts + lastWatts) / 2 * (nanos - lastNanos) / 1e9;
        }
        lastWatts = watts;
        lastNanos = nanos;
        return joules;
    }
}
