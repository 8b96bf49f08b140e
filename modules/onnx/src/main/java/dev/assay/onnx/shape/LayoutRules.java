package dev.assay.onnx.shape;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operators that move, repeat or describe data without computing on it. */
final class LayoutRules {
    private LayoutRules() {}

    static Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>();
        rules.put("Constant", LayoutRules::constant);
        rules.put("Shape", LayoutRules::shape);
        rules.put(
                "Size",
                node -> List.of(Value.integers(ElementType.INT64, new long[] {Tensors.elements(node.dims(0))})));
        rules.put("ConstantOfShape", LayoutRules::constantOfShape);
        rules.put("Range", LayoutRules::range);
        rules.put("Reshape", LayoutRules::reshape);
        rules.put("Flatten", LayoutRules::flatten);
        rules.put("Squeeze", LayoutRules::squeeze);
        rules.put("Unsqueeze", LayoutRules::unsqueeze);
        rules.put("Transpose", LayoutRules::transpose);
        rules.put("Concat", LayoutRules::concat);
        rules.put("Split", LayoutRules::split);
        rules.put("Slice", LayoutRules::slice);
        rules.put("Gather", LayoutRules::gather);
        rules.put("GatherElements", node -> List.of(Value.of(node.type(0), node.dims(1))));
        rules.put("GatherND", LayoutRules::gatherNd);
        rules.put("Expand", LayoutRules::expand);
        rules.put("Tile", LayoutRules::tile);
        rules.put("Pad", LayoutRules::pad);
        rules.put("DepthToSpace", node -> blocks(node, true));
        rules.put("SpaceToDepth", node -> blocks(node, false));
        rules.put("OneHot", LayoutRules::oneHot);
        rules.put(
                "EyeLike",
                node -> List.of(
                        Value.of(ElementType.of((int) node.integer("dtype", 0)).orElse(node.type(0)), node.dims(0))));
        return rules;
    }

    private static List<Value> constant(NodeView node) {
        for (AttributeProto attribute : node.node().getAttributeList()) {
            switch (attribute.getName()) {
                case "value" -> {
                    return List.of(Value.stored(attribute.getT()));
                }
                case "value_int" -> {
                    return List.of(Value.integers(ElementType.INT64, new long[] {attribute.getI()}));
                }
                case "value_ints" -> {
                    long[] elements = attribute.getIntsList().stream()
                            .mapToLong(Long::longValue)
                            .toArray();
                    return List.of(Value.integers(ElementType.INT64, elements, elements.length));
                }
                case "value_float" -> {
                    return List.of(Value.reals(ElementType.FLOAT32, new double[] {attribute.getF()}));
                }
                case "value_floats" -> {
                    double[] elements = attribute.getFloatsList().stream()
                            .mapToDouble(Float::doubleValue)
                            .toArray();
                    return List.of(Value.reals(ElementType.FLOAT32, elements, elements.length));
                }
                default -> {
                    // other kinds of constants are no numbers
                }
            }
        }
        throw new Unknowable("it is a constant of a kind that has no shape here");
    }

    private static List<Value> shape(NodeView node) {
        long[] dims = node.dims(0);
        int start = bound(node.integer("start", 0), dims.length);
        int end = bound(node.integer("end", dims.length), dims.length);
        long[] part = start < end ? Arrays.copyOfRange(dims, start, end) : new long[0];
        return List.of(Value.integers(ElementType.INT64, part, part.length));
    }

    private static int bound(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    private static List<Value> constantOfShape(NodeView node) {
        long[] dims = node.in(0).asIntegers();
        AttributeProto value = node.attribute("value");
        Value element =
                value == null ? Value.reals(ElementType.FLOAT32, new double[] {0}, 1) : Value.stored(value.getT());
        return List.of(element.picked(dims, i -> 0));
    }

    private static List<Value> range(NodeView node) {
        double start = node.in(0).asReals()[0];
        double limit = node.in(1).asReals()[0];
        double delta = node.in(2).asReals()[0];
        double steps = Math.max(0, Math.ceil((limit - start) / delta));
        ElementType type = node.type(0);
        if (!(steps < Long.MAX_VALUE)) {
            throw new Unknowable("its range has no end");
        }
        if (steps > Value.MAX_FOLDED_ELEMENTS || type == null) {
            return List.of(Value.of(type, (long) steps));
        }
        double[] elements = new double[(int) steps];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = start + i * delta;
        }
        Value folded = Value.reals(type, elements, elements.length);
        return List.of(type.isInteger() ? Value.integers(type, folded.asIntegers(), elements.length) : folded);
    }

    private static List<Value> reshape(NodeView node) {
        long[] from = node.dims(0);
        long[] to = node.in(1).asIntegers().clone();
        boolean zeroCopies = node.integer("allowzero", 0) == 0;
        int open = -1;
        long known = 1;
        for (int i = 0; i < to.length; i++) {
            if (to[i] == 0 && zeroCopies) {
                to[i] = from[i];
            }
            if (to[i] == -1) {
                open = i;
            } else {
                known = Math.multiplyExact(known, to[i]);
            }
        }
        if (open >= 0) {
            to[open] = known == 0 ? 0 : Tensors.elements(from) / known;
        }
        if (Tensors.elements(to) != Tensors.elements(from)) {
            throw new Unknowable("it gives " + Arrays.toString(from) + " the shape " + Arrays.toString(to)
                    + ", which has another size");
        }
        return List.of(node.in(0).reshaped(to));
    }

    private static List<Value> flatten(NodeView node) {
        long[] dims = node.dims(0);
        long given = node.integer("axis", 1);
        int axis = given == dims.length ? dims.length : NodeView.axis(given, dims.length);
        return List.of(node.in(0)
                .reshaped(
                        Tensors.elements(Arrays.copyOfRange(dims, 0, axis)),
                        Tensors.elements(Arrays.copyOfRange(dims, axis, dims.length))));
    }

    private static List<Value> squeeze(NodeView node) {
        long[] dims = node.dims(0);
        boolean[] drop = new boolean[dims.length];
        long[] axes = node.integersOrInput("axes", 1);
        if (axes == null) {
            for (int i = 0; i < dims.length; i++) {
                drop[i] = dims[i] == 1;
            }
        } else {
            for (long axis : axes) {
                drop[NodeView.axis(axis, dims.length)] = true;
            }
        }
        List<Long> rest = new ArrayList<>();
        for (int i = 0; i < dims.length; i++) {
            if (!drop[i]) {
                rest.add(dims[i]);
            }
        }
        return List.of(node.in(0).reshaped(array(rest)));
    }

    private static List<Value> unsqueeze(NodeView node) {
        long[] dims = node.dims(0);
        long[] axes = node.integersOrInput("axes", 1);
        if (axes == null) {
            throw new Unknowable("it does not say which axes to add");
        }
        long[] result = new long[dims.length + axes.length];
        for (long axis : axes) {
            result[NodeView.axis(axis, result.length)] = 1;
        }
        int next = 0;
        for (int i = 0; i < result.length; i++) {
            if (result[i] == 0) {
                result[i] = dims[next++];
            }
        }
        return List.of(node.in(0).reshaped(result));
    }

    private static List<Value> transpose(NodeView node) {
        long[] dims = node.dims(0);
        long[] order = node.integers("perm");
        if (order == null) {
            order = new long[dims.length];
            for (int i = 0; i < order.length; i++) {
                order[i] = dims.length - 1L - i;
            }
        }
        long[] result = new long[dims.length];
        int[] strides = Strides.of(dims);
        int[] moved = new int[dims.length];
        for (int i = 0; i < result.length; i++) {
            int from = NodeView.axis(order[i], dims.length);
            result[i] = dims[from];
            moved[i] = strides[from];
        }
        return List.of(node.in(0).picked(result, Strides.walk(result, moved, 0)));
    }

    private static List<Value> concat(NodeView node) {
        long[] dims = node.dims(0).clone();
        int axis = NodeView.axis(node.integer("axis", 0), dims.length);
        boolean constant = node.in(0).isConstant();
        for (int i = 1; i < node.inputCount(); i++) {
            dims[axis] = Math.addExact(dims[axis], node.dims(i)[axis]);
            constant &= node.in(i).isConstant();
        }
        ElementType type = node.type(0);
        Value shape = Value.of(type, dims);
        if (!constant || type == null || dims.length != 1 || shape.elements() > Value.MAX_FOLDED_ELEMENTS) {
            return List.of(shape);
        }
        long[] integers = new long[(int) dims[0]];
        double[] reals = new double[(int) dims[0]];
        int at = 0;
        for (int i = 0; i < node.inputCount(); i++) {
            int count = (int) node.dims(i)[0];
            System.arraycopy(node.in(i).asIntegers(), 0, integers, at, count);
            System.arraycopy(node.in(i).asReals(), 0, reals, at, count);
            at += count;
        }
        return List.of(type.isInteger() ? Value.integers(type, integers, dims) : Value.reals(type, reals, dims));
    }

    private static List<Value> split(NodeView node) {
        long[] dims = node.dims(0);
        int axis = NodeView.axis(node.integer("axis", 0), dims.length);
        long[] sizes = node.integersOrInput("split", 1);
        if (sizes == null) {
            int parts = (int) node.integer("num_outputs", node.outputCount());
            long part = Math.ceilDiv(dims[axis], (long) parts);
            sizes = new long[parts];
            Arrays.fill(sizes, part);
            sizes[parts - 1] = dims[axis] - part * (parts - 1);
        }
        List<Value> parts = new ArrayList<>();
        long start = 0;
        for (long size : sizes) {
            long[] result = dims.clone();
            result[axis] = size;
            int[] strides = Strides.of(dims);
            parts.add(node.in(0).picked(result, Strides.walk(result, strides, (int) (start * strides[axis]))));
            start += size;
        }
        return parts;
    }

    private static List<Value> slice(NodeView node) {
        long[] dims = node.dims(0);
        long[] starts = node.opset() < 10 ? node.integers("starts") : node.in(1).asIntegers();
        long[] ends = node.opset() < 10 ? node.integers("ends") : node.in(2).asIntegers();
        long[] axes = node.opset() < 10
                ? node.integers("axes")
                : node.has(3) ? node.in(3).asIntegers() : null;
        long[] steps = node.opset() >= 10 && node.has(4) ? node.in(4).asIntegers() : null;
        if (starts == null || ends == null) {
            throw new Unknowable("it does not say what to cut");
        }
        long[] result = dims.clone();
        int[] strides = Strides.of(dims);
        int offset = 0;
        for (int i = 0; i < starts.length; i++) {
            int axis = NodeView.axis(axes == null ? i : axes[i], dims.length);
            long step = steps == null ? 1 : steps[i];
            long size = dims[axis];
            if (step == 0) {
                throw new Unknowable("it cuts in steps of zero");
            }
            long low = step > 0 ? 0 : -1;
            long high = step > 0 ? size : size - 1;
            long start = Math.max(0, Math.min(high, starts[i] < 0 ? starts[i] + size : starts[i]));
            long end = Math.max(low, Math.min(high, ends[i] < 0 ? ends[i] + size : ends[i]));
            result[axis] = Math.max(0, step > 0 ? Math.ceilDiv(end - start, step) : Math.ceilDiv(start - end, -step));
            offset += (int) start * strides[axis];
            strides[axis] *= (int) step;
        }
        return List.of(node.in(0).picked(result, Strides.walk(result, strides, offset)));
    }

    private static List<Value> gather(NodeView node) {
        long[] data = node.dims(0);
        long[] indices = node.dims(1);
        int axis = NodeView.axis(node.integer("axis", 0), data.length);
        long[] result = new long[data.length - 1 + indices.length];
        System.arraycopy(data, 0, result, 0, axis);
        System.arraycopy(indices, 0, result, axis, indices.length);
        System.arraycopy(data, axis + 1, result, axis + indices.length, data.length - axis - 1);
        if (!node.in(0).isConstant() || !node.in(1).isConstant()) {
            return List.of(Value.of(node.type(0), result));
        }
        long[] picks = node.in(1).asIntegers();
        int inner = (int) Tensors.elements(Arrays.copyOfRange(data, axis + 1, data.length));
        int size = (int) data[axis];
        return List.of(node.in(0).picked(result, i -> {
            int within = i % inner;
            int pick = (int) picks[i / inner % picks.length];
            int outer = i / inner / picks.length;
            return (outer * size + NodeView.axis(pick, size)) * inner + within;
        }));
    }

    private static List<Value> gatherNd(NodeView node) {
        long[] data = node.dims(0);
        long[] indices = node.dims(1);
        int batch = (int) node.integer("batch_dims", 0);
        int depth = (int) indices[indices.length - 1];
        long[] head = Arrays.copyOfRange(indices, 0, indices.length - 1);
        long[] tail = Arrays.copyOfRange(data, batch + depth, data.length);
        long[] result = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, result, head.length, tail.length);
        return List.of(Value.of(node.type(0), result));
    }

    private static List<Value> expand(NodeView node) {
        long[] result = Broadcast.dims(node.dims(0), node.in(1).asIntegers());
        return List.of(node.in(0).picked(result, Broadcast.source(node.dims(0), result)));
    }

    private static List<Value> tile(NodeView node) {
        long[] dims = node.dims(0);
        long[] repeats = node.in(1).asIntegers();
        long[] result = new long[dims.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.multiplyExact(dims[i], repeats[i]);
        }
        return List.of(Value.of(node.type(0), result));
    }

    private static List<Value> pad(NodeView node) {
        long[] dims = node.dims(0).clone();
        long[] pads = node.opset() < 11 ? node.integers("pads") : node.in(1).asIntegers();
        if (pads == null) {
            throw new Unknowable("it does not say how much to add");
        }
        long[] axes = node.has(3) ? node.in(3).asIntegers() : null;
        int padded = pads.length / 2;
        for (int i = 0; i < padded; i++) {
            int axis = NodeView.axis(axes == null ? i : axes[i], dims.length);
            dims[axis] += pads[i] + pads[i + padded];
        }
        return List.of(Value.of(node.type(0), dims));
    }

    private static List<Value> blocks(NodeView node, boolean toSpace) {
        long[] dims = node.dims(0);
        long block = node.integer("blocksize", 1);
        return List.of(
                toSpace
                        ? Value.of(node.type(0), dims[0], dims[1] / (block * block), dims[2] * block, dims[3] * block)
                        : Value.of(node.type(0), dims[0], dims[1] * block * block, dims[2] / block, dims[3] / block));
    }

    private static List<Value> oneHot(NodeView node) {
        List<Long> dims = new ArrayList<>();
        for (long dim : node.dims(0)) {
            dims.add(dim);
        }
        int axis = NodeView.axis(node.integer("axis", -1), dims.size() + 1);
        dims.add(axis, node.in(1).asIntegers()[0]);
        return List.of(Value.of(node.type(2), array(dims)));
    }

    static long[] array(List<Long> list) {
        return list.stream().mapToLong(Long::longValue).toArray();
    }
}
