package dev.assay.guidance.roofline;

import dev.assay.protocol.ProbeReport.ProbeTime;
import dev.assay.protocol.ProbeReport.Work;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Fits ceilings to the times of probes by making the mean of {@code |log(predicted / measured)|} small. Float probes fix
 * what they can tell first; then all probes fix the rest, and move the first a little.
 */
final class RooflineFit {
    /** Keeps a parameter that no probe tells where it began; far too weak to hold one against a probe. */
    private static final double PULL = 2e-4;

    private static final double FIRST_STEP = 0.5;
    private static final double LATER_STEP = 0.1;

    private final List<Load> loads;
    private final double[] measured;
    private final long cacheBytes;
    private final double[] start;

    private RooflineFit(List<ProbeTime> probes, long cacheBytes) {
        this.loads = probes.stream().map(probe -> new Load(probe.work())).toList();
        this.measured = probes.stream().mapToDouble(ProbeTime::medianNanos).toArray();
        this.cacheBytes = cacheBytes;
        this.start = logarithms(Parameter::start);
    }

    /** Fits from the usual start. */
    static Ceilings of(List<ProbeTime> probes, long cacheBytes) {
        List<ProbeTime> floats =
                probes.stream().filter(probe -> probe.scheme().equals("fp32")).toList();
        RooflineFit first = new RooflineFit(floats.isEmpty() ? probes : floats, cacheBytes);
        double[] point = first.search(first.start, FIRST_STEP);
        RooflineFit all = new RooflineFit(probes, cacheBytes);
        return ceilings(all.search(point, FIRST_STEP), cacheBytes);
    }

    /** Fits again after the probes changed a little. */
    static Ceilings from(Ceilings near, List<ProbeTime> probes) {
        RooflineFit fit = new RooflineFit(probes, near.cacheBytes());
        return ceilings(fit.search(logarithms(near::get), LATER_STEP), near.cacheBytes());
    }

    private double[] search(double[] from, double step) {
        double[] point = PatternSearch.minimum(from, step, this::objective);
        return PatternSearch.minimum(point, step / 2, this::objective);
    }

    /** Mean absolute logarithm of the ratio, and the pull towards the start. */
    double objective(double[] point) {
        double[] values = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            values[i] = Math.exp(point[i]);
        }
        double sum = 0;
        for (int i = 0; i < measured.length; i++) {
            sum += Math.abs(Math.log(loads.get(i).nanos(values, (double) cacheBytes) / measured[i]));
        }
        double pull = 0;
        for (int i = 0; i < point.length; i++) {
            pull += (point[i] - start[i]) * (point[i] - start[i]);
        }
        return sum / measured.length + PULL * pull;
    }

    private static double[] logarithms(ToDoubleFunction<Parameter> values) {
        Parameter[] parameters = Parameter.values();
        double[] point = new double[parameters.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = Math.log(values.applyAsDouble(parameters[i]));
        }
        return point;
    }

    private static Ceilings ceilings(double[] point, long cacheBytes) {
        Map<Parameter, Double> values = new EnumMap<>(Parameter.class);
        for (Parameter parameter : Parameter.values()) {
            values.put(parameter, Math.exp(point[parameter.index()]));
        }
        return new Ceilings(values, cacheBytes);
    }

    /** The objective for ceilings, for comparison with an independent implementation. */
    static double objective(List<ProbeTime> probes, Ceilings ceilings) {
        return new RooflineFit(probes, ceilings.cacheBytes()).objective(logarithms(ceilings::get));
    }

    /** What all probes together do, at most, of each kind of work; for telling what lies outside. */
    static List<Work> allWork(List<ProbeTime> probes) {
        List<Work> all = new ArrayList<>();
        probes.forEach(probe -> all.addAll(probe.work()));
        return all;
    }
}
