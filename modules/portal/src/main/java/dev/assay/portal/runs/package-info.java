/** Runs of all experiments: found, sorted, counted, and those that no other one beats. */
@NullMarked
package dev.assay.portal.runs;

import org.jspecify.annotations.NullMarked;
