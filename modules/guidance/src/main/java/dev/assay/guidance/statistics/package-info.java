/**
 * Percentile bounds and intervals that hold for the samples at hand, or say that they do not.
 *
 * <p>Upper bounds follow MLPerf's early-stopping rule ({@link dev.assay.guidance.statistics.EarlyStopping}), intervals
 * of a quantile are order statistics, the interval of a ratio is a seeded block bootstrap, over process starts where there
 * are several ({@link dev.assay.guidance.statistics.RatioInterval}). None assumes a distribution of the latencies.
 */
@NullMarked
package dev.assay.guidance.statistics;

import org.jspecify.annotations.NullMarked;
