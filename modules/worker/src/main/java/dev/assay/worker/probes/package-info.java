/** Small models made here, whose times tell what a device can do: for the calibration of the roofline. */
@NullMarked
package dev.assay.worker.probes;

import org.jspecify.annotations.NullMarked;
