/** The portal's REST interface as the command line uses it. */
@NullMarked
package dev.assay.cli.rest;

import org.jspecify.annotations.NullMarked;
