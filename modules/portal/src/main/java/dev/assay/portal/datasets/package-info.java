/** Datasets: what people upload for calibration, and those of the built-in models. Files are looked at, never decoded. */
@NullMarked
package dev.assay.portal.datasets;

import org.jspecify.annotations.NullMarked;
