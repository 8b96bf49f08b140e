package dev.assay.cli;

import dev.assay.onnx.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sizes as written on the command line: {@code input_ids=1x128} for an input, {@code sequence=64} for a dynamic dimension.
 *
 * @param dimensions sizes of dynamic dimensions, those that the model suggests included
 * @param inputs     shapes of inputs
 */
record ShapeArguments(Map<String, Long> dimensions, Map<String, List<Long>> inputs) {
    /** Holds what was written against the inputs of the model; what names neither an input nor a dimension is refused. */
    static ShapeArguments parse(Map<String, String> written, Map<String, Long> usual, List<TensorInfo> declared)
            throws BadInput {
        Map<String, Long> dimensions = new TreeMap<>(usual);
        Map<String, List<Long>> inputs = new TreeMap<>();
        for (Map.Entry<String, String> shape : written.entrySet()) {
            String name = shape.getKey();
            List<Long> sizes = sizes(name, shape.getValue());
            if (declared.stream().anyMatch(input -> input.name().equals(name))) {
                inputs.put(name, sizes);
            } else if (sizes.size() == 1
                    && (usual.containsKey(name)
                            || declared.stream().anyMatch(input -> input.shape().contains(name)))) {
                dimensions.put(name, sizes.getFirst());
            } else {
                throw new BadInput("--shape " + Text.visible(name) + "=" + Text.visible(shape.getValue())
                        + " names no input of this model; its inputs are "
                        + declared.stream().map(ShapeArguments::inWords).collect(Collectors.joining(", ")) + ".");
            }
        }
        return new ShapeArguments(dimensions, inputs);
    }

    private static String inWords(TensorInfo input) {
        return Text.visible(input.name())
                + input.shape().stream().map(Text::visible).collect(Collectors.joining(" x ", " [", "]"));
    }

    private static List<Long> sizes(String name, String shape) throws BadInput {
        List<Long> sizes = new ArrayList<>();
        for (String size : shape.split("x", -1)) {
            long value;
            try {
                value = Long.parseLong(size);
            } catch (NumberFormatException e) {
                value = 0;
            }
            if (value < 1) {
                throw new BadInput("--shape " + Text.visible(name) + "=" + Text.visible(shape)
                        + " is not a shape; write it as " + Text.visible(name) + "=1x128.");
            }
            sizes.add(value);
        }
        return sizes;
    }
}
