package dev.assay.guidance.roofline;

import dev.assay.protocol.ProbeReport.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one device can do at one number of threads, and how long work takes under it.
 *
 * <p>A kernel with {@code F} operations (idle vector lanes counted), {@code W} bytes of weights and {@code A} bytes of
 * activations takes {@code ((F / rate)^q + (W / BW_w + A / BW_near + max(0, A - 1 MB) / BW_far)^q)^(1/q) + t_op}, the
 * additive form of the calibrated roofline; a model takes {@code t_call} more than the sum. {@code BW_w} goes over from
 * the cache to memory as the weights of the whole model outgrow the share of the last cache that keeps them.
 *
 * @param values     every parameter
 * @param cacheBytes size of the last cache
 */
public record Ceilings(Map<Parameter, Double> values, long cacheBytes) {
    /** Size of the last cache where it is not known. */
    public static final long USUAL_CACHE_BYTES = 32L << 20;

    public Ceilings {
        EnumMap<Parameter, Double> complete = new EnumMap<>(Parameter.class);
        for (Parameter parameter : Parameter.values()) {
            Double value = values.get(parameter);
            if (value == null || !(value > 0) || !Double.isFinite(value)) {
                throw new IllegalArgumentException("The ceiling " + parameter + " must be above 0, not " + value);
            }
            complete.put(parameter, value);
        }
        values = Collections.unmodifiableMap(complete);
        if (cacheBytes <= 0) {
            throw new IllegalArgumentException("A cache of " + cacheBytes + " bytes");
        }
    }

    /**
     * The parts of one kernel's time, in nanoseconds.
     *
     * @param compute  arithmetic alone
     * @param memory   moving bytes alone
     * @param overhead the call
     * @param nanos    all of it
     */
    public record Time(double compute, double memory, double overhead, double nanos) {
        /** What most of the time goes to. */
        public Bound bound() {
            if (overhead >= nanos / 2) {
                return Bound.OVERHEAD;
            }
            return memory > compute ? Bound.MEMORY : Bound.COMPUTE;
        }
    }

    /** What limits a kernel. */
    public enum Bound {
        COMPUTE,
        MEMORY,
        OVERHEAD
    }

    public double get(Parameter parameter) {
        return Objects.requireNonNull(values.get(parameter));
    }

    /** Median time of one inference with this work, in nanoseconds. */
    public double nanos(List<Work> work) {
        return new Load(work).nanos(array(), (double) cacheBytes);
    }

    /** The time of each kernel. */
    public List<Time> times(List<Work> work) {
        Load load = new Load(work);
        double[] array = array();
        double weightCost = load.weightCost(array, (double) cacheBytes);
        double q = get(Parameter.OVERLAP);
        List<Time> times = new ArrayList<>();
        for (int i = 0; i < load.size(); i++) {
            double compute = load.compute(i, array);
            double memory = load.memory(i, array, weightCost);
            double overhead = load.overhead(i, array);
            times.add(new Time(compute, memory, overhead, Load.together(compute, memory, q) + overhead));
        }
        return times;
    }

    /** Bytes of weights per nanosecond for a model with this work. */
    public double weightBandwidth(List<Work> work) {
        return 1 / new Load(work).weightCost(array(), (double) cacheBytes);
    }

    double[] array() {
        double[] array = new double[Parameter.values().length];
        values.forEach((parameter, value) -> array[parameter.index()] = value);
        return array;
    }

    /** Operations per byte at which products stop to be limited by the weights' bandwidth. */
    public double ridge(Parameter rate, double bytesPerNano) {
        return get(rate) / bytesPerNano;
    }
}
