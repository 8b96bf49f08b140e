/** Hardware profiles and the rules that choose among them, as data and pure functions with a trace. */
@NullMarked
package dev.assay.guidance;

import org.jspecify.annotations.NullMarked;
