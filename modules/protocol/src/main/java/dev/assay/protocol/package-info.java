/** The records that travel between agent, portal and command line, and their JSON form. */
@NullMarked
package dev.assay.protocol;

import org.jspecify.annotations.NullMarked;
