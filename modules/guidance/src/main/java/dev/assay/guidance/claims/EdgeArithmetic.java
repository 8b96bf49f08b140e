package dev.assay.guidance.claims;

import dev.assay.guidance.claims.Working.Sheet;
import java.util.Map;
import java.util.function.Supplier;

/** Small boards, their accelerators and the link between them. */
final class EdgeArithmetic {
    private static final String ARTICLE = "the article";
    private static final String ZOO = "vendor's model zoo 5.1.1";
    private static final String PCIE = "PCI Express 3: 8 GT/s per lane, 128 of 130 bits are data";
    private static final String BUS = "inferred: 32 bit at 4267 MT/s, not published";

    static final Map<String, Supplier<Sheet>> ALL = Map.ofEntries(
            Map.entry("first-token-speed-up", EdgeArithmetic::firstTokenSpeedUp),
            Map.entry("first-token-on-the-processor", EdgeArithmetic::firstTokenOnTheProcessor),
            Map.entry("decode-and-the-link", EdgeArithmetic::decodeAndTheLink),
            Map.entry("hand-over-of-the-cache", EdgeArithmetic::handOverOfTheCache),
            Map.entry("one-lane", EdgeArithmetic::oneLane),
            Map.entry("sensor-time", EdgeArithmetic::sensorTime),
            Map.entry("three-billion-on-a-board", EdgeArithmetic::threeBillionOnABoard),
            Map.entry("board-against-tokens", EdgeArithmetic::boardAgainstTokens),
            Map.entry("first-token-and-the-rest", EdgeArithmetic::firstTokenAndTheRest));

    private EdgeArithmetic() {}

    /** Rate of a PCI Express lane in one direction, after its 128/130 coding. */
    private static Quantity lane(Working w, double transfersPerSecond) {
        Quantity transfers = w.given("Transfers per lane", transfersPerSecond, "Gtransfer/s", PCIE);
        Quantity bits = w.given("Bits per transfer", 1, "bit/transfer", PCIE);
        return w.step(
                "Link rate, one direction", transfers.times(bits).times(128).over(130), "GB/s");
    }

    private static Sheet firstTokenSpeedUp() {
        Working w = new Working();
        Quantity cpu = w.given("First token on the processor", 2039, "ms", ARTICLE);
        Quantity npu = w.given("First token on the accelerator", 320, "ms", ARTICLE);
        Quantity zoo = w.given("The same model in the vendor's table", 370, "ms", ZOO);
        Quantity ratio = w.step("Speed-up", cpu.over(npu), "x");
        Quantity saved = w.step("Time saved", cpu.minus(npu).over(cpu), "%");
        w.step("Speed-up with the vendor's figure", cpu.over(zoo), "x");
        w.step("Time saved with the vendor's figure", cpu.minus(zoo).over(cpu), "%");
        w.stated("Speed-up", 6.4, "x", ratio, 0.05);
        w.stated("Time saved", 84, "%", saved, 0.5);
        return w.sheet();
    }

    private static Sheet firstTokenOnTheProcessor() {
        Working w = new Working();
        Quantity weights = w.given("Parameters", 1.54e9, "", "Qwen2.5-1.5B model card (recalled)");
        Quantity each =
                w.given("Operations per parameter and token", 2, "op/token", "one multiplication, one addition");
        Quantity prompt = w.given("Prompt", 96, "token", ARTICLE);
        Quantity time = w.given("First token on the processor", 2039, "ms", ARTICLE);
        Quantity peak = w.given("int8 peak of the board", 614, "GOPS", "4 cores x 64 op x 2.4 GHz (rate recalled)");
        Quantity work = w.step("Operations for the prompt", each.times(weights).times(prompt), "GOP");
        Quantity rate = w.step("Rate that 2,039 ms mean", work.over(time), "GOPS");
        w.step("Share of the peak", rate.over(peak), "%");
        w.possible("Arithmetic", rate, peak, "GOPS");
        return w.sheet();
    }

    private static Sheet decodeAndTheLink() {
        Working w = new Working();
        Quantity lane = lane(w, 8);
        Quantity vocabulary = w.given("Vocabulary", 151_936, "", "Qwen2.5 configuration");
        Quantity each = w.given("Bytes per score", 2, "B", "fp16");
        Quantity rate = w.given("Tokens per second", 6.95, "token/s", ZOO);
        Quantity file = w.given("Weights read per token", 1.64, "GB/token", ZOO);
        Quantity memory = w.given("Memory of the module", 17.07, "GB/s", BUS);
        Quantity one = w.given("One token", 1, "token", "definition");
        Quantity token = w.step("Time of a token", one.over(rate), "ms");
        Quantity scores = w.step("Scores handed back per token", vocabulary.times(each), "MB");
        Quantity link = w.step("Their time on the link", scores.over(lane), "ms");
        Quantity share = w.step("Share of the link in a token", link.over(token), "%");
        Quantity drawn = w.step("Bandwidth drawn from the module's memory", file.times(rate), "GB/s");
        w.step("Share of that memory's peak", drawn.over(memory), "%");
        w.step("Loading the weights once", file.times(one).over(lane), "s");
        w.step("A device without memory: weights over the link for each token", lane.over(file), "token/s");
        w.step("Share of the link at generation 2", link.times(2).over(token), "%");
        w.atLeast("Share of the link, to be the bottleneck", 50, "%", share);
        return w.sheet();
    }

