/** Starting a job process that can neither outlive its parent nor reach what it was not given. */
@NullMarked
package dev.assay.worker.sandbox;

import org.jspecify.annotations.NullMarked;
