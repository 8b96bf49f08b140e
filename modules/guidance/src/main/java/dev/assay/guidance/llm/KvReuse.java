package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.Prose;

/**
 * A cache that was evicted, as agents' long tool calls do: computing it again costs a prefill, fetching it costs its
 * bytes over a link.
 *
 * @param recomputeSeconds prefill of the context
 * @param fetchSeconds     cache bytes over the link
 */
public record KvReuse(double recomputeSeconds, double fetchSeconds) {
    /** Both ways for a context. */
    public static KvReuse of(LlmModel model, LlmDevice device, HostLink link, double contextTokens) {
        new InputCheck()
                .above0("contextTokens", "the context", contextTokens, "tokens", 1e9)
                .done();
        return new KvReuse(
                Prefill.of(model, device, contextTokens).seconds(),
                link.seconds(1, model.kv().bytes(contextTokens)));
    }

    /** Whether fetching is the faster way. */
    public boolean fetchPays() {
        return fetchSeconds < recomputeSeconds;
    }

    /** The comparison in words. */
    public String sentence() {
        return "Computing an evicted cache again takes " + Prose.ms(recomputeSeconds * 1e3)
                + ", fetching it over the link " + Prose.ms(fetchSeconds * 1e3) + ": "
                + (fetchPays() ? "keep it on the host." : "compute it again.");
    }
}
