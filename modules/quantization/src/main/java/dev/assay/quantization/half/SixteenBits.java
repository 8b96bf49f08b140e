package dev.assay.quantization.half;

import dev.assay.onnx.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The two sixteen-bit number formats that weights are stored in. Both round to nearest, ties to even, keep NaN and the
 * infinities, and never make an infinity of a finite number or a zero of another: a constant that masks (such as the
 * lowest float) would otherwise turn a softmax into NaN, and a tiny divisor would divide by zero.
 */
public enum SixteenBits {
    /** IEEE 754 binary16: 11 significant bits, up to 65504, from 2^-24 on. */
    FLOAT16(ElementType.FLOAT16, 65504f, 0x1p-24f) {
        @Override
        short nearest(float value) {
            return Float.floatToFloat16(value);
        }

        @Override
        public float toFloat(short bits) {
            return Float.float16ToFloat(bits);
        }
    },

    /** The upper half of a float: 8 significant bits, the range of a float. */
    BFLOAT16(ElementType.BFLOAT16, Float.intBitsToFloat(0x7f7f_0000), Float.intBitsToFloat(0x0001_0000)) {
        @Override
        short nearest(float value) {
            int bits = Float.floatToRawIntBits(value);
            if (Float.isNaN(value)) {
                // Adding could carry a NaN into an infinity; the quiet bit keeps one whose payload is cut off.
                return (short) ((bits >>> Short.SIZE) | 0x40);
            }
            int leastKeptBit = (bits >>> Short.SIZE) & 1;
            return (short) ((bits + 0x7fff + leastKeptBit) >>> Short.SIZE);
        }

        @Override
        public float toFloat(short bits) {
            return Float.intBitsToFloat(bits << Short.SIZE);
        }
    };

    private final ElementType type;
    private final float greatest;
    private final float least;

    SixteenBits(ElementType type, float greatest, float least) {
        this.type = type;
        this.greatest = greatest;
        this.least = least;
    }

    abstract short nearest(float value);

    /** The number that sixteen bits stand for. */
    public abstract float toFloat(short bits);

    public ElementType type() {
        return type;
    }

    /** Whether a value is brought into range before it is rounded. */
    public boolean clamps(float value) {
        float size = Math.abs(value);
        return (size > greatest && size != Float.POSITIVE_INFINITY) || (size > 0 && size < least);
    }

    /** The sixteen bits of a value. */
    public short of(float value) {
        if (clamps(value)) {
            return nearest(Math.copySign(Math.abs(value) > 1 ? greatest : least, value));
        }
        return nearest(value);
    }

    /** All values of a buffer, which is left as it is, as little-endian raw data of a tensor. */
    public byte[] convert(FloatBuffer values) {
        int count = values.remaining();
        ByteBuffer raw = ByteBuffer.allocate(count * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            raw.putShort(i * Short.BYTES, of(values.get(values.position() + i)));
        }
        return raw.array();
    }

    /** How many values of a buffer are brought into range. */
    public long clamped(FloatBuffer values) {
        long clamped = 0;
        for (int i = values.position(); i < values.limit(); i++) {
            clamped += clamps(values.get(i)) ? 1 : 0;
        }
        return clamped;
    }
}
