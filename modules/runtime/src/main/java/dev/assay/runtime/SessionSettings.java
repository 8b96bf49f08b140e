package dev.assay.runtime;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model is opened. Nothing is left to the runtime's own choice, because that depends on the host.
 *
 * @param threads        intra-op threads, the calling thread included
 * @param spinning       whether idle intra-op threads spin; faster between close calls, but burns a core each
 * @param optimizedGraph where to write the graph after optimisation, or null
 * @param level          how far the graph may be rewritten while it is loaded
 * @param disabled       names of the runtime's graph transformers that must not run whatever the level
 */
public record SessionSettings(
        int threads, boolean spinning, @Nullable Path optimizedGraph, Level level, List<String> disabled) {
    /** Name of the optimisation level that sessions use. */
    public static final String OPTIMIZATION = "ALL";

    /** Name of the execution provider that sessions use. */
    public static final String PROVIDER = "CPU";

    /** The runtime's levels of graph optimisation. */
    public enum Level {
        /** The graph runs as it is written, so that a value does not depend on what else is asked for. */
        NONE,
        /** Constants are computed in advance, normalisation is folded into convolutions, nodes without effect go. */
        BASIC,
        /** Everything, hardware-dependent layouts and fused kernels included. */
        ALL
    }

    public SessionSettings {
        disabled = List.copyOf(disabled);
        if (threads < 1) {
            throw new IllegalArgumentException("At least one thread is needed, not " + threads);
        }
    }

    /** All optimisations. */
    public SessionSettings(int threads, boolean spinning, @Nullable Path optimizedGraph) {
        this(threads, spinning, optimizedGraph, Level.ALL, List.of());
    }

    /** The settings of measurements: spinning, as ONNX Runtime does by default. */
    public static SessionSettings of(int threads) {
        return new SessionSettings(threads, true, null);
    }

    /**
     * The settings for looking into a model: no optimisation, so that each tensor has the value that the graph as written
     * gives it, whichever other tensors are looked at in the same run.
     */
    public static SessionSettings asWritten(int threads) {
        return new SessionSettings(threads, true, null, Level.NONE, List.of());
    }
}
