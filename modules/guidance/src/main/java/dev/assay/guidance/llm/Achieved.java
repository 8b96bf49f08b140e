package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;

/** How much of a printed peak a measured run used. */
public final class Achieved {
    private Achieved() {}

    /** Share of the peak: {@code operations / seconds / peak}. */
    public static double ofCompute(double operations, double seconds, double opsPerSecond) {
        new InputCheck()
                .above0("operations", "the amount of work", operations, "operations", 1e24)
                .above0("seconds", "the time", seconds, "s", 1e9)
                .above0("opsPerSecond", "the peak", opsPerSecond, "operations/s", 1e21)
                .done();
        return operations / seconds / opsPerSecond;
    }

    /** Share of the bandwidth that decode used: {@code tok/s * bytes per token / peak}. */
    public static double ofBandwidth(double tokensPerSecond, double bytesPerToken, double bytesPerSecond) {
        return new PlausibilityGate(tokensPerSecond, bytesPerToken, bytesPerSecond).share();
    }

    /** The least time of one pass at the peaks: {@code max(F / F_peak, W / BW)}. */
    public static double floorSeconds(double operations, double bytes, LlmDevice device) {
        new InputCheck()
                .above0("operations", "the amount of work", operations, "operations", 1e24)
                .from0("bytes", "the weights", bytes, "bytes", 1e17)
                .done();
        return Math.max(operations / device.opsPerSecond(), bytes / device.bytesPerSecond());
    }
}
