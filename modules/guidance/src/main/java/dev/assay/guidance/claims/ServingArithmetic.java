package dev.assay.guidance.claims;

import dev.assay.guidance.claims.Working.Sheet;
import java.util.Map;
import java.util.function.Supplier;

/** Serving: batches, caches, memory-bound arithmetic, budgets. */
final class ServingArithmetic {
    private static final String NOTE = "the author's note";
    private static final String H100 = "profile h100-sxm";

    static final Map<String, Supplier<Sheet>> ALL = Map.ofEntries(
            Map.entry("moving-data", ServingArithmetic::movingData),
            Map.entry("batching", ServingArithmetic::batching),
            Map.entry("cache-at-three-bits", ServingArithmetic::cacheAtThreeBits),
            Map.entry("utilisation-of-arithmetic", ServingArithmetic::utilisationOfArithmetic),
            Map.entry("frame-budget", ServingArithmetic::frameBudget),
            Map.entry("recompute-or-fetch", ServingArithmetic::recomputeOrFetch),
            Map.entry("a-million-tokens", ServingArithmetic::aMillionTokens),
            Map.entry("half-the-bytes", ServingArithmetic::halfTheBytes),
            Map.entry("memory-of-a-socket", ServingArithmetic::memoryOfASocket));

    private ServingArithmetic() {}

    private static Sheet movingData() {
        Working w = new Working();
        Quantity local = w.given("Latency on the local processor", 60, "ms", "example");
        Quantity trip = w.given("Network round trip", 5, "ms", "example");
        Quantity payload = w.given("Moved per request", 600, "kB", "example");
        Quantity network = w.given("Network", 6.25, "MB/s", "example: 50 Mbit/s");
        Quantity fast = w.given("Network in a data centre", 1250, "MB/s", "example: 10 Gbit/s");
        Quantity remote = w.given("Latency on the accelerator", 4, "ms", "example");
        w.step("Remote, over 50 Mbit/s", trip.plus(payload.over(network)).plus(remote), "ms");
        w.step("Remote, over 10 Gbit/s", trip.plus(payload.over(fast)).plus(remote), "ms");
        w.step(
                "Network below which the local processor wins",
                payload.over(local.minus(trip).minus(remote)),
                "MB/s");
        return w.sheet();
    }

    private static Sheet batching() {
        Working w = new Working();
        Quantity one = w.given("Batch of 1", 4.72, "ms", "own run, multi-layer perceptron, one thread");
        Quantity many = w.given("Batch of 32", 14.36, "ms", "own run, multi-layer perceptron, one thread");
        Quantity rows = w.given("Rows in the larger batch", 32, "", "own run");
        Quantity gain = w.step("Throughput at 32, against 1", one.times(rows).over(many), "x");
        w.atLeast("Throughput at 32, against 1", 1, "x", gain);
        return w.sheet();
    }

    private static Sheet cacheAtThreeBits() {
        Working w = new Working();
        Quantity half = w.given("Bits per value, fp16", 16, "bit", "definition");
        Quantity single = w.given("Bits per value, fp32", 32, "bit", "definition");
        Quantity three = w.given("Bits per value, compressed", 3, "bit", NOTE);
        Quantity stated = w.given("Stated compression", 6, "x", NOTE);
        Quantity ratio = w.step("Compression against fp16", half.over(three), "x");
        w.step("Compression against fp32", single.over(three), "x");
        w.step("Bits that 6x needs against fp16", half.over(stated), "bit");
        w.stated("Compression at 3 bits", 6, "x", ratio, 0.5);
        return w.sheet();
    }

    private static Sheet utilisationOfArithmetic() {
        Working w = new Working();
        Quantity memory = w.given("Memory bandwidth", 3350, "GB/s", H100);
        Quantity peak = w.given("bf16 peak, dense", 989, "TFLOPS", H100);
        Quantity intensity = w.given(
                "Operations per byte of weights and row, bf16", 1, "op/B", "2 operations per weight of 2 bytes");
        Quantity stated = w.given("Stated utilisation", 4, "%", NOTE);
        Quantity one = w.step(
                "Utilisation at batch 1, at most", memory.times(intensity).over(peak), "%");
        w.step("Utilisation at batch 13, at most", one.times(13), "%");
        Quantity batch = w.step("Batch that 4 % needs", stated.over(one), "");
        Quantity ridge = w.step("Batch from which arithmetic is the limit", peak.over(memory.times(intensity)), "");
        w.atMost("That batch, to be bound by memory", ridge.value(), "", batch);
        return w.sheet();
    }

