/**
 * Vectors of words and sentences: neighbours, analogies, projections to a plane with what they lose, and how well meanings
 * are kept apart.
 */
@NullMarked
package dev.assay.learning.space;

import org.jspecify.annotations.NullMarked;
