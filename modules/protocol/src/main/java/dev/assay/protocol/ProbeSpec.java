package dev.assay.protocol;

import java.util.List;

/**
 * A calibration: the probes of the agent are timed.
 *
 * @param threads numbers of intra-op threads, one after the other; a device leaves out those it has not got
 * @param seconds about how long it takes
 */
public record ProbeSpec(List<Integer> threads, int seconds) {
    /** Long enough for every probe, short enough for an idle moment. */
    public static final int USUAL_SECONDS = 55;

    public ProbeSpec {
        threads = threads == null ? List.of() : List.copyOf(threads);
    }
}
