/**
 * The {@code assay} command: one class per subcommand, and {@link dev.assay.cli.Terminal}, the only place that writes to
 * standard output.
 */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
