package dev.assay.portal.queue;

import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.ProbeReport.ProbeTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks whether what a device sent can be the times of probes; devices are not trusted. */
final class ProbeCheck {
    private static final int MOST_PROBES = 2_000;
    private static final int MOST_KERNELS = 2_000;
    private static final double LONGEST_NANOS = 6e10;

    private ProbeCheck() {}

    /** What cannot be, in a few words; empty when the report is possible. */
    static Optional<String> nonsense(@Nullable ProbeReport report) {
        if (report == null || report.probes().isEmpty() || report.probes().size() > MOST_PROBES) {
            return Optional.of((report == null ? 0 : report.probes().size()) + " times of probes");
        }
        Long cache = report.cacheBytes();
        if (cache != null && (cache <= 0 || cache > 1L << 40)) {
            return Optional.of("a cache of " + cache + " bytes");
        }
        for (ProbeTime probe : report.probes()) {
            if (!(probe.medianNanos() > 0) || probe.medianNanos() > LONGEST_NANOS || probe.threads() < 1) {
                return Optional.of("a probe with a time of " + probe.medianNanos() + " ns");
            }
            boolean work = probe.work().size() <= MOST_KERNELS
                    && probe.work().stream()
                            .allMatch(kernel -> kernel.operations() >= 0
                                    && kernel.laneOperations() >= 0
                                    && kernel.weightBytes() >= 0
                                    && kernel.activationBytes() >= 0);
            if (!work || probe.work().isEmpty()) {
                return Optional.of("a probe without possible work");
            }
        }
        return Optional.empty();
    }
}
