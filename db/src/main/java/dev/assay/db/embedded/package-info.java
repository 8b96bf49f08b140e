/** A PostgreSQL of our own for one machine: durable, behind a password, on the loopback interface, gone with its parent. */
@NullMarked
package dev.assay.db.embedded;

import org.jspecify.annotations.NullMarked;
