package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;
import org.jspecify.annotations.Nullable;

/**
 * What of a language model decides its speed and its memory.
 *
 * @param parameters      all of them
 * @param bytesPerWeight  mean over the file: 2 for bf16, about 0.5 to 1 for 4 bits with scales and wide embeddings
 * @param experts         the part of the weights of which a token uses only some; null for a dense model
 * @param kv              what a sequence keeps
 * @param vocabulary      logits per token
 * @param hiddenSize      width of the residual stream
 */
public record LlmModel(
        String name,
        double parameters,
        double bytesPerWeight,
        @Nullable Experts experts,
        KvLayout kv,
        int vocabulary,
        int hiddenSize) {

    /**
     * A mixture of experts.
     *
     * @param parameters of all experts of all layers together
     * @param count      experts in a layer that are chosen from
     * @param perToken   how many of them a token uses
     */
    public record Experts(double parameters, int count, int perToken) {
        public Experts {
            new InputCheck()
                    .above0("expertParameters", "the size of the experts", parameters, "parameters", 1e15)
                    .above0("experts", "the number of experts", count, "", 1e5)
                    .above0("expertsPerToken", "the number of experts of a token", perToken, "", 1e5)
                    .that(
                            perToken <= count,
                            "expertsPerToken",
                            "A token cannot use " + perToken + " of " + count
                                    + " experts; give at most as many as there are.")
                    .done();
        }
    }

    public LlmModel {
        new InputCheck()
                .above0("parameters", "the size of the model", parameters, "parameters", 1e15)
                .above0("bytesPerWeight", "the size of a weight", bytesPerWeight, "bytes", 8)
                .above0("vocabulary", "the vocabulary", vocabulary, "", 1e8)
                .above0("hiddenSize", "the hidden size", hiddenSize, "", 1e7)
                .that(
                        experts == null || experts.parameters() <= parameters,
                        "expertParameters",
                        "The experts cannot hold more parameters than the whole model; correct one of the two.")
                .done();
    }

    /** Size of all weights, bytes. */
    public double weightBytes() {
        return parameters * bytesPerWeight;
    }

    /** Parameters that one token is computed with. */
    public double activeParameters() {
        Experts some = experts;
        return some == null
                ? parameters
                : parameters - some.parameters() + some.parameters() * some.perToken() / some.count();
    }

    /**
     * Weights read in a step that {@code tokens} tokens share. With experts chosen evenly and independently, the share of
     * a layer's experts that at least one token uses is {@code 1 - (1 - k/E)^tokens}.
     */
    public double bytesRead(double tokens) {
        Experts some = experts;
        if (some == null) {
            return weightBytes();
        }
        double missed = Math.pow(1 - (double) some.perToken() / some.count(), tokens);
        return bytesPerWeight * (parameters - some.parameters() * missed);
    }

    /** The same with another precision of the weights. */
    public LlmModel withBytesPerWeight(double bytes) {
        return new LlmModel(name, parameters, bytes, experts, kv, vocabulary, hiddenSize);
    }

    /** The same with a cache in another precision. */
    public LlmModel withBytesPerElement(double bytes) {
        return new LlmModel(
                name, parameters, bytesPerWeight, experts, kv.withBytesPerElement(bytes), vocabulary, hiddenSize);
    }
}
