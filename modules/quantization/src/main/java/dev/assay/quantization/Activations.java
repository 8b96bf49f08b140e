package dev.assay.quantization;

import dev.assay.onnx.OnnxModel;
import java.util.List;

/**
 * Real values of a model's tensors, example by example. Quantization needs them to fix ranges and to correct rounding
 * errors; whoever can run models implements this.
 */
public interface Activations {
    /** Number of examples that every call of {@link #observe} runs. */
    int examples();

    /**
     * Runs the model over all examples, always in the same order, and hands over each named tensor of each example. May be
     * called several times, with different models and tensors; nothing is kept between calls.
     *
     * @param model   the model as it is at this point of the rewrite; it need not have the tensors as outputs
     * @param tensors names of float tensors that nodes of the main graph produce, or of inputs of the graph
     * @throws ActivationsUnavailable when the model cannot be run on the examples
     */
    void observe(OnnxModel model, List<String> tensors, Observer observer) throws ActivationsUnavailable;

    /** Takes one tensor of one example; the array may be reused after the call. */
    @FunctionalInterface
    interface Observer {
        /**
         * Looks at a tensor.
         *
         * @param example number of the example, from 0
         * @param shape   of the tensor
         * @param values  its elements in row-major order
         */
        void tensor(int example, String name, List<Long> shape, float[] values);
    }
}
