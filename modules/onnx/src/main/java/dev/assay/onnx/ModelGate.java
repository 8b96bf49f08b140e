package dev.assay.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides from the file alone whether a model may be kept.
 *
 * <p>The file is read once, front to back, through a fixed buffer: tensor data is skipped, only names and operators are
 * remembered, within the limits. It is neither run nor parsed into objects, so a hostile file costs little. Passing says
 * that the file is well formed, complete in itself and of bounded size; what it does when it runs is for the sandbox.
 */
public final class ModelGate {
    private ModelGate() {}

    /**
     * Checks a file.
     *
     * @throws RejectedModel if the file must not be kept, with the reason
     * @throws IOException   if the file cannot be read
     */
    public static void check(Path file, GateLimits limits) throws RejectedModel, IOException {
        check(file, limits, false);
    }

    /**
     * Checks a file of the machine's owner, which may keep data in other files; {@link OnnxModel#read(Path)} decides in
     * which.
     *
     * @throws RejectedModel if the file is not a model that can be used, with the reason
     * @throws IOException   if the file cannot be read
     */
    public static void checkLocal(Path file, GateLimits limits) throws RejectedModel, IOException {
        check(file, limits, true);
    }

    private static void check(Path file, GateLimits limits, boolean externalData) throws RejectedModel, IOException {
        long sizeBytes = Files.size(file);
        if (sizeBytes == 0) {
            throw Refusals.refuse(Rejection.EMPTY, "The file is empty", "send the .onnx file itself");
        }
        if (sizeBytes > limits.fileBytes()) {
            throw Refusals.refuse(
                    Rejection.TOO_LARGE,
                    "The file has " + sizeBytes + " bytes and the limit is " + limits.fileBytes(),
                    "send a smaller model");
        }
        try (WireReader in = new WireReader(file, limits.messageDepth())) {
            Optional<FileFormats.Foreign> foreign = FileFormats.recognise(in.head(FileFormats.HEAD_BYTES));
            if (foreign.isPresent()) {
                throw Refusals.refuse(
                        Rejection.NOT_ONNX,
                        "The file is " + foreign.get().what() + ", not an ONNX model",
                        foreign.get().remedy());
            }
            GateWalk walk = new GateWalk(in, limits, externalData);
            walk.model();
            checkWhole(walk, limits);
        }
    }

    private static void checkWhole(GateWalk walk, GateLimits limits) throws RejectedModel {
        GraphScan graph = walk.graph;
        if (graph == null) {
            throw Refusals.refuse(
                    Rejection.NO_GRAPH, "The file holds no graph", "export the model again and check the download");
        }
        Versions.checkIr(walk.irVersion);
        if (!walk.opsets.containsKey("") && graph.nodes.stream().anyMatch(node -> node.domain.isEmpty())) {
            throw Refusals.refuse(
                    Rejection.UNSUPPORTED_VERSION,
                    "The file does not say which version of the standard operators it uses",
                    "export the model with an opset_version");
        }
        List<GraphScan> graphs = new ArrayList<>(walk.trainingGraphs);
        graphs.add(graph);
        new FunctionCalls(walk.functions).check(graphs, limits.nodes());
        if (graph.outputs.isEmpty()) {
            throw Refusals.refuse(
                    Rejection.NO_OUTPUT, "The graph returns nothing", "name at least one output at export");
        }
        GraphLinks.checkClosed(graph);
        for (GraphScan.FunctionScan function : walk.functions) {
            GraphLinks.checkClosed(function.body());
        }
    }
}
