package dev.assay.onnx.outline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where to draw each node of a directed graph without cycles: its layer is the length of the longest path that leads to
 * it, its column the place among the nodes of the layer. Columns follow the mean column of the nodes before, and keep the
 * given order where that says nothing, so the same graph is always drawn the same way.
 *
 * @param layer  of each node, 0 for those that need no other
 * @param column of each node within its layer, from 0
 * @param layers number of layers
 * @param width  nodes of the widest layer
 */
public record GraphLayout(List<Integer> layer, List<Integer> column, int layers, int width) {

    public GraphLayout {
        layer = List.copyOf(layer);
        column = List.copyOf(column);
    }

    /**
     * Lays a graph out in time linear in nodes and edges, but for sorting each layer.
     *
     * @param before ids of the nodes directly before each node; ids are places in this list
     * @throws IllegalArgumentException when there is a cycle, or an id that is none
     */
    public static GraphLayout of(List<List<Integer>> before) {
        int[] layer = layers(before);
        int count = Arrays.stream(layer).max().orElse(-1) + 1;
        List<List<Integer>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new ArrayList<>());
        }
        for (int node = 0; node < layer.length; node++) {
            rows.get(layer[node]).add(node);
        }
        int[] column = new int[layer.length];
        double[] wish = new double[layer.length];
        int width = 0;
        for (List<Integer> row : rows) {
            for (int node : row) {
                wish[node] = before.get(node).stream()
                        .mapToInt(other -> column[other])
                        .average()
                        .orElse(0);
            }
            row.sort(Comparator.<Integer>comparingDouble(node -> wish[node]).thenComparingInt(node -> node));
            for (int place = 0; place < row.size(); place++) {
                column[row.get(place)] = place;
            }
            width = Math.max(width, row.size());
        }
        return new GraphLayout(
                Arrays.stream(layer).boxed().toList(),
                Arrays.stream(column).boxed().toList(),
                count,
                width);
    }

    private static int[] layers(List<List<Integer>> before) {
        int size = before.size();
        List<List<Integer>> next = new ArrayList<>();
        for (int node = 0; node < size; node++) {
            next.add(new ArrayList<>());
        }
        int[] waitingFor = new int[size];
        for (int node = 0; node < size; node++) {
            for (int other : before.get(node)) {
                if (other < 0 || other >= size) {
                    throw new IllegalArgumentException("There is no node " + other + " among " + size);
                }
                next.get(other).add(node);
                waitingFor[node]++;
            }
        }
        ArrayDeque<Integer> ready = new ArrayDeque<>();
        for (int node = 0; node < size; node++) {
            if (waitingFor[node] == 0) {
                ready.add(node);
            }
        }
        int[] layer = new int[size];
        int done = 0;
        while (!ready.isEmpty()) {
            int node = ready.remove();
            done++;
            for (int follower : next.get(node)) {
                layer[follower] = Math.max(layer[follower], layer[node] + 1);
                if (--waitingFor[follower] == 0) {
                    ready.add(follower);
                }
            }
        }
        if (done < size) {
            throw new IllegalArgumentException("The graph has a cycle, so it has no layers");
        }
        return layer;
    }
}
