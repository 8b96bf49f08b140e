package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;

/**
 * Writing the answer, one token per sequence and step: {@code max(B*2P/(e*F), (W + B*KV)/(e_b*BW)) + t_step}, where P
 * and W are the active parameters and the weights that the step reads.
 *
 * @param batch             sequences that share a step
 * @param contextTokens     tokens that each of them has behind it
 * @param weightBytes       read in a step
 * @param kvBytes           of one sequence
 * @param secondsPerToken   of each sequence (time per output token)
 * @param tokensPerSecond   of each sequence
 */
public record Decode(
        double batch,
        double contextTokens,
        double weightBytes,
        double kvBytes,
        double computeSeconds,
        double memorySeconds,
        double secondsPerToken,
        double tokensPerSecond,
        Limit limit) {

    /** A step at a context. */
    public static Decode of(LlmModel model, LlmDevice device, double contextTokens, double batch) {
        new InputCheck()
                .from0("contextTokens", "the context", contextTokens, "tokens", 1e9)
                .above0("batch", "the batch", batch, "sequences", 1e6)
                .done();
        double weights = model.bytesRead(batch);
        double kv = model.kv().bytes(contextTokens);
        double compute = batch * Prefill.operations(model, 1) / device.reachedOpsPerSecond();
        double memory = (weights + batch * kv) / device.reachedBytesPerSecond();
        double seconds = Math.max(compute, memory) + device.stepSeconds();
        return new Decode(
                batch, contextTokens, weights, kv, compute, memory, seconds, 1 / seconds, Limit.of(compute, memory));
    }

    /** Of all sequences together. */
    public double totalTokensPerSecond() {
        return batch * tokensPerSecond;
    }

    /** Time of a whole answer: {@code TTFT + (n - 1) * TPOT}, at the context of this step. */
    public double answerSeconds(Prefill prefill, double outputTokens) {
        new InputCheck()
                .above0("outputTokens", "the answer", outputTokens, "tokens", 1e9)
                .done();
        return prefill.seconds() + Math.max(0, outputTokens - 1) * secondsPerToken;
    }

    /** The batch from which on arithmetic limits instead of the weights: {@code F * b / (2 * BW)}. */
    public static double ridgeBatch(double opsPerSecond, double bytesPerSecond, double bytesPerWeight) {
        check(opsPerSecond, bytesPerSecond, bytesPerWeight);
        return opsPerSecond * bytesPerWeight / (2 * bytesPerSecond);
    }

    /**
     * The largest share of the peak that decode can use at a batch: {@code B * (2/b) * BW / F}, at most 1. A low figure
     * is the price of reading all weights for few tokens and no fault.
     */
    public static double utilisationBound(
            double batch, double opsPerSecond, double bytesPerSecond, double bytesPerWeight) {
        new InputCheck().above0("batch", "the batch", batch, "sequences", 1e9).done();
        return Math.min(1, batch / ridgeBatch(opsPerSecond, bytesPerSecond, bytesPerWeight));
    }

    private static void check(double opsPerSecond, double bytesPerSecond, double bytesPerWeight) {
        new InputCheck()
                .above0("opsPerSecond", "the peak", opsPerSecond, "operations/s", 1e21)
                .above0("bytesPerSecond", "the bandwidth", bytesPerSecond, "bytes/s", 1e17)
                .above0("bytesPerWeight", "the size of a weight", bytesPerWeight, "bytes", 8)
                .done();
    }
}
