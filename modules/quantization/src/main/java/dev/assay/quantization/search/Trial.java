package dev.assay.quantization.search;

import dev.assay.quantization.QuantizationReport;
import dev.assay.quantization.Scheme;
import java.util.List;
import java.util.Optional;

/**
 * Tries schemes on the model at hand. An empty answer means that the scheme cannot be applied or run here, or changes
 * nothing; the search then leaves it out.
 *
 * @param <E> what ends the search as a whole
 */
public interface Trial<E extends Exception> {
    /**
     * Applies a scheme and compares outputs, without taking the time.
     *
     * @return mean cosine with fp32 over the fidelity inputs
     */
    Optional<Double> cosine(Scheme scheme) throws E;

    /** Applies a scheme, compares outputs and takes the time, under the same conditions for every scheme. */
    Optional<Measured> measure(Scheme scheme) throws E;

    /** Whether there is time for more than the usual schemes; when not, the search takes what it has. */
    default boolean timeLeft() {
        return true;
    }

    /**
     * What one scheme gave.
     *
     * @param medianMillis latency of one inference
     * @param bytes        size of the rewritten file
     * @param cosine       mean cosine with fp32
     * @param layers       the nodes that were rewritten
     */
    record Measured(double medianMillis, long bytes, double cosine, List<QuantizationReport.Layer> layers) {
        public Measured {
            layers = List.copyOf(layers);
        }
    }
}
