package dev.assay.worker.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a calibration does, read from a file.
 *
 * @param threads    numbers of intra-op threads to measure with, one after the other
 * @param cacheBytes size of the last cache, or null
 * @param seconds    about how long it may take
 */
public record ProbeOrder(List<Integer> threads, @Nullable Long cacheBytes, double seconds) {}
