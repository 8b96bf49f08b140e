/**
 * Energy of inference at a stated boundary, duty cycles and batteries, heat and throttling. Watts, joules, seconds and
 * degrees Celsius are in the names. Figures of different boundaries are never compared. Pure functions.
 */
@NullMarked
package dev.assay.guidance.energy;

import org.jspecify.annotations.NullMarked;
