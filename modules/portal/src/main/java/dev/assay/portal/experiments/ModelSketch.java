package dev.assay.portal.experiments;

import dev.assay.onnx.GraphCost;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.outline.GraphOutline;
import dev.assay.onnx.outline.KnownShapes;
import dev.assay.onnx.outline.ModelWork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a model file for explaining runs: no weights.
 *
 * @param outline nodes and links
 * @param work    of one inference with the shapes of the run
 * @param flops   operations by node, counted ones only
 */
record ModelSketch(GraphOutline outline, ModelWork work, Map<String, Long> flops) {
    /** Sketches a model for inputs of these shapes ({@code name=1x128}). */
    static ModelSketch of(OnnxModel model, List<String> shapes) {
        GraphCost cost = GraphCost.of(model, KnownShapes.dimensions(model, shapes));
        Map<String, Long> flops = new HashMap<>();
        cost.nodes().forEach(node -> flops.putIfAbsent(node.node(), node.flops()));
        GraphOutline outline = GraphOutline.of(model);
        return new ModelSketch(outline, ModelWork.of(outline, cost), flops);
    }
}
