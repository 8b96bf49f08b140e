package dev.assay.guidance.llm;

import dev.assay.guidance.InputCheck;
import dev.assay.guidance.Prose;

/**
 * Whether a model with its caches fits: {@code W + KV + activations + graph buffers + runtime <= 0.9 * memory}.
 *
 * @param weightBytes      all weights, used or not
 * @param kvBytes          of all sequences
 * @param activationBytes  of the widest step
 * @param graphBufferBytes scratch space of the runtime's graph; estimators that leave it out err by gigabytes
 * @param runtimeBytes     the program itself
 * @param memoryBytes      of the device
 */
public record MemoryFit(
        double weightBytes,
        double kvBytes,
        double activationBytes,
        double graphBufferBytes,
        double runtimeBytes,
        double memoryBytes) {
    /** Share of the memory that may be planned for. */
    public static final double USABLE = 0.9;

    public MemoryFit {
        new InputCheck()
                .above0("weightBytes", "the size of the weights", weightBytes, "bytes", 1e17)
                .from0("kvBytes", "the cache", kvBytes, "bytes", 1e18)
                .from0("activationBytes", "the size of the activations", activationBytes, "bytes", 1e17)
                .from0("graphBufferBytes", "the size of the graph buffers", graphBufferBytes, "bytes", 1e17)
                .from0("runtimeBytes", "the size of the runtime", runtimeBytes, "bytes", 1e17)
                .above0("memoryBytes", "the memory", memoryBytes, "bytes", 1e17)
                .done();
    }

    /** What is asked for beside the weights and the cache. */
    public record Overhead(double activationBytes, double graphBufferBytes, double runtimeBytes) {
        public static final Overhead NONE = new Overhead(0, 0, 0);
    }

    /** The fit of a model with {@code sequences} caches of {@code contextTokens} tokens. */
    public static MemoryFit of(
            LlmModel model, double memoryBytes, double contextTokens, double sequences, Overhead overhead) {
        new InputCheck()
                .above0("batch", "the batch", sequences, "sequences", 1e6)
                .done();
        return new MemoryFit(
                model.weightBytes(),
                sequences * model.kv().bytes(contextTokens),
                overhead.activationBytes(),
                overhead.graphBufferBytes(),
                overhead.runtimeBytes(),
                memoryBytes);
    }

    public double neededBytes() {
        return weightBytes + kvBytes + activationBytes + graphBufferBytes + runtimeBytes;
    }

    public double usableBytes() {
        return USABLE * memoryBytes;
    }

    public boolean fits() {
        return neededBytes() <= usableBytes();
    }

    /**
     * The longest context that still fits, in tokens, up to {@code atMost}; 0 when not even an empty one does. The cache
     * never shrinks as the context grows, so bisection finds it.
     */
    public static long longestContext(
            LlmModel model, double memoryBytes, double sequences, Overhead overhead, long atMost) {
        if (!of(model, memoryBytes, 0, sequences, overhead).fits()) {
            return 0;
        }
        long low = 0;
        long high = atMost;
        if (of(model, memoryBytes, (double) high, sequences, overhead).fits()) {
            return high;
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (of(model, memoryBytes, (double) middle, sequences, overhead).fits()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The fit in words, with the largest term. */
    public String sentence() {
        String needed =
                Prose.bytes(neededBytes()) + " of the " + Prose.bytes(usableBytes()) + " that may be planned for";
        return fits()
                ? "It fits: " + needed + "."
                : "It does not fit: " + needed + ", " + Prose.bytes(neededBytes() - usableBytes()) + " too many.";
    }
}
