package dev.assay.onnx.opset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A model that cannot be raised; the message names the operators that stand in the way and says what to do. */
public final class CannotUpgrade extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Obstacle> obstacles;

    CannotUpgrade(long from, int to, List<Obstacle> obstacles) {
        super(message(from, to, obstacles));
        this.obstacles = List.copyOf(obstacles);
    }

    /** The nodes that stand in the way, in graph order. */
    public List<Obstacle> obstacles() {
        return obstacles;
    }

    private static String message(long from, int to, List<Obstacle> obstacles) {
        Map<String, String> byOp = new LinkedHashMap<>();
        obstacles.forEach(obstacle -> byOp.putIfAbsent(obstacle.op(), obstacle.reason()));
        String operators = byOp.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        return "The model uses operator set " + from + " and operator set " + to
                + " is needed, to which it cannot be raised because of " + operators
                + "; nothing was changed, export the model with opset_version " + to + " or later.";
    }
}
