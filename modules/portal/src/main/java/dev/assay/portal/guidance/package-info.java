/** The guidance as the portal serves it: profiles, advice, and stored measurements held against both. */
@NullMarked
package dev.assay.portal.guidance;

import org.jspecify.annotations.NullMarked;
