/** The agent, which leases jobs over HTTP, and the job process that it starts for each run. */
@NullMarked
package dev.assay.worker;

import org.jspecify.annotations.NullMarked;
