/** Percentile bounds and intervals that hold for the samples at hand, or say that they do not. */
@NullMarked
package dev.assay.guidance.statistics;

import org.jspecify.annotations.NullMarked;
