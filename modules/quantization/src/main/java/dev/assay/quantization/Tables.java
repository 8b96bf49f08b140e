package dev.assay.quantization;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.assay.onnx.edit.Attributes;
import dev.assay.quantization.RoundedWeights.Unroundable;

/** What can be said of a lookup before its table is stored in fewer bits. */
final class Tables {
    private Tables() {}

    /**
     * The axis of a lookup, counted from the front, in a table whose last axis shares scales.
     *
     * @throws Unroundable if the lookup is along the last axis
     */
    static long axis(NodeProto gather, int rank) throws Unroundable {
        if (rank < 2) {
            throw new Unroundable("its table has " + rank + " dimensions; rows are needed to share a scale");
        }
        long axis = Attributes.integer(gather, "axis", 0);
        long counted = axis < 0 ? axis + rank : axis;
        if (counted == rank - 1) {
            throw new Unroundable("its lookup is along the axis that shares scales");
        }
        return counted;
    }
}
