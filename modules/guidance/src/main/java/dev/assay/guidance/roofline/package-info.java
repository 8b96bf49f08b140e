/**
 * How long an inference should take on a device: an additive roofline whose ceilings are fitted to the times of probes, or
 * taken from a data sheet where nothing was measured.
 */
@NullMarked
package dev.assay.guidance.roofline;

import org.jspecify.annotations.NullMarked;
