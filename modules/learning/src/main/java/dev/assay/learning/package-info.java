/** The built-in models and datasets, and the computations behind the labs. */
@NullMarked
package dev.assay.learning;

import org.jspecify.annotations.NullMarked;
