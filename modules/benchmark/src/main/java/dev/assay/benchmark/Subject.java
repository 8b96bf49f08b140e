package dev.assay.benchmark;

/**
 * What is measured: something that answers one of a fixed pool of inputs.
 *
 * @param <E> how an answer fails
 */
public interface Subject<E extends Exception> {
    /** Size of the pool, at least 1. */
    int inputs();

    /** Answers the input of this index; this call is timed. */
    void infer(int input) throws E;

    /**
     * Whether the outputs of the last {@link #infer} are those that were taken for this input before the timed part.
     * Called outside the timed intervals.
     */
    boolean matchesReference(int input);
}
