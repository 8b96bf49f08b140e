package dev.assay.onnx.outline;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sizes that a model's dynamic dimensions had, from the shapes of the inputs it was given. */
public final class KnownShapes {
    private KnownShapes() {}

    /**
     * Sizes by the name of the dimension; one without a name is called {@code input[axis]}. Shapes that do not fit the model's inputs, or cannot be read, say nothing.
     *
     * @param shapes {@code name=1x128} per input
     */
    public static Map<String, Long> dimensions(OnnxModel model, List<String> shapes) {
        Map<String, Long> dimensions = new TreeMap<>();
        for (String shape : shapes) {
            int equals = shape.lastIndexOf('=');
            String[] sizes = shape.substring(equals + 1).split("x", -1);
            for (ValueInfoProto input : model.proto().getGraph().getInputList()) {
                if (equals > 0 && input.getName().equals(shape.substring(0, equals))) {
                    add(input.getName(), input.getType().getTensorType().getShape(), sizes, dimensions);
                }
            }
        }
        return dimensions;
    }

    private static void add(String input, TensorShapeProto declared, String[] sizes, Map<String, Long> dimensions) {
        for (int axis = 0; axis < Math.min(sizes.length, declared.getDimCount()); axis++) {
            TensorShapeProto.Dimension dim = declared.getDim(axis);
            boolean nameless = dim.getDimParam().isEmpty() || dim.getDimParam().equals("?");
            String name = nameless ? input + "[" + axis + "]" : dim.getDimParam();
            boolean fixed = dim.hasDimValue() && dim.getDimValue() >= 0;
            if (!fixed && sizes[axis].matches("\\d{1,15}")) {
                dimensions.putIfAbsent(name, Long.parseLong(sizes[axis]));
            }
        }
    }
}
