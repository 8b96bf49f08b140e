package dev.assay.onnx.shape;

import java.util.List;

/** Tells the outputs of a node from its inputs; fewer values than outputs leave the rest unknown. */
@FunctionalInterface
interface Rule {
    /** The outputs in order; throws {@link Unknowable} if their shapes depend on data that only a run has. */
    List<Value> outputs(NodeView node);
}
