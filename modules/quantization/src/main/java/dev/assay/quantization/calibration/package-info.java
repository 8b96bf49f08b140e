/**
 * The ranges of activations, found by looking at real values in at most two passes with memory that does not grow with
 * the number of examples.
 *
 * <p>{@link dev.assay.quantization.calibration.Calibration} looks, {@link dev.assay.quantization.calibration.RangeTable}
 * is what it saw. Nothing here knows graphs or integers.
 */
@NullMarked
package dev.assay.quantization.calibration;

import org.jspecify.annotations.NullMarked;
