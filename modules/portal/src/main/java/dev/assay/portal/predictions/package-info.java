/** Calibrations of devices, and what they predict for models before these run. */
@NullMarked
package dev.assay.portal.predictions;

import org.jspecify.annotations.NullMarked;
