package dev.assay.guidance.llm;

import dev.assay.guidance.Prose;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is predicted of one question: a prompt, an answer and how many sequences share the device.
 *
 * @param device   with the link as its memory when it streams its weights
 * @param link     to the host, or null when there is none to speak of
 * @param streamed whether the weights come over the link for every pass
 */
public record LlmForecast(
        LlmModel model,
        LlmDevice device,
        @Nullable HostLink link,
        boolean streamed,
        double promptTokens,
        double outputTokens,
        double batch) {
    /** Logits leave the device in fp16. */
    private static final double LOGIT_BYTES = 2;

    /** What the crossing of a token's logits is called. */
    public static final String LOGITS = "the logits, for every token, if the host samples";

    /** Token numbers go in as 32-bit integers. */
    private static final double TOKEN_BYTES = 4;

    /** A time to the first token at a prompt length. */
    public record Edge(double promptTokens, double milliseconds, long chunks) {}

    /**
     * What crosses the link.
     *
     * @param what  the request, a token, or the load
     * @param bytes moved
     */
    public record Crossing(String what, double bytes, LinkShare share) {}

    /** Tokens behind each sequence at its last step. */
    public double contextTokens() {
        return promptTokens + outputTokens;
    }

    public Prefill prefill() {
        return Prefill.of(model, device, promptTokens);
    }

    /** At the peaks and without fixed times: no software beats it. */
    public Prefill prefillAtPeak() {
        return Prefill.of(model, device.atPeak(), promptTokens);
    }

    public Decode decode() {
        return Decode.of(model, device, contextTokens(), batch);
    }

    public Decode decodeAtPeak() {
        return Decode.of(model, device.atPeak(), contextTokens(), batch);
    }

    /** Decode at another share of the bandwidth. */
    public Decode decodeAt(double bandwidthEfficiency) {
        return Decode.of(
                model,
                new LlmDevice(
                        device.name(),
                        device.opsPerSecond(),
                        device.computeEfficiency(),
                        device.bytesPerSecond(),
                        bandwidthEfficiency,
                        device.memoryBytes(),
                        device.chunkTokens(),
                        device.requestSeconds(),
                        device.stepSeconds()),
                contextTokens(),
                batch);
    }

    public double answerSeconds() {
        return decode().answerSeconds(prefill(), outputTokens);
    }

    /** The prompt and its neighbours, and those of the edge of a chunk. */
    public List<Edge> edges() {
        TreeSet<Double> lengths = new TreeSet<>();
        double middle = promptTokens;
        if (device.chunkTokens() > 0) {
            middle = Math.max(1, Math.round(promptTokens / device.chunkTokens())) * device.chunkTokens();
        }
        for (double tokens : new double[] {middle - 1, middle, middle + 1, promptTokens, 2 * middle, 2 * middle + 1}) {
            if (tokens >= 1) {
                lengths.add(tokens);
            }
        }
        return lengths.stream()
                .map(tokens -> {
                    Prefill prefill = Prefill.of(model, device, tokens);
                    return new Edge(tokens, prefill.seconds() * 1e3, prefill.chunks());
                })
                .toList();
    }

    /** What crosses the link, each against the time it belongs to; empty without a link. */
    public List<Crossing> crossings() {
        HostLink host = link;
        if (host == null) {
            return List.of();
        }
        List<Crossing> crossings = new ArrayList<>();
        double step = decode().secondsPerToken();
        double prompt = promptTokens * TOKEN_BYTES;
        crossings.add(
                crossing(host, "the prompt, once per request", prompt, prefill().seconds()));
        if (streamed) {
            double weights = decode().weightBytes();
            double seconds = host.seconds(1, weights);
            // They are the step already, where it waits for them.
            crossings.add(new Crossing(
                    "the weights, for every token", weights, new LinkShare(seconds, Math.max(step, seconds))));
        }
        crossings.add(crossing(host, LOGITS, batch * model.vocabulary() * LOGIT_BYTES, step));
        double cache = model.kv().bytes(promptTokens);
        if (cache > 0) {
            crossings.add(crossing(
                    host,
                    "the cache of a prompt, if another device decodes",
                    cache,
                    prefill().seconds()));
        }
        return List.copyOf(crossings);
    }

    /** Time to bring the weights over the link once; null without a link. */
    public @Nullable Double loadSeconds() {
        HostLink host = link;
        return host == null ? null : host.seconds(1, model.weightBytes());
    }

    /** Something that comes on top of what the device does meanwhile. */
    private static Crossing crossing(HostLink host, String what, double bytes, double deviceSeconds) {
        double seconds = host.seconds(1, bytes);
        return new Crossing(what, bytes, new LinkShare(seconds, deviceSeconds + seconds));
    }

    /** The forecast in one sentence. */
    public String sentence() {
        Decode decode = decode();
        String rate = Prose.number(decode.tokensPerSecond()) + " tokens per second"
                + (batch > 1 ? " for each of " + Prose.number(batch) : "");
        String why = streamed && decode.limit() == Limit.MEMORY
                ? "the link, over which the weights come for every token"
                : decode.limit().label();
        return "The first token comes after " + Prose.ms(prefill().seconds() * 1e3) + ", then " + rate + "; " + why
                + " sets the pace.";
    }
}
