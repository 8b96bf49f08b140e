package dev.assay.worker.inputs;

import dev.assay.runtime.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A dataset opened for a model: rows that can be made into examples. Reading a row has no effect on another. */
interface Rows extends Closeable {
    /** How many rows there are; at least one. */
    int count();

    /** Rows that one example takes, the size of the model's batch axis. */
    int batch();

    /**
     * One example of {@link #batch} rows, by name of the model's input. Examples of most datasets have one shape; texts
     * may have the length that they need.
     */
    Map<String, Tensor> example(List<Integer> rows) throws InputException, IOException;

    /** A class number per row; empty when the dataset has none. */
    List<Integer> labels();

    @Override
    default void close() throws IOException {}
}
