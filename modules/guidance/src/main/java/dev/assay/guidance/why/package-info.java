/**
 * Why a measurement came out as it did: rules over what the runtime made of the graph, where the time went, what the
 * processor can do and what the scheme did to the weights.
 *
 * <p>{@link dev.assay.guidance.why.Why} is the way in. The rules see {@link dev.assay.guidance.why.ExplainedRun}, records
 * of this package; only {@link dev.assay.guidance.why.StoredRuns} knows how measurements are stored.
 */
@NullMarked
package dev.assay.guidance.why;

import org.jspecify.annotations.NullMarked;
