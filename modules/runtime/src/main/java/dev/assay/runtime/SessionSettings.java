package dev.assay.runtime;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a model is opened. Nothing is left to the runtime's own choice, because that depends on the host.
 *
 * @param threads        intra-op threads, the calling thread included
 * @param spinning       whether idle intra-op threads spin; faster between close calls, but burns a core each
 * @param optimizedGraph where to write the graph after optimisation, or null
 */
public record SessionSettings(
        int threads, boolean spinning, @Nullable Path optimizedGraph) {
    /** Name of the optimisation level that sessions use. */
    public static final String OPTIMIZATION = "ALL";

    /** Name of the execution provider that sessions use. */
    public static final String PROVIDER = "CPU";

    public SessionSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("At least one thread is needed, not " + threads);
        }
    }

    /** The settings of measurements: spinning, as ONNX Runtime does by default. */
    public static SessionSettings of(int threads) {
        return new SessionSettings(threads, true, null);
    }
}
