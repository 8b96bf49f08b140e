/** The agent's side of the protocol: requests to the portal, downloads, and what must survive a restart. */
@NullMarked
package dev.assay.worker.portal;

import org.jspecify.annotations.NullMarked;