    private static Sheet handOverOfTheCache() {
        Working w = new Working();
        Quantity lane = lane(w, 8);
        Quantity layers = w.given("Layers", 28, "", "Qwen2.5-1.5B configuration (recalled)");
        Quantity heads = w.given("Key-value heads", 2, "", "Qwen2.5-1.5B configuration (recalled)");
        Quantity size = w.given("Values per head", 128, "", "Qwen2.5-1.5B configuration (recalled)");
        Quantity bytes = w.given("Bytes per value", 2, "B/token", "fp16");
        Quantity prompt = w.given("Prompt", 96, "token", ARTICLE);
        Quantity npu = w.given("3B model, tokens on the accelerator", 2.67, "token/s", ZOO);
        Quantity cpu = w.given("3B model, tokens on the processor", 5.55, "token/s", "ai-benchmarks, issue 24");
        Quantity token = w.step(
                "Cache per token, keys and values",
                layers.times(heads).times(size).times(bytes).times(2),
                "B/token");
        Quantity cache = w.step("Cache of the prompt", token.times(prompt), "MB");
        Quantity time = w.step("Its time on the link", cache.over(lane), "ms");
        Quantity gain = w.step("Writing on the processor, against the accelerator", cpu.over(npu), "x");
        w.atMost("Hand-over of the cache, to be small beside a token of 144 ms", 14.4, "ms", time);
        w.atLeast("Writing on the processor is faster", 1, "x", gain);
        return w.sheet();
    }

    private static Sheet oneLane() {
        Working w = new Working();
        Quantity three = lane(w, 8);
        Quantity transfers =
                w.given("Transfers per lane, generation 2", 5, "Gtransfer/s", "PCI Express 2: 8 of 10 bits are data");
        Quantity bits = w.given("Bits per transfer, generation 2", 1, "bit/transfer", "PCI Express 2");
        w.step("Link rate, generation 2", transfers.times(bits).times(8).over(10), "GB/s");
        w.stated("One lane of generation 3", 1, "GB/s", three, 0.05);
        return w.sheet();
    }

    private static Sheet sensorTime() {
        Working w = new Working();
        Quantity all = w.given("One frame, end to end", 19, "ms", "TinyTracker, abstract");
        Quantity readout = w.given("Readout and transfer", 17.9, "ms", "TinyTracker, abstract");
        Quantity inference = w.given("Inference", 0.86, "ms", "TinyTracker, abstract");
        w.step("Share of the inference", inference.over(all), "%");
        Quantity share = w.step("Share of readout and transfer", readout.over(all), "%");
        w.atMost("Share of the step that is said to be removed", 50, "%", share);
        return w.sheet();
    }

    private static Sheet threeBillionOnABoard() {
        Working w = new Working();
        Quantity file = w.given("Weights read per token", 3.13, "GB/token", ZOO);
        Quantity low = w.given("Claimed rate, low", 15, "token/s", "specpicks, various.cloud");
        Quantity high = w.given("Claimed rate, high", 25, "token/s", "various.cloud");
        Quantity vendor = w.given("Rate in the vendor's table", 2.67, "token/s", ZOO);
        Quantity memory = w.given("Memory of the module", 17.07, "GB/s", BUS);
        Quantity need = w.step("Bandwidth that the low rate needs", file.times(low), "GB/s");
        w.step("Bandwidth that the high rate needs", file.times(high), "GB/s");
        w.step("The most that this memory allows", memory.over(file), "token/s");
        w.step("Were the bus twice as wide", memory.times(2), "GB/s");
        w.step("Claimed low rate over the vendor's", low.over(vendor), "x");
        w.possible("Memory bandwidth", need, memory, "GB/s");
        w.possible("Memory bandwidth, were the bus twice as wide", need, memory.times(2), "GB/s");
        return w.sheet();
    }

    private static Sheet boardAgainstTokens() {
        Working w = new Working();
        Quantity addOn = w.given("Accelerator board", 130, "USD", "January 2026");
        Quantity board = w.given("Computer", 80, "USD", "October 2023, launch");
        Quantity rate = w.given("Tokens per second", 6.95, "token/s", ZOO);
        Quantity life = w.given("Years of use", 3, "year", "assumed");
        Quantity api = w.given(
                "Price of an interface with rented models", 0.30, "USD/Mtoken", "the author's own note on one model");
        Quantity price = w.step("Hardware", addOn.plus(board), "USD");
        Quantity most = w.step("Tokens in that time when never idle", rate.times(life), "Mtoken");
        w.step("Hardware per million tokens when never idle", price.over(most), "USD/Mtoken");
        w.step("Hardware per million tokens when busy a tenth of the time", price.over(most.times(0.1)), "USD/Mtoken");
        w.step("Tokens that the rented model sells for the same money", price.over(api), "Mtoken");
        w.step(
                "Time until the hardware has written them, never idle",
                price.over(api).over(rate),
                "day");
        return w.sheet();
    }

    private static Sheet firstTokenAndTheRest() {
        Working w = new Working();
        Quantity first = w.given("First token", 370, "ms", ZOO);
        Quantity rate = w.given("Tokens per second", 6.95, "token/s", ZOO);
        Quantity rest = w.given("Tokens after the first", 99, "token", "an answer of 100");
        Quantity writing = w.step("Writing the rest", rest.over(rate), "s");
        Quantity all = w.step("Total", first.plus(writing), "s");
        Quantity share = w.step("Share of the rate in the total", writing.over(all), "%");
        w.atLeast("Share of the rate, to decide the total", 50, "%", share);
        return w.sheet();
    }
}
