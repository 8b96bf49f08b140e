/** Scenarios, warm-up, meters and host facts: how a measurement is taken. */
@NullMarked
package dev.assay.benchmark;

import org.jspecify.annotations.NullMarked;
