/** What every room of the portal shares: the database, the clock, secrets, pages of lists and the way to say no. */
@NullMarked
package dev.assay.portal;

import org.jspecify.annotations.NullMarked;
