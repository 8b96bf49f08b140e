package dev.assay.onnx.shape;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.assay.onnx.tensor.ElementType;
import dev.assay.onnx.tensor.Tensors;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one value of a graph: its element type, its shape, and, for small constants, its elements. Arrays are
 * never changed after construction and must not be changed by readers.
 */
public final class Value {
    /** Constants beyond this many elements are not folded; shape arithmetic is far below. */
    static final int MAX_FOLDED_ELEMENTS = 16_384;

    /** Larger tables of reals or small integers are weights, never part of shape arithmetic. */
    private static final int MAX_STORED_REALS = 1_024;

    /** No machine holds more; sizes below it leave room for the arithmetic of costs. */
    private static final long MAX_ELEMENTS = 1L << 50;

    static final Value UNKNOWN = new Value(null, null, null, null, false);

    private final @Nullable ElementType type;
    private final long @Nullable [] dims;
    private final long @Nullable [] integers;
    private final double @Nullable [] reals;
    private final boolean stored;

    private Value(
            @Nullable ElementType type,
            long @Nullable [] dims,
            long @Nullable [] integers,
            double @Nullable [] reals,
            boolean stored) {
        this.type = type;
        this.dims = dims;
        this.integers = integers;
        this.reals = reals;
        this.stored = stored;
    }

    static Value of(@Nullable ElementType type, long... dims) {
        long elements = 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw new Unknowable("a dimension of its result would be negative");
            }
            if (dim > 0 && elements > MAX_ELEMENTS / dim) {
                throw new Unknowable("its result would be larger than any memory");
            }
            elements *= dim;
        }
        return new Value(type, dims, null, null, false);
    }

    static Value integers(ElementType type, long[] elements, long... dims) {
        return new Value(type, dims, elements, null, false);
    }

    static Value reals(ElementType type, double[] elements, long... dims) {
        return new Value(type, dims, null, elements, false);
    }

    /** A tensor of the file; small numbers are kept for folding. */
    static Value stored(TensorProto tensor) {
        ElementType type = ElementType.of(tensor.getDataType()).orElse(null);
        long[] dims = Tensors.dims(tensor);
        long[] integers = null;
        double[] reals = null;
        long elements = Tensors.elements(dims);
        if (type == ElementType.INT64 || type == ElementType.INT32) {
            integers = elements <= MAX_FOLDED_ELEMENTS ? Tensors.longs(tensor) : null;
        } else if (type != null && elements <= MAX_STORED_REALS) {
            if (type.isInteger() && type.bits() >= Byte.SIZE) {
                integers = Tensors.longs(tensor);
            } else if (type == ElementType.FLOAT32 || type == ElementType.FLOAT64) {
                reals = Tensors.doubles(tensor);
            }
        }
        return new Value(type, dims, integers, reals, true);
    }

    /** The element type, or null when it is unknown. */
    public @Nullable ElementType type() {
        return type;
    }

    /** The shape, or null when it is unknown. */
    public long @Nullable [] dims() {
        return dims;
    }

    /** Whether the file holds the value. */
    public boolean isStored() {
        return stored;
    }

    /** Whether every element is known without running the model. */
    public boolean isConstant() {
        return integers != null || reals != null;
    }

    /** Number of elements, or -1 when the shape is unknown. */
    public long elements() {
        return dims == null ? -1 : Tensors.elements(dims);
    }

    /** Bytes at the element type; 0 where shape or type is unknown. */
    public long bytes() {
        return dims == null || type == null ? 0 : type.bytes(Tensors.elements(dims));
    }

    int rank() {
        return knownDims().length;
    }

    long[] knownDims() {
        if (dims == null) {
            throw new Unknowable("the shape of one of its inputs is known only at run time");
        }
        return dims;
    }

    /** The elements as integers; reals are cut towards zero. */
    long[] asIntegers() {
        if (integers != null) {
            return integers;
        }
        if (reals == null) {
            throw new Unknowable("one of its inputs is known only at run time");
        }
        long[] cut = new long[reals.length];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = (long) reals[i];
        }
        return cut;
    }

    double[] asReals() {
        if (reals != null) {
            return reals;
        }
        long[] whole = asIntegers();
        double[] elements = new double[whole.length];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = whole[i];
        }
        return elements;
    }

    /** The same type and shape without the elements. */
    Value withoutElements() {
        return new Value(type, dims, null, null, stored);
    }

    /** The same elements in another shape. */
    Value reshaped(long... newDims) {
        Value shape = of(type, newDims);
        return !isConstant() ? shape : new Value(type, newDims, integers, reals, false);
    }

    /** The same shape with another element type; constant elements are converted. */
    Value cast(@Nullable ElementType to) {
        if (!isConstant() || to == null) {
            return of(to, knownDims());
        }
        if (to == ElementType.BOOL) {
            long[] flags = asIntegers().clone();
            for (int i = 0; i < flags.length; i++) {
                flags[i] = reals != null ? (reals[i] != 0 ? 1 : 0) : (flags[i] != 0 ? 1 : 0);
            }
            return integers(to, flags, knownDims());
        }
        return to.isInteger() ? integers(to, asIntegers(), knownDims()) : reals(to, asReals(), knownDims());
    }

    /** A value of another shape whose element {@code i} is this value's element {@code source(i)}, folded if constant. */
    Value picked(long[] newDims, IntUnaryOperator source) {
        Value shape = of(type, newDims);
        long count = shape.elements();
        if (!isConstant() || type == null || count > MAX_FOLDED_ELEMENTS) {
            return shape;
        }
        if (integers != null) {
            long[] elements = new long[(int) count];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = integers[source.applyAsInt(i)];
            }
            return integers(type, elements, newDims);
        }
        double[] from = asReals();
        double[] elements = new double[(int) count];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = from[source.applyAsInt(i)];
        }
        return reals(type, elements, newDims);
    }

    /** Element-wise arithmetic of two values with broadcasting, folded if both are constant. */
    static Value combine(
            Value a, Value b, @Nullable ElementType type, LongBinaryOperator onIntegers, DoubleBinaryOperator onReals) {
        long[] dims = Broadcast.dims(a.knownDims(), b.knownDims());
        Value shape = of(type, dims);
        if (!a.isConstant() || !b.isConstant() || type == null || shape.elements() > MAX_FOLDED_ELEMENTS) {
            return shape;
        }
        Value left = a.picked(dims, Broadcast.source(a.knownDims(), dims));
        Value right = b.picked(dims, Broadcast.source(b.knownDims(), dims));
        int count = (int) shape.elements();
        if (left.integers != null && right.integers != null && type.isInteger()) {
            long[] elements = new long[count];
            for (int i = 0; i < count; i++) {
                elements[i] = onIntegers.applyAsLong(left.integers[i], right.integers[i]);
            }
            return integers(type, elements, dims);
        }
        double[] leftReals = left.asReals();
        double[] rightReals = right.asReals();
        double[] elements = new double[count];
        for (int i = 0; i < count; i++) {
            elements[i] = onReals.applyAsDouble(leftReals[i], rightReals[i]);
        }
        Value result = reals(type, elements, dims);
        return type.isInteger() ? integers(type, result.asIntegers(), dims) : result;
    }
}
