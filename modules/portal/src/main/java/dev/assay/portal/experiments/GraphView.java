package dev.assay.portal.experiments;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model of a run as it was given, laid out for drawing and coloured by what the run found.
 *
 * @param totalNodes   nodes of the model, constants not counted
 * @param whole        whether each drawn node is one node of the model; else neighbours of one scope are drawn as one
 * @param layers       rows of the drawing
 * @param width        nodes of the widest row
 * @param profiledRuns runs behind the times; 0 when this run has no profile
 * @param totalMicros  kernel time of one inference
 * @param joinedShare  share of that time that belongs to known nodes, 0 to 1
 * @param nodes        in an order in which each comes after what it needs
 * @param edges        what feeds what
 * @param kernels      what ONNX Runtime ran, in order
 */
public record GraphView(
        int totalNodes,
        boolean whole,
        int layers,
        int width,
        int profiledRuns,
        double totalMicros,
        double joinedShare,
        List<Node> nodes,
        List<Edge> edges,
        List<Kernel> kernels) {
    /**
     * One drawn node.
     *
     * @param id          its place in the list
     * @param name        of the node, or the scope that several share
     * @param op          operator; of several, the one with most work
     * @param nodes       how many nodes of the model it stands for
     * @param layer       row, from 0
     * @param column      place in the row, from 0
     * @param micros      of one inference; a kernel that stands for several nodes is divided by their operations; null
     *                    without a profile
     * @param share       of the kernel time; null without a profile
     * @param precision   of the kernel that takes most of its time ({@code fp32}, {@code int8}, ...); null when unknown
     * @param state       whether the scheme changed it
     * @param reason      why it was left alone; null unless skipped
     * @param weightBytes constants of the model as given
     * @param flops       of one inference; null when unknown
     * @param kernels     ids of the kernels that stand for it
     */
    public record Node(
            int id,
            String name,
            String op,
            int nodes,
            int layer,
            int column,
            @Nullable Double micros,
            @Nullable Double share,
            @Nullable String precision,
            State state,
            @Nullable String reason,
            long weightBytes,
            @Nullable Long flops,
            List<Integer> kernels) {}

    /** What the scheme did to a node. */
    public enum State {
        /** Runs on quantized numbers. */
        QUANTIZED,
        /** The scheme wanted to change it and could not. */
        SKIPPED,
        /** Nothing was to be done. */
        UNTOUCHED
    }

    /** From the id of the node that makes a value to the id of one that needs it. */
    public record Edge(int from, int to) {}

    /**
     * One kernel that ran.
     *
     * @param id    its place in the list
     * @param node  its name in the optimised graph
     * @param nodes ids of the drawn nodes that it stands for; empty when unknown
     */
    public record Kernel(
            int id,
            String node,
            String op,
            String provider,
            double micros,
            double share,
            String precision,
            List<Integer> nodes) {}
}
