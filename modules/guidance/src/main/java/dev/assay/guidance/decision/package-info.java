/**
 * Decisions that are kept: what was answered, what the rules of that day said, how it reads as Markdown, and what has changed
 * since.
 */
@NullMarked
package dev.assay.guidance.decision;

import org.jspecify.annotations.NullMarked;
