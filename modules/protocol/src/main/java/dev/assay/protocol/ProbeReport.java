package dev.assay.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a calibration measured: the time of each probe with the work that it does, so that a model of the device can be
 * fitted, and fitted again, without measuring.
 *
 * @param runtime    version of ONNX Runtime
 * @param cacheBytes size of the last cache, or null
 * @param seconds    how long it took
 * @param probes     every probe with every number of threads
 */
public record ProbeReport(String runtime, @Nullable Long cacheBytes, double seconds, List<ProbeTime> probes) {
    public ProbeReport {
        probes = probes == null ? List.of() : List.copyOf(probes);
    }

    /**
     * One probe.
     *
     * @param name        of the probe
     * @param family      probes of the same make
     * @param scheme      precision that the network was rewritten to
     * @param threads     intra-op threads
     * @param medianNanos of one inference
     * @param samples     how many were timed
     * @param work        its kernels
     */
    public record ProbeTime(
            String name, String family, String scheme, int threads, double medianNanos, int samples, List<Work> work) {
        public ProbeTime {
            work = work == null ? List.of() : List.copyOf(work);
        }
    }

    /**
     * The work of one kernel, see {@code dev.assay.onnx.kernels.Kernel}.
     *
     * @param kind       what it does
     * @param arithmetic the numbers it computes with
     */
    public record Work(
            String kind,
            String arithmetic,
            long operations,
            long laneOperations,
            long weightBytes,
            long activationBytes,
            boolean dispatched) {}
}