    private static Sheet frameBudget() {
        Working w = new Working();
        Quantity rate = w.given("Frames per second", 60, "frame/s", "common display");
        Quantity one = w.given("One frame", 1, "frame", "definition");
        Quantity pass = w.given("Forward pass", 71, "ms", NOTE);
        Quantity budget = w.given("Budget", 35, "ms", NOTE);
        Quantity frame = w.step("Time of a frame", one.over(rate), "ms");
        Quantity over = w.step("Forward pass over budget", pass.over(budget), "x");
        w.stated("Time of a frame", 16, "ms", frame, 1);
        w.atLeast("Forward pass over budget, to miss it", 1, "x", over);
        return w.sheet();
    }

    private static Sheet recomputeOrFetch() {
        Working w = new Working();
        Quantity cache = w.given("Cache per token", 28_672, "B/token", "Qwen2.5-1.5B in fp16");
        Quantity link = w.given("Link to the host's memory", 63, "GB/s", H100);
        Quantity weights = w.given("Parameters", 1.54e9, "", "Qwen2.5-1.5B (recalled)");
        Quantity each = w.given("Operations per parameter and token", 2, "op/token", "forward pass");
        Quantity peak = w.given("bf16 peak, dense", 989, "TFLOPS", H100);
        Quantity context = w.given("Context when the tool is called", 8192, "token", "example");
        Quantity fetch = w.step("Fetching the cache back", cache.times(context).over(link), "ms");
        Quantity again = w.step(
                "Computing it again, at the peak",
                each.times(weights).times(context).over(peak),
                "ms");
        w.step("Computing again over fetching", again.over(fetch), "x");
        return w.sheet();
    }

    private static Sheet aMillionTokens() {
        Working w = new Working();
        Quantity layers = w.given("Layers", 32, "", "Llama-3-8B configuration (recalled)");
        Quantity heads = w.given("Key-value heads", 8, "", "Llama-3-8B configuration (recalled)");
        Quantity size = w.given("Values per head", 128, "", "Llama-3-8B configuration (recalled)");
        Quantity bytes = w.given("Bytes per value", 2, "B/token", "fp16");
        Quantity context = w.given("Context", 1, "Mtoken", NOTE);
        Quantity memory = w.given("Memory of one GPU", 80, "GB", H100);
        Quantity token = w.step(
                "Cache per token with grouped heads in every layer",
                layers.times(heads).times(size).times(bytes).times(2),
                "B/token");
        Quantity cache = w.step("Cache of the context", token.times(context), "GB");
        w.step("That over the memory of one GPU", cache.over(memory), "x");
        return w.sheet();
    }

    private static Sheet halfTheBytes() {
        Working w = new Working();
        Quantity single = w.given("Bytes per value, fp32", 4, "B", "definition");
        Quantity half = w.given("Bytes per value, fp16", 2, "B", "definition");
        Quantity ratio = w.step("Weights become smaller by", single.over(half), "x");
        w.stated("Memory of the weights", 2, "x", ratio, 0.04);
        return w.sheet();
    }

    private static Sheet memoryOfASocket() {
        Working w = new Working();
        Quantity weights =
                w.given("Llama-3-8B in bf16, read per token", 16.06, "GB/token", "8.03 billion parameters of 2 bytes");
        Quantity fast = w.given("Socket with MRDIMM-8800", 844.8, "GB/s", "12 channels x 8 B x 8800 MT/s");
        Quantity plain = w.given("Socket with DDR5-6400", 614.4, "GB/s", "12 channels x 8 B x 6400 MT/s");
        w.step("Tokens per second and reader, at most, MRDIMM", fast.over(weights), "token/s");
        w.step("Tokens per second and reader, at most, DDR5", plain.over(weights), "token/s");
        Quantity gain = w.step("MRDIMM against DDR5", fast.over(plain), "x");
        w.atLeast("Gain, for a limit that is largely gone", 2, "x", gain);
        return w.sheet();
    }
}
