package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;

/**
 * Reading the prompt: {@code t0 + ceil(n/c) * max(2*P*c/(e*F), W/(e_b*BW))}.
 *
 * <p>The linear layers are counted, two operations per active parameter and token; attention over the prompt itself is
 * not, which is fair while the prompt is short beside the hidden size times six. A compiled chunk is paid in full, so
 * one token more can cost a whole pass.
 *
 * @param chunks            passes
 * @param tokensComputed    with padding
 * @param computeSeconds    arithmetic of one pass
 * @param memorySeconds     reading the weights for one pass
 * @param seconds           time to the first token
 * @param opsPerSecond      useful operations per second, padding not counted
 */
public record Prefill(
        double promptTokens,
        long chunks,
        double tokensComputed,
        double computeSeconds,
        double memorySeconds,
        double seconds,
        Limit limit,
        double opsPerSecond) {

    /**
     * The prefill of a prompt.
     *
     * @throws dev.assay.guidance.InvalidGuidanceInput unless the prompt has at least one token
     */
    public static Prefill of(LlmModel model, LlmDevice device, double promptTokens) {
        new InputCheck()
                .above0("promptTokens", "the prompt", promptTokens, "tokens", 1e9)
                .done();
        double chunk = device.chunkTokens() == 0 ? promptTokens : device.chunkTokens();
        long chunks = (long) Math.ceil(promptTokens / chunk);
        double compute = operations(model, chunk) / device.reachedOpsPerSecond();
        double memory = model.bytesRead(chunk) / device.reachedBytesPerSecond();
        double seconds = device.requestSeconds() + chunks * Math.max(compute, memory);
        return new Prefill(
                promptTokens,
                chunks,
                chunks * chunk,
                compute,
                memory,
                seconds,
                Limit.of(compute, memory),
                operations(model, promptTokens) / seconds);
    }

    /** Operations of the linear layers for so many tokens: {@code 2 * P * n}. */
    public static double operations(LlmModel model, double tokens) {
        return 2 * model.activeParameters() * tokens;
    }
}
