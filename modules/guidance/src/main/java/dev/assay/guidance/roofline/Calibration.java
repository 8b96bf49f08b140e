package dev.assay.guidance.roofline;

import dev.assay.protocol.ProbeReport;
import dev.assay.protocol.ProbeReport.ProbeTime;
import dev.assay.protocol.ProbeReport.Work;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What probes told about a device at one number of threads.
 *
 * @param runtime  version of ONNX Runtime that ran the probes
 * @param threads  intra-op threads
 * @param ceilings the fit to all probes
 * @param floats   errors for probes in single precision, each left out once
 * @param integers errors for quantized probes, each left out once
 * @param points   every probe with its times
 * @param reach    the largest kernels of the probes
 */
public record Calibration(
        String runtime,
        int threads,
        Ceilings ceilings,
        Errors floats,
        Errors integers,
        List<Point> points,
        Map<Parameter, Reach> reach) {
    private static final String FLOAT = "fp32";

    /** Fewer probes than this say too little for a fit. */
    public static final int LEAST_PROBES = 12;

    /**
     * One probe.
     *
     * @param fittedNanos  time by the fit to all probes
     * @param heldOutNanos time by a fit to the others
     */
    public record Point(
            String name, String family, String scheme, double measuredNanos, double fittedNanos, double heldOutNanos) {}

    /** The largest of the kernels with one rate. */
    public record Reach(long operations, long weightBytes, long activationBytes) {
        private static Reach of(Work work) {
            return new Reach(work.operations(), work.weightBytes(), work.activationBytes());
        }

        private Reach and(Reach other) {
            return new Reach(
                    Math.max(operations, other.operations),
                    Math.max(weightBytes, other.weightBytes),
                    Math.max(activationBytes, other.activationBytes));
        }
    }

    public Calibration {
        points = List.copyOf(points);
        reach = Map.copyOf(reach);
    }

    /**
     * Fits every number of threads that a report has enough probes for.
     *
     * @return in ascending order of threads
     */
    public static List<Calibration> all(ProbeReport report) {
        Set<Integer> threads = new TreeSet<>();
        report.probes().forEach(probe -> threads.add(probe.threads()));
        return threads.stream().flatMap(count -> of(report, count).stream()).toList();
    }

    /** Fits one number of threads; empty when there are fewer than {@value #LEAST_PROBES} probes. */
    public static Optional<Calibration> of(ProbeReport report, int threads) {
        List<ProbeTime> probes = report.probes().stream()
                .filter(probe -> probe.threads() == threads && probe.medianNanos() > 0)
                .toList();
        if (probes.size() < LEAST_PROBES) {
            return Optional.empty();
        }
        long cache = report.cacheBytes() == null ? Ceilings.USUAL_CACHE_BYTES : report.cacheBytes();
        Ceilings ceilings = RooflineFit.of(probes, cache);
        List<Point> points = probes.parallelStream()
                .map(probe -> new Point(
                        probe.name(),
                        probe.family(),
                        probe.scheme(),
                        probe.medianNanos(),
                        ceilings.nanos(probe.work()),
                        without(probe, probes, ceilings).nanos(probe.work())))
                .toList();
        Map<Parameter, Reach> reach = new EnumMap<>(Parameter.class);
        for (Work work : RooflineFit.allWork(probes)) {
            Parameter rate = Parameter.rateOf(work);
            if (rate != null) {
                reach.merge(rate, Reach.of(work), Reach::and);
            }
        }
        return Optional.of(new Calibration(
                report.runtime(), threads, ceilings, errors(points, true), errors(points, false), points, reach));
    }

    private static Ceilings without(ProbeTime probe, List<ProbeTime> probes, Ceilings ceilings) {
        List<ProbeTime> others = new ArrayList<>(probes);
        others.remove(probe);
        return RooflineFit.from(ceilings, others);
    }

    private static Errors errors(List<Point> points, boolean inFloat) {
        List<Point> some = points.stream()
                .filter(point -> point.scheme().equals(FLOAT) == inFloat)
                .toList();
        return Errors.of(
                some.stream().mapToDouble(Point::heldOutNanos).toArray(),
                some.stream().mapToDouble(Point::measuredNanos).toArray());
    }

    /**
     * Predicts the median time of one inference. A quantized model computes in floating point as well, so its interval is
     * the wider one of the two.
     */
    public Prediction predict(List<Work> work) {
        boolean integer = work.stream()
                .anyMatch(kernel -> !kernel.arithmetic().equals("FLOAT")
                        && !kernel.arithmetic().equals("PLAIN"));
        double factor = integer ? Math.max(floats.factor(), integers.factor()) : floats.factor();
        return Prediction.of(ceilings.nanos(work) / 1e6, factor, Prediction.Basis.CALIBRATED, Hull.outside(this, work));
    }
}
