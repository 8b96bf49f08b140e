package dev.assay.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A dense tensor in row-major order.
 *
 * @param type  of one element
 * @param shape sizes of the axes, outermost first; empty for a scalar
 * @param data  direct buffer in native byte order, holding exactly the elements from position 0 to its limit
 */
public record Tensor(ElementType type, List<Long> shape, ByteBuffer data) {
    public Tensor {
        shape = List.copyOf(shape);
        if (!data.isDirect()) {
            throw new IllegalArgumentException("A tensor needs a direct buffer");
        }
        long expected = byteSize(type, shape);
        if (data.limit() != expected) {
            throw new IllegalArgumentException("A tensor of shape " + shape + " and type " + type + " takes " + expected
                    + " bytes, not " + data.limit());
        }
        data.order(ByteOrder.nativeOrder());
    }

    /** A tensor of zeros. */
    public static Tensor zeros(ElementType type, List<Long> shape) {
        return new Tensor(type, shape, ByteBuffer.allocateDirect(Math.toIntExact(byteSize(type, shape))));
    }

    /** Product of the axes; 1 for a scalar. */
    public static long elements(List<Long> shape) {
        long elements = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("The shape " + shape + " is not complete");
            }
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }

    /** Size in bytes of a tensor with this type and shape. */
    public static long byteSize(ElementType type, List<Long> shape) {
        return Math.multiplyExact(elements(shape), type.bytes());
    }

    /** Number of elements. */
    public int size() {
        return data.limit() / type.bytes();
    }

    /** One element as a double; exact for all types but the largest 64-bit integers. */
    public double at(int index) {
        return switch (type) {
            case FLOAT -> data.getFloat(index * 4);
            case DOUBLE -> data.getDouble(index * 8);
            case FLOAT16 -> Float.float16ToFloat(data.getShort(index * 2));
            case BFLOAT16 -> Float.intBitsToFloat(data.getShort(index * 2) << 16);
            case INT8 -> data.get(index);
            case INT16 -> data.getShort(index * 2);
            case INT32 -> data.getInt(index * 4);
            case INT64 -> data.getLong(index * 8);
            case UINT8 -> data.get(index) & 0xff;
            case BOOL -> data.get(index) == 0 ? 0 : 1;
        };
    }

    /** A copy of all elements, rounded to float. */
    public float[] toFloats() {
        float[] values = new float[size()];
        if (type == ElementType.FLOAT) {
            data.duplicate()
                    .order(ByteOrder.nativeOrder())
                    .rewind()
                    .asFloatBuffer()
                    .get(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) at(i);
            }
        }
        return values;
    }
}
