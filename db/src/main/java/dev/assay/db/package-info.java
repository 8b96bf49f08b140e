/** Applies the Flyway migrations, the only owner of the schema. */
@NullMarked
package dev.assay.db;

import org.jspecify.annotations.NullMarked;
