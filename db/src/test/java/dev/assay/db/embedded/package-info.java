/** Starts real servers and kills them. */
@NullMarked
package dev.assay.db.embedded;

import org.jspecify.annotations.NullMarked;
