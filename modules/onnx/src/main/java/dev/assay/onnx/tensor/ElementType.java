package dev.assay.onnx.tensor;

import java.util.Locale;
import java.util.Optional;

/**
 * Element types of ONNX tensors, with the number that {@code TensorProto.data_type} stores.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto, TensorProto.DataType</a>
 */
public enum ElementType {
    FLOAT32(1, 32, Field.FLOAT),
    UINT8(2, 8, Field.INT32),
    INT8(3, 8, Field.INT32),
    UINT16(4, 16, Field.INT32),
    INT16(5, 16, Field.INT32),
    INT32(6, 32, Field.INT32),
    INT64(7, 64, Field.INT64),
    STRING(8, 0, Field.STRING),
    BOOL(9, 8, Field.INT32),
    FLOAT16(10, 16, Field.INT32),
    FLOAT64(11, 64, Field.DOUBLE),
    UINT32(12, 32, Field.UINT64),
    UINT64(13, 64, Field.UINT64),
    COMPLEX64(14, 64, Field.FLOAT),
    COMPLEX128(15, 128, Field.DOUBLE),
    BFLOAT16(16, 16, Field.INT32),
    FLOAT8E4M3FN(17, 8, Field.INT32),
    FLOAT8E4M3FNUZ(18, 8, Field.INT32),
    FLOAT8E5M2(19, 8, Field.INT32),
    FLOAT8E5M2FNUZ(20, 8, Field.INT32),
    UINT4(21, 4, Field.INT32),
    INT4(22, 4, Field.INT32),
    FLOAT4E2M1(23, 4, Field.INT32),
    FLOAT8E8M0(24, 8, Field.INT32),
    UINT2(25, 2, Field.INT32),
    INT2(26, 2, Field.INT32);

    /** The typed field of {@code TensorProto} that may hold the values instead of {@code raw_data}. */
    public enum Field {
        FLOAT,
        INT32,
        STRING,
        INT64,
        DOUBLE,
        UINT64
    }

    private final int number;
    private final int bits;
    private final Field field;

    ElementType(int number, int bits, Field field) {
        this.number = number;
        this.bits = bits;
        this.field = field;
    }

    /** The type for a number of {@code TensorProto.data_type}, if there is one. */
    public static Optional<ElementType> of(int number) {
        return number >= 1 && number <= values().length ? Optional.of(values()[number - 1]) : Optional.empty();
    }

    /** The number in the file. */
    public int number() {
        return number;
    }

    /** Bits of one element; 0 for strings, whose size varies. */
    public int bits() {
        return bits;
    }

    /** Which typed field holds such values when {@code raw_data} does not. */
    public Field field() {
        return field;
    }

    /** Bytes that {@code count} elements occupy, small types packed as ONNX packs them; fails on overflow. */
    public long bytes(long count) {
        return bits >= 8 ? Math.multiplyExact(count, bits / 8L) : Math.ceilDiv(Math.multiplyExact(count, bits), 8L);
    }

    public boolean isInteger() {
        return switch (this) {
            case UINT2, INT2, UINT4, INT4, UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64, BOOL -> true;
            default -> false;
        };
    }

    /** The name on pages and in JSON, such as {@code float32}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
