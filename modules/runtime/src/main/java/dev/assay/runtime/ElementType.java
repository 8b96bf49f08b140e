package dev.assay.runtime;

import ai.onnxruntime.OnnxJavaType;
import java.util.Optional;

/** The element types that a tensor may have here; strings and the wider unsigned types are refused by name. */
public enum ElementType {
    FLOAT(4, OnnxJavaType.FLOAT),
    DOUBLE(8, OnnxJavaType.DOUBLE),
    FLOAT16(2, OnnxJavaType.FLOAT16),
    BFLOAT16(2, OnnxJavaType.BFLOAT16),
    INT8(1, OnnxJavaType.INT8),
    INT16(2, OnnxJavaType.INT16),
    INT32(4, OnnxJavaType.INT32),
    INT64(8, OnnxJavaType.INT64),
    UINT8(1, OnnxJavaType.UINT8),
    BOOL(1, OnnxJavaType.BOOL);

    private final int bytes;
    private final OnnxJavaType runtimeType;

    ElementType(int bytes, OnnxJavaType runtimeType) {
        this.bytes = bytes;
        this.runtimeType = runtimeType;
    }

    /** Size of one element. */
    public int bytes() {
        return bytes;
    }

    /** True for types whose values are approximations. */
    public boolean isFloating() {
        return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
    }

    OnnxJavaType runtimeType() {
        return runtimeType;
    }

    static Optional<ElementType> of(OnnxJavaType type) {
        for (ElementType candidate : values()) {
            if (candidate.runtimeType == type) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
