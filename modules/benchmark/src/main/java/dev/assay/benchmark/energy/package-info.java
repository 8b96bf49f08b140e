/** Power meters that this machine carries: found, read and integrated. */
@NullMarked
package dev.assay.benchmark.energy;

import org.jspecify.annotations.NullMarked;
