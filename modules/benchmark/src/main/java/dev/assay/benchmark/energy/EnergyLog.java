package dev.assay.benchmark.energy;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Readings of a meter over time, from which the energy between any two moments follows. Safe for several threads. */
public final class EnergyLog {
    private final EnergyMeter meter;
    private final TreeMap<Long, Double> readings = new TreeMap<>();

    public EnergyLog(EnergyMeter meter) {
        this.meter = meter;
    }

    /** Takes a reading. */
    public synchronized void read(long nanos) throws IOException {
        readings.put(nanos, meter.joules(nanos));
    }

    /**
     * Mean power between two moments in watts, readings taken to be joined by straight lines; null when they do not reach
     * from the one to the other.
     */
    public synchronized @Nullable Double watts(long fromNanos, long toNanos) {
        Double from = at(fromNanos);
        Double to = at(toNanos);
        return from == null || to == null || toNanos <= fromNanos ? null : (to - from) / ((toNanos - fromNanos) / 1e9);
    }

    private @Nullable Double at(long nanos) {
        Map.Entry<Long, Double> before = readings.floorEntry(nanos);
        Map.Entry<Long, Double> after = readings.ceilingEntry(nanos);
        if (before == null || after == null) {
            return null;
        }
        long span = after.getKey() - before.getKey();
        return span == 0
                ? before.getValue()
                : (Double) (before.getValue()
                        + (after.getValue() - before.getValue()) * (nanos - before.getKey()) / (double) span);
    }
}
