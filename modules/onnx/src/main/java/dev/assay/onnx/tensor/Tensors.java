package dev.assay.onnx.tensor;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads and makes constant tensors. ONNX stores raw data in little-endian order. */
public final class Tensors {
    private Tensors() {}

    /** The shape; empty for a scalar. */
    public static long[] dims(TensorProto tensor) {
        long[] dims = new long[tensor.getDimsCount()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = tensor.getDims(i);
        }
        return dims;
    }

    /** Number of elements of a shape: 1 for a scalar. Fails when it does not fit in 64 bits. */
    public static long elements(long... dims) {
        long elements = 1;
        for (long dim : dims) {
            elements = Math.multiplyExact(elements, dim);
        }
        return elements;
    }

    /** Number of elements of a tensor. */
    public static long elements(TensorProto tensor) {
        return elements(dims(tensor));
    }

    /** Bytes that a tensor's values occupy; for strings the sum of their lengths. */
    public static long bytes(TensorProto tensor) {
        return ElementType.of(tensor.getDataType())
                .map(type -> type == ElementType.STRING
                        ? tensor.getStringDataList().stream()
                                .mapToLong(ByteString::size)
                                .sum()
                        : type.bytes(elements(tensor)))
                .orElse(0L);
    }

    /** Whether the data of a tensor is in a file that was not opened with the model, so that nobody here can read it. */
    public static boolean isElsewhere(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL && Detached.of(tensor) == null;
    }

    /** A view of a float32 tensor's values, without a copy where the file keeps them raw. */
    public static FloatBuffer floats(TensorProto tensor) {
        require(tensor, ElementType.FLOAT32);
        if (isRaw(tensor)) {
            return raw(tensor).asFloatBuffer();
        }
        FloatBuffer values = FloatBuffer.allocate(tensor.getFloatDataCount());
        for (int i = 0; i < tensor.getFloatDataCount(); i++) {
            values.put(tensor.getFloatData(i));
        }
        return values.flip();
    }

    /**
     * Values of any integer or boolean tensor of at least eight bits per element; {@code uint64} beyond 2^63 - 1 wraps.
     *
     * @throws IllegalArgumentException for other element types
     */
    public static long[] longs(TensorProto tensor) {
        ElementType type = ElementType.of(tensor.getDataType())
                .orElseThrow(() -> new IllegalArgumentException("unknown element type " + tensor.getDataType()));
        if (!type.isInteger() || type.bits() < Byte.SIZE) {
            throw new IllegalArgumentException("a tensor of " + type.label() + " does not hold whole integers");
        }
        if (isRaw(tensor)) {
            ByteBuffer raw = raw(tensor);
            long[] values = new long[raw.remaining() / (type.bits() / Byte.SIZE)];
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (type) {
                    case INT8 -> raw.get();
                    case UINT8, BOOL -> raw.get() & 0xff;
                    case INT16 -> raw.getShort();
                    case UINT16 -> raw.getShort() & 0xffff;
                    case INT32 -> raw.getInt();
                    case UINT32 -> raw.getInt() & 0xffff_ffffL;
                    default -> raw.getLong();
                };
            }
            return values;
        }
        List<? extends Number> typed = switch (type.field()) {
            case INT64 -> tensor.getInt64DataList();
            case UINT64 -> tensor.getUint64DataList();
            default -> tensor.getInt32DataList();
        };
        return typed.stream().mapToLong(Number::longValue).toArray();
    }

    /** Values of a float32 or float64 tensor. */
    public static double[] doubles(TensorProto tensor) {
        if (tensor.getDataType() == ElementType.FLOAT32.number()) {
            FloatBuffer floats = floats(tensor);
            double[] values = new double[floats.remaining()];
            for (int i = 0; i < values.length; i++) {
                values[i] = floats.get();
            }
            return values;
        }
        require(tensor, ElementType.FLOAT64);
        if (isRaw(tensor)) {
            ByteBuffer raw = raw(tensor);
            double[] values = new double[raw.remaining() / Double.BYTES];
            raw.asDoubleBuffer().get(values);
            return values;
        }
        return tensor.getDoubleDataList().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** A float32 tensor with raw data. */
    public static TensorProto ofFloats(String name, float[] values, long... dims) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return ofRaw(name, ElementType.FLOAT32, raw.array(), dims);
    }

    /** An int64 tensor with raw data. */
    public static TensorProto ofLongs(String name, long[] values, long... dims) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return ofRaw(name, ElementType.INT64, raw.array(), dims);
    }

    /** A tensor around raw little-endian data; the array belongs to the tensor from now on. */
    public static TensorProto ofRaw(String name, ElementType type, byte[] raw, long... dims) {
        if (raw.length != type.bytes(elements(dims))) {
            throw new IllegalArgumentException(name + ": " + raw.length + " bytes do not fill its shape");
        }
        List<Long> shape = new ArrayList<>(dims.length);
        for (long dim : dims) {
            shape.add(dim);
        }
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.number())
                .addAllDims(shape)
                .setRawData(UnsafeByteOperations.unsafeWrap(raw))
                .build();
    }

    private static boolean isRaw(TensorProto tensor) {
        return tensor.hasRawData() || Detached.of(tensor) != null;
    }

    private static ByteBuffer raw(TensorProto tensor) {
        ByteBuffer detached = Detached.of(tensor);
        return (detached == null ? tensor.getRawData().asReadOnlyByteBuffer() : detached)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void require(TensorProto tensor, ElementType type) {
        if (tensor.getDataType() != type.number()) {
            throw new IllegalArgumentException("the tensor " + tensor.getName() + " is not of type " + type.label());
        }
    }
}
