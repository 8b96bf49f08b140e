/**
 * What inference costs: owned and rented machines by the hour, a million tokens or inferences at a utilisation, the
 * price list of an interface beside it, and what would turn the decision. Money is in United States dollars, an hour
 * has 3600 s, a year 8760 h, a month 730 h. Pure functions.
 */
@NullMarked
package dev.assay.guidance.tco;

import org.jspecify.annotations.NullMarked;
