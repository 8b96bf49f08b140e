package dev.assay.worker;

import dev.assay.benchmark.Stopwatch;
import dev.assay.benchmark.energy.EnergyLog;
import dev.assay.benchmark.energy.EnergyMeter;
import dev.assay.benchmark.energy.EnergyMeters;
import dev.assay.protocol.MeasurementDetails;
import dev.assay.worker.job.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The energy pass. The meter is read here, outside of the sandbox, while a process of its own runs the model without
 * pause; before that the machine is left idle for a while and its power subtracted. Without a meter there is no such
 * figure, and a meter that fails leaves the rest of the measurement alone.
 */
final class Energy {
    private static final System.Logger LOG = System.getLogger(Energy.class.getName());
    private static final long EVERY_MILLIS = 100;
    private static final long IDLE_MILLIS = 5_000;

    private Energy() {}

    /** What is known already, with the energy of one inference where a meter can be read. */
    static MeasurementDetails into(
            MeasurementDetails known, EnergyMeters meters, JobPasses passes, Path order, Path inputs, Path model)
            throws JobCanceled, IOException, InterruptedException {
        EnergyMeter meter = meters.find().orElse(null);
        if (meter == null) {
            return known;
        }
        EnergyLog log = new EnergyLog(meter);
        Stopwatch stopwatch = Stopwatch.system();
        Thread reader = Thread.ofPlatform().daemon().name("power-meter").start(() -> read(log, stopwatch));
        try {
            long idleFrom = stopwatch.nanos();
            Thread.sleep(IDLE_MILLIS);
            long idleTo = stopwatch.nanos();
            Frame.Drawn drawn = passes.draw(order, inputs, model);
            Thread.sleep(2 * EVERY_MILLIS); // one reading after the end
            MeasurementDetails.Energy energy = energy(
                    meter,
                    log.watts(idleFrom + EVERY_MILLIS * 1_000_000, idleTo - EVERY_MILLIS * 1_000_000),
                    log.watts(drawn.startNanos(), drawn.endNanos()),
                    drawn);
            return energy == null ? known : known.withEnergy(energy);
        } catch (JobFailed e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A run has no energy figure: {0} Its measurement is complete otherwise.",
                    e.failure().message());
            return known;
        } finally {
            reader.interrupt();
            reader.join();
        }
    }

    /** The figure, or null when the readings do not cover the pass or the times cannot be true. */
    static MeasurementDetails.@Nullable Energy energy(
            EnergyMeter meter, @Nullable Double idleWatts, @Nullable Double activeWatts, Frame.Drawn drawn) {
        if (idleWatts == null || activeWatts == null || drawn.runs() < 1 || drawn.runs() > Integer.MAX_VALUE) {
            return null;
        }
        double seconds = (drawn.endNanos() - drawn.startNanos()) / 1e9;
        return new MeasurementDetails.Energy(
                meter.kind(),
                meter.boundary(),
                idleWatts,
                activeWatts,
                (activeWatts - idleWatts) * seconds / drawn.runs(),
                (int) drawn.runs());
    }

    private static void read(EnergyLog log, Stopwatch stopwatch) {
        try {
            while (true) {
                log.read(stopwatch.nanos());
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the pass is over
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "The power meter can no longer be read; there will be no energy", e);
        }
    }
}
