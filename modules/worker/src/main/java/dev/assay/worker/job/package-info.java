/** The job process: the child JVM in which a user's model runs, and the frames it writes for its parent. */
@NullMarked
package dev.assay.worker.job;

import org.jspecify.annotations.NullMarked;
