/** Tests of the deployed application over HTTP. */
@NullMarked
package dev.assay.webapp.it;

import org.jspecify.annotations.NullMarked;
