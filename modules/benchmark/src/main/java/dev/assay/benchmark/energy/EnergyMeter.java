package dev.assay.benchmark.energy;

import java.io.IOException;

/** Something that shows energy or power of a known part of the machine. */
public sealed interface EnergyMeter permits CounterMeter, PowerSensor {
    /** {@code rapl} or {@code ina}. */
    String kind();

    /** What it sees, such as {@code package-0}. */
    String boundary();

    /**
     * Energy in joules since the first reading, which is 0. To be called often enough: a counter must not go round twice
     * in between, and a sensor is taken to have changed evenly since the last reading.
     *
     * @param nanos now, on the monotonic clock
     * @throws IOException when it can no longer be read
     */
    double joules(long nanos) throws IOException;
}
