package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;

/**
 * What of a device decides the speed of a language model.
 *
 * @param opsPerSecond        dense peak at the precision used, operations per second
 * @param computeEfficiency   share of that peak that prefill reaches, above 0 and at most 1
 * @param bytesPerSecond      peak memory bandwidth
 * @param bandwidthEfficiency share of that peak that decode reaches
 * @param memoryBytes         what weights and caches may be kept in; 0 when everything is streamed from the host
 * @param chunkTokens         prompt tokens per compiled pass, which is always paid in full; 0 when any length runs
 * @param requestSeconds      fixed time before the first pass
 * @param stepSeconds         fixed time per decoded token
 */
public record LlmDevice(
        String name,
        double opsPerSecond,
        double computeEfficiency,
        double bytesPerSecond,
        double bandwidthEfficiency,
        double memoryBytes,
        int chunkTokens,
        double requestSeconds,
        double stepSeconds) {

    public LlmDevice {
        new InputCheck()
                .above0("opsPerSecond", "the peak", opsPerSecond, "operations/s", 1e21)
                .share("computeEfficiency", "the share of the peak that is reached", computeEfficiency)
                .above0("bytesPerSecond", "the bandwidth", bytesPerSecond, "bytes/s", 1e17)
                .share("bandwidthEfficiency", "the share of the bandwidth that is reached", bandwidthEfficiency)
                .from0("memoryBytes", "the memory", memoryBytes, "bytes", 1e17)
                .from0("chunkTokens", "the chunk", chunkTokens, "tokens", 1e8)
                .from0("requestSeconds", "the fixed time of a request", requestSeconds, "s", 1e5)
                .from0("stepSeconds", "the fixed time of a token", stepSeconds, "s", 1e5)
                .done();
    }

    /** Operations per second that prefill reaches. */
    public double reachedOpsPerSecond() {
        return opsPerSecond * computeEfficiency;
    }

    /** Bytes per second that decode reaches. */
    public double reachedBytesPerSecond() {
        return bytesPerSecond * bandwidthEfficiency;
    }

    /** The same without its own memory: weights come over the link for every pass. */
    public LlmDevice streamingOver(HostLink link) {
        return new LlmDevice(
                name,
                opsPerSecond,
                computeEfficiency,
                link.bytesPerSecond(),
                link.efficiency(),
                0,
                chunkTokens,
                requestSeconds,
                stepSeconds);
    }

    /** The same at its peaks: what no software can beat. */
    public LlmDevice atPeak() {
        return new LlmDevice(name, opsPerSecond, 1, bytesPerSecond, 1, memoryBytes, chunkTokens, 0, 0);
    }
}
