package dev.assay.benchmark;

/** Told how far a part is, from 0 to 1; called between timed intervals, a few times a second. */
@FunctionalInterface
public interface ProgressSink {
    void at(double share);
}
