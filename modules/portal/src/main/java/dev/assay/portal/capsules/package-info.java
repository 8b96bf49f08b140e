/** Capsules: an experiment in one file, repeated elsewhere, and held against what was measured first. */
@NullMarked
package dev.assay.portal.capsules;

import org.jspecify.annotations.NullMarked;
