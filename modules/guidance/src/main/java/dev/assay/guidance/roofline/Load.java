package dev.assay.guidance.roofline;

import dev.assay.protocol.ProbeReport.Work;
import java.util.List;

/** Work laid out for the thousands of times that a fit asks how long it takes. */
final class Load {
    private static final double NEAR_BYTES = 1e6;
    private static final int SHARPNESS = 2;
    private static final int NO_RATE = -1;

    private final int[] rate;
    private final double[] operations;
    private final double[] weightBytes;
    private final double[] activationBytes;
    private final boolean[] dispatched;
    private final boolean[] integerCall;
    private final double allWeightBytes;

    Load(List<Work> work) {
        int size = work.size();
        rate = new int[size];
        operations = new double[size];
        weightBytes = new double[size];
        activationBytes = new double[size];
        dispatched = new boolean[size];
        integerCall = new boolean[size];
        double all = 0;
        for (int i = 0; i < size; i++) {
            Work kernel = work.get(i);
            Parameter parameter = Parameter.rateOf(kernel);
            rate[i] = parameter == null ? NO_RATE : parameter.index();
            operations[i] = kernel.laneOperations();
            weightBytes[i] = kernel.weightBytes();
            activationBytes[i] = kernel.activationBytes();
            dispatched[i] = kernel.dispatched();
            integerCall[i] = Parameter.isIntegerCall(kernel);
            all += weightBytes[i];
        }
        allWeightBytes = all;
    }

    int size() {
        return rate.length;
    }

    /** Nanoseconds per byte of weights: between cache and memory, by how much of the cache all weights take. */
    double weightCost(double[] values, double cacheBytes) {
        double outgrown = Math.pow(allWeightBytes / (cacheBytes * at(values, Parameter.RESIDENT_SHARE)), SHARPNESS);
        double fromMemory = outgrown / (1 + outgrown);
        return (1 - fromMemory) / at(values, Parameter.CACHE_BANDWIDTH)
                + fromMemory / at(values, Parameter.MEMORY_BANDWIDTH);
    }

    double compute(int kernel, double[] values) {
        return rate[kernel] == NO_RATE ? 0 : operations[kernel] / values[rate[kernel]];
    }

    double memory(int kernel, double[] values, double weightCost) {
        return weightBytes[kernel] * weightCost
                + activationBytes[kernel] / at(values, Parameter.NEAR_BANDWIDTH)
                + Math.max(0, activationBytes[kernel] - NEAR_BYTES) / at(values, Parameter.FAR_BANDWIDTH);
    }

    double overhead(int kernel, double[] values) {
        return (dispatched[kernel] ? at(values, Parameter.DISPATCH) : 0)
                + (integerCall[kernel] ? at(values, Parameter.INTEGER_DISPATCH) : 0);
    }

    static double together(double compute, double memory, double q) {
        return compute == 0 || memory == 0
                ? compute + memory
                : Math.pow(Math.pow(compute, q) + Math.pow(memory, q), 1 / q);
    }

    double nanos(double[] values, double cacheBytes) {
        double weightCost = weightCost(values, cacheBytes);
        double q = at(values, Parameter.OVERLAP);
        double sum = at(values, Parameter.CALL);
        for (int i = 0; i < rate.length; i++) {
            sum += together(compute(i, values), memory(i, values, weightCost), q) + overhead(i, values);
        }
        return sum;
    }

    private static double at(double[] values, Parameter parameter) {
        return values[parameter.index()];
    }
}
