package dev.assay.quantization.search;

import dev.assay.quantization.Scheme;

/**
 * One scheme that was measured.
 *
 * @param medianMillis latency of one inference
 * @param bytes        size of the rewritten file
 * @param cosine       mean cosine with fp32
 */
public record Point(Scheme scheme, double medianMillis, long bytes, double cosine) {
    /** Whether this one is at least as good in latency, size and fidelity, and better in one of them. */
    boolean dominates(Point other) {
        boolean asGood = medianMillis <= other.medianMillis && bytes <= other.bytes && cosine >= other.cosine;
        boolean better = medianMillis < other.medianMillis || bytes < other.bytes || cosine > other.cosine;
        return asGood && better;
    }
}
