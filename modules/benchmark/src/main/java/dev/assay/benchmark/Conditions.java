package dev.assay.benchmark;

import org.jspecify.annotations.Nullable;

/**
 * What the machine did besides during a timed part; null where the system does not tell.
 *
 * @param foreignCores   processors that other programs kept busy, on average; 1 is one whole core
 * @param stealShare     share of CPU time that the hypervisor gave to others
 * @param waitedShare    time that threads of this process were ready to run but waited for a processor, over the whole
 *                       time; several threads that wait at once count several times
 * @param pressureShare  share of the time in which something, whatever it was, had to wait for a processor
 * @param mhzBefore      mean clock at the start
 * @param mhzAfter       mean clock at the end
 * @param celsiusBefore  temperature at the start
 * @param celsiusAfter   temperature at the end
 * @param throttleEvents how often a processor was slowed because of heat in between
 */
public record Conditions(
        @Nullable Double foreignCores,
        @Nullable Double stealShare,
        @Nullable Double waitedShare,
        @Nullable Double pressureShare,
        @Nullable Double mhzBefore,
        @Nullable Double mhzAfter,
        @Nullable Double celsiusBefore,
        @Nullable Double celsiusAfter,
        @Nullable Long throttleEvents) {
    private static final double TICKS_PER_SECOND = 100;

    /** The difference of two readings. */
    public static Conditions between(HostCounters before, HostCounters after) {
        double seconds = (after.nanos() - before.nanos()) / 1e9;
        Double foreign = null;
        Long busy = difference(before.busyTicks(), after.busyTicks());
        Long own = difference(before.ownTicks(), after.ownTicks());
        if (busy != null && own != null && seconds > 0) {
            foreign = Math.max(0, (busy - own) / TICKS_PER_SECOND / seconds);
        }
        Double steal = null;
        Long stolen = difference(before.stolenTicks(), after.stolenTicks());
        Long all = difference(before.allTicks(), after.allTicks());
        if (stolen != null && all != null && all > 0) {
            steal = stolen / (double) all;
        }
        Double waiting = null;
        Long queued = difference(before.waitedNanos(), after.waitedNanos());
        if (queued != null && seconds > 0) {
            waiting = queued / 1e9 / seconds;
        }
        Double pressure = null;
        Long waited = difference(before.pressureMicros(), after.pressureMicros());
        if (waited != null && seconds > 0) {
            pressure = Math.min(1, waited / 1e6 / seconds);
        }
        return new Conditions(
                foreign,
                steal,
                waiting,
                pressure,
                before.mhz(),
                after.mhz(),
                before.celsius(),
                after.celsius(),
                difference(before.throttleEvents(), after.throttleEvents()));
    }

    private static @Nullable Long difference(@Nullable Long before, @Nullable Long after) {
        return before == null || after == null ? null : (Long) Math.max(0, after - before);
    }
}
