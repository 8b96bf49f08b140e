package dev.assay.guidance.tco;

import dev.assay.guidance.InputCheck;

/** A price list by the token, USD per million: {@code C = n_in * p_in + n_out * p_out}. */
public record ApiPrice(double inputUsdPerMillion, double outputUsdPerMillion) {
    public ApiPrice {
        new InputCheck()
                .from0("inputUsdPerMillion", "the price of a million input tokens", inputUsdPerMillion, "USD", 1e6)
                .from0("outputUsdPerMillion", "the price of a million output tokens", outputUsdPerMillion, "USD", 1e6)
                .that(
                        inputUsdPerMillion > 0 || outputUsdPerMillion > 0,
                        "outputUsdPerMillion",
                        "Nothing is cheaper than an interface that costs nothing; give at least one of its prices.")
                .done();
    }

    /** Cost of one request. */
    public double requestUsd(double inputTokens, double outputTokens) {
        check(inputTokens, outputTokens);
        return (inputTokens * inputUsdPerMillion + outputTokens * outputUsdPerMillion) / 1e6;
    }

    /** Cost of a million output tokens with the prompts that belong to them. */
    public double usdPerMillionOutput(double inputTokens, double outputTokens) {
        new InputCheck()
                .above0("outputTokens", "the answer", outputTokens, "tokens", 1e9)
                .done();
        return requestUsd(inputTokens, outputTokens) / outputTokens * 1e6;
    }

    private static void check(double inputTokens, double outputTokens) {
        new InputCheck()
                .from0("inputTokens", "the prompt", inputTokens, "tokens", 1e9)
                .from0("outputTokens", "the answer", outputTokens, "tokens", 1e9)
                .done();
    }
}
