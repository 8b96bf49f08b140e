/** What faces the network besides pages: the guard in front of everything, REST, the protocol of the agents, health. */
@NullMarked
package dev.assay.webapp.api;

import org.jspecify.annotations.NullMarked;
