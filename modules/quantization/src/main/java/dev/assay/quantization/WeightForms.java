package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.edit.Names;
import dev.assay.quantization.RoundedWeights.Unroundable;
import dev.assay.quantization.blockwise.BlockMatrix;
import dev.assay.quantization.blockwise.WeightMatrix;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How one scheme stores weights in fewer bits, and the nodes that read them back. */
interface WeightForms {
    /**
     * Weights in their new form.
     *
     * @param tensors initializers to add
     * @param sqnrDb  signal to rounding noise of the weights in dB; null when nothing was lost
     * @param cosine  of the weights before and after
     * @param reader  makes the nodes
     */
    record Stored(List<TensorProto> tensors, @Nullable Double sqnrDb, double cosine, Reader reader) {

        static Stored of(List<TensorProto> tensors, WeightMatrix before, BlockMatrix after, Reader reader) {
            WeightLoss loss = new WeightLoss();
            for (int column = 0; column < before.columns(); column++) {
                for (int row = 0; row < before.rows(); row++) {
                    loss.add(before.get(row, column), after.dequantized(row, column));
                }
            }
            return new Stored(tensors, loss.sqnrDb(), loss.cosine(), reader);
        }
    }

    /** Makes the nodes that stand for one node of the original. */
    @FunctionalInterface
    interface Reader {
        /**
         * Appends nodes.
         *
         * @param node   the original
         * @param output what the last of the new nodes produces
         */
        void read(NodeProto node, String output, Names names, List<NodeProto> into);
    }

    /**
     * Whether the stored tensors belong into the graph of the node that reads them, instead of staying where the weights
     * were. ONNX Runtime (1.29) refuses a model in which it wants to fuse {@code DequantizeLinear} inside of a body while
     * the weights are outside ("Missing required weight").
     */
    boolean isBesideReader();

    /**
     * Stores the weights of a product; {@link Reader} then computes the product alone, without a bias.
     *
     * @param names makes the names of tensors from a suffix
     */
    Stored matrix(LinearLayer layer, UnaryOperator<String> names) throws Unroundable;

    /** Stores a table that a {@code Gather} reads. */
    Stored table(NodeProto gather, TensorProto table, UnaryOperator<String> names) throws Unroundable;

    static NodeProto.Builder operator(String type, String name, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setName(name)
                .addAllInput(inputs)
                .addOutput(output);
    }
}
