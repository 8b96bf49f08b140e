/** Experiments and their runs: what was asked, how far it is, what was measured, what it means. */
@NullMarked
package dev.assay.portal.experiments;

import org.jspecify.annotations.NullMarked;
