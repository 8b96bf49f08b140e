package dev.assay.worker.inputs;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.onnx.OnnxModel;
import dev.assay.protocol.Workload;
import dev.assay.runtime.ElementType;
import dev.assay.runtime.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What a model wants to be fed, read from the file: the model itself is not loaded here. */
public final class ModelInputs {
    /** Length of sequences where neither model nor workload says one. */
    static final long DEFAULT_SEQUENCE = 128;

    /** Side of images where neither model nor workload says one. */
    static final long DEFAULT_IMAGE_SIDE = 224;

    private static final int MOST_STEPS_TO_GATHER = 4;

    private ModelInputs() {}

    /** Inputs of the graph, without those that have a stored default. */
    public static List<TensorSpec> of(OnnxModel model) throws InputException {
        GraphProto graph = model.proto().getGraph();
        Set<String> stored = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> stored.add(tensor.getName()));
        List<TensorSpec> inputs = new ArrayList<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (!stored.contains(input.getName())) {
                inputs.add(spec(input));
            }
        }
        return List.copyOf(inputs);
    }

    /**
     * The complete shape of an input: the workload's full shape, else its sizes by dimension name, else 1 for the batch,
     * {@value #DEFAULT_SEQUENCE} for a sequence and {@value #DEFAULT_IMAGE_SIDE} for the sides of an image.
     */
    public static List<Long> shape(TensorSpec input, Workload workload) throws InputException {
        List<Long> declared = input.shape();
        List<Long> given = workload.shapes().get(input.name());
        List<Long> shape = new ArrayList<>();
        if (given != null && given.size() != declared.size()) {
            throw new InputException("The input " + input.name() + " has " + declared.size() + " axes, but the shape "
                    + given + " has " + given.size() + ".");
        }
        for (int axis = 0; axis < declared.size(); axis++) {
            long size = declared.get(axis);
            String name = input.dimensions().get(axis);
            Long byName = workload.dimensions().get(name);
            if (given != null) {
                if (size >= 0 && size != given.get(axis)) {
                    throw new InputException("Axis " + axis + " of the input " + input.name() + " is fixed at " + size
                            + ", but the workload asks for " + given.get(axis) + ".");
                }
                size = given.get(axis);
            } else if (size < 0 && byName != null) {
                size = byName;
            } else if (size < 0) {
                size = assumed(declared, axis, name);
            }
            if (size < 1) {
                throw new InputException("Axis " + axis + " of the input " + input.name() + " would have size " + size
                        + "; give a size of at least 1.");
            }
            shape.add(size);
        }
        return List.copyOf(shape);
    }

    /** Rows of the embedding table that an input of token ids indexes; empty for any other input. */
    public static OptionalLong tableRows(OnnxModel model, String input) {
        GraphProto graph = model.proto().getGraph();
        Map<String, Long> rows = new HashMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getDimsCount() == 2) {
                rows.put(tensor.getName(), tensor.getDims(0));
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Constant") && node.getAttributeCount() > 0) {
                TensorProto tensor = node.getAttribute(0).getT();
                if (tensor.getDimsCount() == 2) {
                    rows.put(node.getOutput(0), tensor.getDims(0));
                }
            }
        }
        Set<String> aliases = new HashSet<>(Set.of(input));
        long least = Long.MAX_VALUE;
        for (int step = 0; step < MOST_STEPS_TO_GATHER; step++) {
            for (NodeProto node : graph.getNodeList()) {
                boolean gather =
                        node.getOpType().equals("Gather") || node.getOpType().equals("GatherBlockQuantized");
                if (gather && node.getInputCount() > 1 && aliases.contains(node.getInput(1))) {
                    least = Math.min(least, rows.getOrDefault(node.getInput(0), Long.MAX_VALUE));
                }
                if (Set.of("Cast", "Identity", "Reshape", "Unsqueeze", "Squeeze")
                                .contains(node.getOpType())
                        && node.getInputCount() > 0
                        && aliases.contains(node.getInput(0))) {
                    aliases.addAll(node.getOutputList());
                }
            }
        }
        return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
    }

    private static long assumed(List<Long> declared, int axis, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("seq") || lower.contains("length") || lower.contains("tokens")) {
            return DEFAULT_SEQUENCE;
        }
        if (axis == 0 || lower.contains("batch")) {
            return 1;
        }
        boolean channelsLast = declared.size() == 4 && (declared.get(3) == 1 || declared.get(3) == 3);
        if (declared.size() == 4 && (axis >= 2 || channelsLast)) {
            return DEFAULT_IMAGE_SIDE;
        }
        return declared.size() == 2 ? DEFAULT_SEQUENCE : 1;
    }

    private static TensorSpec spec(ValueInfoProto input) throws InputException {
        TypeProto type = input.getType();
        if (!type.hasTensorType()) {
            throw new InputException("The input " + input.getName() + " is not a tensor; only tensors can be fed.");
        }
        TypeProto.Tensor tensor = type.getTensorType();
        if (!tensor.hasShape()) {
            throw new InputException(
                    "The input " + input.getName() + " declares no shape; export the model with shapes.");
        }
        List<Long> shape = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (TensorShapeProto.Dimension dimension : tensor.getShape().getDimList()) {
            shape.add(dimension.hasDimValue() && dimension.getDimValue() > 0 ? dimension.getDimValue() : -1);
            names.add(dimension.getDimParam());
        }
        return new TensorSpec(
                input.getName(), type(input.getName(), tensor.getElemType()), List.copyOf(shape), List.copyOf(names));
    }

    private static ElementType type(String name, int number) throws InputException {
        TensorProto.DataType type = TensorProto.DataType.forNumber(number);
        if (type == null) {
            throw new InputException("The input " + name + " has the unknown element type " + number + ".");
        }
        return switch (type) {
            case FLOAT -> ElementType.FLOAT;
            case DOUBLE -> ElementType.DOUBLE;
            case FLOAT16 -> ElementType.FLOAT16;
            case BFLOAT16 -> ElementType.BFLOAT16;
            case INT8 -> ElementType.INT8;
            case INT16 -> ElementType.INT16;
            case INT32 -> ElementType.INT32;
            case INT64 -> ElementType.INT64;
            case UINT8 -> ElementType.UINT8;
            case BOOL -> ElementType.BOOL;
            default ->
                throw new InputException("The input " + name + " takes "
                        + type.name().toLowerCase(Locale.ROOT) + " values, which cannot be fed here;"
                        + " convert it to a number type first.");
        };
    }
}
