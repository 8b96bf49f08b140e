package dev.assay.portal.predictions;

import dev.assay.guidance.roofline.Calibration;
import dev.assay.protocol.ProbeReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What probes told about a device.
 *
 * @param job    the job that measured it
 * @param report the times of the probes
 * @param fits   one per number of threads, ascending
 */
public record StoredCalibration(
        UUID id,
        UUID device,
        String deviceName,
        UUID job,
        Instant measured,
        ProbeReport report,
        List<Calibration> fits) {
    public StoredCalibration {
        fits = List.copyOf(fits);
    }

    /** The fit for a number of threads, if it was measured. */
    public Optional<Calibration> fit(int threads) {
        return fits.stream().filter(fit -> fit.threads() == threads).findFirst();
    }
}
