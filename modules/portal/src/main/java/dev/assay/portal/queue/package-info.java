/** The queue of jobs: states, leases fenced by an epoch, results accepted exactly once. PostgreSQL is its only memory. */
@NullMarked
package dev.assay.portal.queue;

import org.jspecify.annotations.NullMarked;
