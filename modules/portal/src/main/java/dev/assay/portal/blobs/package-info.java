/** The content-addressed file store. */
@NullMarked
package dev.assay.portal.blobs;

import org.jspecify.annotations.NullMarked;
